import type { SignInGap } from '../../licensing/rules/sign-in.js';
import { dateToken, mention } from './format.js';

type GapOf = { [G in SignInGap as G['why']]: G };

const gapWords: { [W in keyof GapOf]: (gap: GapOf[W]) => string } = {
  'never-confirmed': (gap) =>
    `${mention(gap.userId)} has not confirmed it yet: the question is in their direct messages.`,
  'not-answered': (gap) =>
    `${mention(gap.userId)} has not confirmed it since ${dateToken(gap.since)}: they were asked again ${dateToken(gap.askedAt)}, in their direct messages.`,
  deactivated: (gap) => `${mention(gap.userId)} is no longer an active member of the organisation in Slack.`,
};

function wordsOf<W extends keyof GapOf>(why: W, gap: GapOf[W]): string {
  return gapWords[why](gap);
}

/** Who does not count and why, and what to do about it. */
export function signInGapWords(gaps: readonly SignInGap[]): string {
  const next = gaps.some(({ handingOverTo }) => handingOverTo === null)
    ? 'Next: they answer; whoever can no longer sign in hands it over, and for somebody who has left a custodian does (“Hand over a sign-in…” on the token page).'
    : 'Next: they answer in their direct messages.';
  if (gaps.length === 0) {
    return 'Two people of the organisation should have the sign-in, so that the account is never lost.';
  }
  const handovers = gaps.flatMap(({ userId, handingOverTo }) =>
    handingOverTo === null ? [] : [`${mention(handingOverTo)} is asked to take over from ${mention(userId)}.`],
  );
  return [...gaps.map((gap) => wordsOf(gap.why, gap)), ...handovers, next].join(' ');
}
