import type { InterferenceFacts } from '../../../src/licensing/rules/alert.js';
import { interferenceAnswerWords, interferenceCard } from '../../../src/slack/blocks/interference.js';
import type { Words } from '../../../src/slack/blocks/words.js';
import type { Message } from '../../../src/slack/interaction.js';
import { context, now } from './facts.js';

/** The card that asks the custodians about somebody else at the location. */
export function interferenceMessages(text: string): Message[] {
  const line = { key: '1.STDQ', name: text, count: 2 };
  const many = Array.from({ length: 40 }, (_, index) => ({ ...line, key: `${index}.STDQ`, count: 1_200 }));
  const found: Pick<InterferenceFacts, 'lost' | 'foreignRise'>[] = [
    { lost: [line], foreignRise: 0 },
    { lost: [], foreignRise: 1 },
    { lost: many, foreignRise: 4_300 },
  ];
  return found.flatMap((one) =>
    [null, { by: text, at: now }].map((answered) => interferenceCard({ ...one, since: now, answered }, context)),
  );
}

export function interferenceWords(text: string): Words[] {
  return [
    interferenceAnswerWords({ result: 'answered' }),
    interferenceAnswerWords({ result: 'over', by: text }),
    interferenceAnswerWords({ result: 'over', by: null }),
  ];
}
