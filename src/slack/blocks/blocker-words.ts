import type { DecommissionBlocker } from '../../licensing/rules/decommission.js';
import type { RequestedAct } from '../../licensing/rules/request.js';
import { counted, mention } from './format.js';

type BlockerOf = { [B in DecommissionBlocker as B['kind']]: B };

const acts = {
  'take-back': 'to take the location back',
  'clean-up': 'to remove what others made',
  decommission: 'to hand over for good',
} satisfies Record<RequestedAct, string>;

const words: { [K in keyof BlockerOf]: (blocker: BlockerOf[K]) => string } = {
  sync: () => 'a sync is running: wait until it is done',
  writes: ({ open }) =>
    `${counted(open, 'change')} at Apple ${open === 1 ? 'is' : 'are'} not settled: wait a few minutes`,
  'clean-up': () => 'a clean-up is running: wait, or stop it on its card',
  renewal: ({ by }) => `a renewal of the token by ${mention(by)} is open: finish or discard it on its card`,
  'take-back': () => 'a take-back of the location is being settled with Apple: wait until its card says how it ended',
  decommission: () => 'handing over for good has begun already',
  request: ({ act, by }) => `a request of ${mention(by)} ${acts[act]} is open: answer it`,
};

function wordsOf<K extends keyof BlockerOf>(kind: K, blocker: BlockerOf[K]): string {
  return words[kind](blocker);
}

/** One line for each thing that has to end first. */
export function blockerLines(blockers: readonly DecommissionBlocker[]): string[] {
  return blockers.map((blocker) => `• ${wordsOf(blocker.kind, blocker)}`);
}
