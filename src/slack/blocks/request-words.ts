import type { CustodianRequest, RequestedAct, RequestOf } from '../../licensing/rules/request.js';
import { cleanUpRequestWords } from './clean-up-words.js';
import { decommissionRequestWords } from './decommission-words.js';
import { takeBackRequestWords } from './take-back-words.js';

/** What both custodians read of a request. Everything is finished mrkdwn but what stands in a confirmation dialog. */
export interface RequestWords {
  title: string;
  /** What is asked for, in one sentence. */
  asks: string;
  facts: readonly (readonly [label: string, value: string])[];
  /** What happens at Apple and to people. */
  consequences: readonly string[];
  /** What begins with the second confirmation, and where its result appears. */
  begun: string;
  /** Of the button, at most 30 characters. */
  confirmText: string;
  /** Plain text. */
  confirmTitle: string;
  /** Plain text, at most 300 characters. */
  confirmDetail: string;
}

type WordsTable = { [A in RequestedAct]: (request: RequestOf<A>) => RequestWords };

const words: WordsTable = {
  'take-back': takeBackRequestWords,
  'clean-up': cleanUpRequestWords,
  decommission: decommissionRequestWords,
};

/** How each request is put into words. */
export function requestWords(request: CustodianRequest): RequestWords {
  return wordsOf(request.act, request);
}

function wordsOf<A extends RequestedAct>(act: A, request: RequestOf<A>): RequestWords {
  return words[act](request);
}
