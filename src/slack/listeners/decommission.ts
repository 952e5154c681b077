import { permit } from '../../licensing/flows/core.js';
import { askDecommission, decommissionFacts } from '../../licensing/flows/decommission.js';
import { readExport } from '../../licensing/flows/send-export.js';
import { decommissionFaults } from '../../licensing/rules/decommission.js';
import { workingView } from '../blocks/binding-views.js';
import { decommissionView } from '../blocks/decommission-views.js';
import {
  decommissionFieldErrors,
  decommissionWords,
  exportSentWords,
  exportWords,
} from '../blocks/decommission-words.js';
import { wordsMessage } from '../blocks/words.js';
import { actionIds, blockIds } from '../ids.js';
import { type Click, type Interaction, inputOf, type Reply, type Submission, type ViewAnswer } from '../interaction.js';
import type { Conversation } from './conversation.js';
import { refuse } from './refuse.js';
import { workInView } from './work-in-view.js';

/** `/vpp token decommission` and “Hand over for good…”: opens the dialogue for a custodian, or says what is open. */
export async function startDecommission(
  conversation: Conversation,
  asked: Interaction,
  _rest: string,
  reply: Reply,
): Promise<void> {
  const permission = await permit(conversation.core, asked.userId, 'decommission');
  if (permission.result === 'not-allowed') return refuse(conversation, permission, reply);
  const found = await decommissionFacts(conversation.core);
  if (found.result !== 'facts') return reply.privately(wordsMessage(decommissionWords(found), asked.reference));
  await reply.openView(decommissionView(found.facts));
}

/** The first of the two confirmations. */
export async function submitDecommission(
  conversation: Conversation,
  submission: Submission,
  reply: Reply,
): Promise<ViewAnswer> {
  const { core, background } = conversation;
  const input = (blockId: string) => inputOf(submission.values, blockId, actionIds.input);
  const form = {
    locationName: input(blockIds.locationName).text?.trim() ?? '',
    acknowledged: input(blockIds.acknowledged).selected.length > 0,
  };
  const found = await decommissionFacts(core);
  const fields = found.result === 'facts' ? decommissionFaults(found.facts.locationName, form) : [];
  if (fields.length > 0) return { answer: 'errors', errors: decommissionFieldErrors(fields) };
  const asked = { actor: submission.userId, reference: submission.reference };
  return workInView(
    conversation,
    submission,
    reply,
    workingView('Asking', 'Your request is being recorded.'),
    async () => {
      const outcome = await askDecommission(core, asked, form);
      if (outcome.result === 'not-allowed') return outcome;
      if (outcome.result === 'begun') background.work();
      return decommissionWords(outcome.result === 'fields' ? { result: 'over' } : outcome);
    },
  );
}

/** “Send me the CSV”: into the custodian's own conversation with the bot. */
export async function pressSendExport(conversation: Conversation, click: Click, reply: Reply): Promise<void> {
  const outcome = await readExport(conversation.core, { actor: click.userId, reference: click.reference });
  if (outcome.result === 'not-allowed') return refuse(conversation, outcome, reply);
  if (outcome.result === 'file') await reply.sendFile({ name: outcome.name, text: outcome.text });
  const words = outcome.result === 'file' ? exportSentWords(outcome.name) : exportWords(outcome);
  await reply.privately(wordsMessage(words, click.reference));
}
