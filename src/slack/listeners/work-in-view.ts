import type { ModalView } from '@slack/types';
import type { NotAllowed } from '../../licensing/rules/policy.js';
import { notAllowedWords } from '../blocks/role-words.js';
import { type Words, wordsView } from '../blocks/words.js';
import type { Reply, Submission, ViewAnswer } from '../interaction.js';
import { type Conversation, holdersOf } from './conversation.js';

/** Answers a submitted dialogue with `waiting` at once, and shows in its place what came of the work. */
export function workInView(
  conversation: Conversation,
  submission: Submission,
  reply: Reply,
  waiting: ModalView,
  work: () => Promise<Words | NotAllowed>,
): ViewAnswer {
  return {
    answer: 'update',
    view: waiting,
    after: async () => {
      const said = await work();
      const words = 'result' in said ? notAllowedWords(said, await holdersOf(conversation, said.needs)) : said;
      await reply.updateView(wordsView(words, submission.reference), { viewId: submission.viewId });
      await reply.publishHome();
    },
  };
}

/** Answers a submitted dialogue with what came of it, or with who may not and whom to ask. */
export async function answerInView(
  conversation: Conversation,
  submission: Submission,
  reply: Reply,
  said: Words | NotAllowed,
): Promise<ViewAnswer> {
  const words = 'result' in said ? notAllowedWords(said, await holdersOf(conversation, said.needs)) : said;
  return { answer: 'update', view: wordsView(words, submission.reference), after: () => reply.publishHome() };
}
