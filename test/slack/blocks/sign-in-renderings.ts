import type { ModalView } from '@slack/types';
import type { SignInPerson } from '../../../src/licensing/rules/binding.js';
import type { HandoverEnd, SignInQuestionEnd } from '../../../src/licensing/rules/sign-in.js';
import { noticeMessages } from '../../../src/slack/blocks/notices.js';
import { handOverRight } from '../../../src/slack/blocks/sign-in-page.js';
import { handOverView } from '../../../src/slack/blocks/sign-in-view.js';
import {
  handOverWords,
  handoverAnswerWords,
  signInOutcomeWords,
  unfitWords,
} from '../../../src/slack/blocks/sign-in-words.js';
import { tokenMessage } from '../../../src/slack/blocks/token-page.js';
import type { Words } from '../../../src/slack/blocks/words.js';
import type { Message } from '../../../src/slack/interaction.js';
import { bound, context, day, now } from './facts.js';

const handover = { to: 'UCARL1', by: 'UANNA1', at: now };

export function signInPerson(change: Partial<SignInPerson> = {}): SignInPerson {
  return { userId: 'UANNA1', confirmedAt: null, askedAt: now, handover: null, ...change };
}

const people: readonly SignInPerson[] = [
  signInPerson(),
  signInPerson({ confirmedAt: now - 90 * day }),
  signInPerson({ confirmedAt: now }),
  signInPerson({ confirmedAt: now, handover }),
];

const questionEnds: readonly (SignInQuestionEnd | null)[] = [
  null,
  { result: 'asked-again', at: now },
  { result: 'handed-over', to: 'UCARL1', at: now },
];

const handoverEnds: readonly (HandoverEnd | null)[] = [
  null,
  { result: 'accepted', at: now },
  { result: 'declined' },
  { result: 'expired' },
  { result: 'withdrawn', by: 'UBERTIL1' },
];

/** Every card about who can sign in, and the token page with a handover under way. */
export function signInMessages(text: string): Message[] {
  const names = { key: 'p:UANNA1:1', locationName: text, appleAccount: text };
  const questions = people.flatMap((person) =>
    questionEnds.map((end) => noticeMessages['sign-in-question']({ ...names, person, end }, context)),
  );
  const handovers = handoverEnds.flatMap((end) =>
    ['UANNA1', 'UBERTIL1'].flatMap((from) => {
      const facts = { ...names, from, handover, until: now + 7 * day, end };
      return [
        noticeMessages['sign-in-handover-question'](facts, context),
        noticeMessages['sign-in-handover-card'](facts, context),
      ];
    }),
  );
  const house = bound(text, { signIn: people });
  const pages = [true, false].map((custodian) => {
    const handOver = handOverRight(house, 'UANNA1', custodian);
    return tokenMessage({ house, context, mayBind: custodian, maySync: custodian, handOver });
  });
  return [...questions, ...handovers, ...pages];
}

export function signInViews(text: string): ModalView[] {
  const anna = { userId: 'UANNA1', name: text };
  return [handOverView([anna], 'UANNA1'), handOverView([anna, { userId: 'UBERTIL1', name: text }], 'UANNA1')];
}

export function signInWords(): Words[] {
  return [
    signInOutcomeWords({ result: 'confirmed' }),
    signInOutcomeWords({ result: 'already-confirmed', at: now }),
    signInOutcomeWords({ result: 'not-asked' }),
    signInOutcomeWords({ result: 'over' }),
    handOverWords({ result: 'asked', to: 'UCARL1', until: now }),
    handOverWords({ result: 'handing-over', to: 'UCARL1', until: now }),
    handOverWords({ result: 'over' }),
    ...(['accepted', 'declined', 'withdrawn', 'not-asked', 'over'] as const).map((result) =>
      handoverAnswerWords({ result }),
    ),
  ];
}

/** What stands at the field of a person who cannot take a sign-in over. */
export function unfitTexts(): string[] {
  const whys = [
    ...(['already-named', 'already-asked', 'unknown', 'deactivated', 'bot', 'guest'] as const),
    ...(['stranger', 'other-team', 'cannot-check'] as const),
  ];
  return whys.map((why) => unfitWords({ result: 'unfit', why }));
}
