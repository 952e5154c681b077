import { permit } from '../../licensing/flows/core.js';
import { askTakeBack, takeBackFacts, takeBackFaults } from '../../licensing/flows/take-back.js';
import { workingView } from '../blocks/binding-views.js';
import { takeBackView } from '../blocks/take-back-views.js';
import { takeBackFieldErrors, takeBackWords } from '../blocks/take-back-words.js';
import { wordsMessage } from '../blocks/words.js';
import { actionIds, blockIds } from '../ids.js';
import { type Click, inputOf, type Reply, type Submission, type ViewAnswer } from '../interaction.js';
import type { Conversation } from './conversation.js';
import { refuse } from './refuse.js';
import { workInView } from './work-in-view.js';

/** “Take back…”: opens the dialogue for a custodian. */
export async function pressTakeBack(conversation: Conversation, click: Click, reply: Reply): Promise<void> {
  const permission = await permit(conversation.core, click.userId, 'take-back');
  if (permission.result === 'not-allowed') return refuse(conversation, permission, reply);
  const found = await takeBackFacts(conversation.core);
  if (found.result !== 'facts') return reply.privately(wordsMessage(takeBackWords(found), click.reference));
  await reply.openView(takeBackView(found.facts));
}

/** The first of the two confirmations. */
export async function submitTakeBack(
  conversation: Conversation,
  submission: Submission,
  reply: Reply,
): Promise<ViewAnswer> {
  const { core, background } = conversation;
  const input = (blockId: string) => inputOf(submission.values, blockId, actionIds.input);
  const form = {
    holder: input(blockIds.takeOver).text?.trim() ?? '',
    acknowledged: input(blockIds.acknowledged).selected.length > 0,
  };
  const found = await takeBackFacts(core);
  const fields = found.result === 'facts' ? takeBackFaults(found.facts.heldBy, form) : [];
  if (fields.length > 0) return { answer: 'errors', errors: takeBackFieldErrors(fields) };
  const asked = { actor: submission.userId, reference: submission.reference };
  return workInView(
    conversation,
    submission,
    reply,
    workingView('Asking', 'Your request is being recorded.'),
    async () => {
      const outcome = await askTakeBack(core, asked, form);
      if (outcome.result === 'not-allowed') return outcome;
      if (outcome.result === 'begun') background.work();
      return takeBackWords(outcome.result === 'fields' ? { result: 'over' } : outcome);
    },
  );
}
