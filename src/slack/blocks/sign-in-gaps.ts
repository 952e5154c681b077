import type { SignInGap } from '../../licensing/rules/sign-in.js';
import { dateToken, mention, mentions } from './format.js';

type GapOf = { [G in SignInGap as G['why']]: G };

function usersOf(gaps: readonly SignInGap[]): string[] {
  return gaps.map(({ userId }) => userId);
}

function neverConfirmed(gaps: readonly GapOf['never-confirmed'][]): string[] {
  if (gaps.length === 0) return [];
  const have = gaps.length === 1 ? 'has' : 'have';
  return [`${mentions(usersOf(gaps))} ${have} not confirmed it yet; the question is in their direct messages.`];
}

function notAnswered({ userId, since, askedAt }: GapOf['not-answered']): string {
  return `${mention(userId)} has not confirmed it since ${dateToken(since)}; the question was put again ${dateToken(askedAt)}, in their direct messages.`;
}

function deactivated({ userId }: GapOf['deactivated']): string {
  return `${mention(userId)} is no longer an active member of the organisation in Slack.`;
}

function handover({ userId, handingOverTo }: SignInGap): string[] {
  return handingOverTo === null ? [] : [`${mention(handingOverTo)} is asked to take over from ${mention(userId)}.`];
}

/** Who does not count and why. */
export function signInGapFacts(gaps: readonly SignInGap[]): string {
  if (gaps.length === 0)
    return 'Two people of the organisation should have the sign-in, so that the account is never lost.';
  return [
    ...neverConfirmed(gaps.flatMap((gap) => (gap.why === 'never-confirmed' ? [gap] : []))),
    ...gaps.flatMap((gap) => (gap.why === 'not-answered' ? [notAnswered(gap)] : [])),
    ...gaps.flatMap((gap) => (gap.why === 'deactivated' ? [deactivated(gap)] : [])),
    ...gaps.flatMap(handover),
  ].join(' ');
}

/** What to do about it, as it goes on after `Next: `. */
export function signInGapStep(gaps: readonly SignInGap[]): string {
  const open = gaps.filter(({ handingOverTo }) => handingOverTo === null);
  const gone = open.filter(({ why }) => why === 'deactivated');
  const replace = 'a custodian presses “Hand over a sign-in…” (Home or token page) and chooses somebody else';
  if (gone.length > 0) {
    const others = gone.length === open.length ? '' : 'whoever is asked answers; ';
    return `${others}for ${mentions(usersOf(gone))} ${replace}.`;
  }
  return open.length > 0
    ? 'whoever is asked answers there, or hands the sign-in over to somebody who can sign in.'
    : 'whoever is asked answers in their direct messages.';
}
