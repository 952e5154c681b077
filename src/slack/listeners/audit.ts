import { exportAudit } from '../../licensing/flows/export-audit.js';
import { listAudit } from '../../licensing/flows/list-audit.js';
import { auditFilterMessage, auditMessage, verdictWords } from '../blocks/audit.js';
import { listSentWords } from '../blocks/export-words.js';
import { wordsMessage } from '../blocks/words.js';
import type { Click, Interaction, Reply } from '../interaction.js';
import { type Conversation, contextOf } from './conversation.js';
import { refuse } from './refuse.js';

/** `/vpp audit [filter]`. */
export async function audit(conversation: Conversation, asked: Interaction, rest: string, reply: Reply): Promise<void> {
  await show(conversation, asked, rest, null, reply);
}

/** “Older”. */
export async function pressAuditPage(conversation: Conversation, click: Click, reply: Reply): Promise<void> {
  const [, before = '', typed = ''] = /^(\d{1,12}):(.*)$/s.exec(click.actionValue ?? '') ?? [];
  await show(conversation, click, typed, before === '' ? null : Number(before), reply);
}

/** “Newest”. */
export async function pressAuditNewest(conversation: Conversation, click: Click, reply: Reply): Promise<void> {
  await show(conversation, click, click.actionValue ?? '', null, reply);
}

async function show(
  conversation: Conversation,
  { userId, reference }: Interaction,
  typed: string,
  before: number | null,
  reply: Reply,
): Promise<void> {
  const outcome = await listAudit(conversation.core, { actor: userId, reference }, typed, before);
  if (outcome.result === 'not-allowed') return refuse(conversation, outcome, reply);
  await reply.privately(
    outcome.result === 'audit'
      ? auditMessage(outcome, contextOf(conversation, reference))
      : auditFilterMessage(outcome),
  );
}

/** The entries as a file, for the person who asked alone. */
export async function pressExportAudit(conversation: Conversation, click: Click, reply: Reply): Promise<void> {
  const asked = { actor: click.userId, reference: click.reference };
  const outcome = await exportAudit(conversation.core, asked, click.actionValue ?? '');
  if (outcome.result === 'not-allowed') return refuse(conversation, outcome, reply);
  if (outcome.result !== 'file') return reply.privately(auditFilterMessage(outcome));
  await reply.sendFile({ name: outcome.name, text: outcome.text });
  const words = listSentWords(outcome);
  const said = { ...words, text: `${words.text} ${verdictWords(outcome.verdict)}` };
  await reply.privately(wordsMessage(said, click.reference));
}
