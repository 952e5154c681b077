import type { WaitingListFacts } from '../../../src/licensing/rules/waiting-list.js';
import { waitingList } from '../../../src/slack/blocks/waiting-list.js';
import type { Message } from '../../../src/slack/interaction.js';
import { context, now } from './facts.js';

/** Cards of people who wait for licences. */
export function waitingListMessages(text: string): Message[] {
  const app = { key: '408709785.STDQ', name: text, iconUrl: null };
  const nobody: WaitingListFacts = {
    ...{ app, waiting: 0, oldest: [], toBuy: 0, holdsLost: 0, reservationsLost: 0, readAt: now },
  };
  const oldest = [text, ...Array.from({ length: 9 }, (_, index) => `UANNA${index}`)].map((userId) => ({
    userId,
    since: now,
  }));
  return [
    nobody,
    { ...nobody, app: { ...app, name: null } },
    { ...nobody, waiting: 1, oldest: oldest.slice(0, 1), toBuy: 1 },
    { ...nobody, waiting: 1_200, oldest, toBuy: 1_000, holdsLost: 1 },
    { ...nobody, waiting: 1_200, oldest, toBuy: 0, reservationsLost: 40, holdsLost: 2 },
  ].map((facts) => waitingList(facts, context));
}
