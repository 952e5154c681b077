import { confirmSignIn } from '../../licensing/flows/confirm-sign-in.js';
import {
  answerHandover,
  handOverSignIn,
  mayHandOver,
  withdrawHandover,
} from '../../licensing/flows/hand-over-sign-in.js';
import type { SignInPerson } from '../../licensing/rules/binding.js';
import { handoverUntil } from '../../licensing/rules/sign-in.js';
import { notAllowedWords } from '../blocks/role-words.js';
import { type GiverChoice, handOverView } from '../blocks/sign-in-view.js';
import { handOverWords, handoverAnswerWords, signInOutcomeWords, unfitWords } from '../blocks/sign-in-words.js';
import { type Words, wordsMessage, wordsView } from '../blocks/words.js';
import { actionIds, blockIds } from '../ids.js';
import { type Click, inputOf, type Reply, type Submission, type ViewAnswer } from '../interaction.js';
import { type Conversation, holdersOf } from './conversation.js';
import { refuse } from './refuse.js';

/** “Yes, I can sign in” of one of the two who are named. */
export async function pressConfirmSignIn(conversation: Conversation, click: Click, reply: Reply): Promise<void> {
  const outcome = await confirmSignIn(conversation.core, askedBy(click));
  if (outcome.result === 'not-allowed') return refuse(conversation, outcome, reply);
  await tell(signInOutcomeWords(outcome), click, reply);
}

/** Opens the dialogue: for the person on the button, else for whoever this custodian may choose. */
export async function pressHandOver(conversation: Conversation, click: Click, reply: Reply): Promise<void> {
  const may = await mayHandOver(conversation.core, click.userId);
  if (may.result === 'not-allowed') return refuse(conversation, may, reply);
  const wanted = click.actionValue;
  const givers = may.result === 'may' ? may.from.filter(({ userId }) => wanted === null || userId === wanted) : [];
  const free = givers.filter(({ handover }) => handover === null);
  const [busy] = givers;
  if (free.length > 0) {
    await reply.openView(handOverView(await choices(conversation, free), click.userId));
    return;
  }
  const handover = busy?.handover ?? null;
  const words =
    handover === null
      ? handOverWords({ result: 'over' })
      : handOverWords({ result: 'handing-over', to: handover.to, until: handoverUntil(handover) });
  await tell(words, click, reply);
}

/** Names of the givers; deactivated people have one only in the directory. */
async function choices({ core }: Conversation, people: readonly SignInPerson[]): Promise<GiverChoice[]> {
  const known = await Promise.all(people.map(({ userId }) => core.records.get('member', userId)));
  return people.map(({ userId }, index) => ({ userId, name: known[index]?.value.name ?? userId }));
}

/** “Ask them”: the first of the two clicks. */
export async function submitHandOver(conversation: Conversation, submission: Submission): Promise<ViewAnswer> {
  const chosen = (blockId: string) => inputOf(submission.values, blockId, actionIds.input).selected[0] ?? '';
  const from = submission.privateMetadata || chosen(blockIds.handOverFrom);
  const to = chosen(blockIds.handOverTo);
  const outcome = await handOverSignIn(conversation.core, askedBy(submission), from, to);
  if (outcome.result === 'unfit') return { answer: 'errors', errors: { [blockIds.handOverTo]: unfitWords(outcome) } };
  const words =
    outcome.result === 'not-allowed'
      ? notAllowedWords(outcome, await holdersOf(conversation, outcome.needs))
      : handOverWords(outcome);
  return { answer: 'update', view: wordsView(words, submission.reference) };
}

/** The second click, of the new person. */
export function pressAnswerHandover(yes: boolean) {
  return async (conversation: Conversation, click: Click, reply: Reply): Promise<void> => {
    const outcome = await answerHandover(conversation.core, askedBy(click), click.actionValue ?? '', yes);
    if (outcome.result === 'not-allowed') return refuse(conversation, outcome, reply);
    await tell(handoverAnswerWords(outcome), click, reply);
  };
}

/** “Withdraw” of the giver or a custodian. */
export async function pressWithdrawHandover(conversation: Conversation, click: Click, reply: Reply): Promise<void> {
  const outcome = await withdrawHandover(conversation.core, askedBy(click), click.actionValue ?? '');
  if (outcome.result === 'not-allowed') return refuse(conversation, outcome, reply);
  await tell(handoverAnswerWords(outcome), click, reply);
}

async function tell(words: Words, click: Click, reply: Reply): Promise<void> {
  await reply.privately(wordsMessage(words, click.reference));
  await reply.publishHome();
}

function askedBy({ userId, reference }: Click | Submission) {
  return { actor: userId, reference };
}
