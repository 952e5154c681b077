import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SignInPerson } from '../../../src/licensing/rules/binding.js';
import { candidateFlaw, confirmed, gapOf, isDue, isOpen, SIGN_IN_ROUND } from '../../../src/licensing/rules/sign-in.js';
import { DAY, NOON } from '../../support/core-samples.js';

const person = (given: Partial<SignInPerson> = {}): SignInPerson => ({
  userId: 'U1',
  confirmedAt: NOON,
  askedAt: NOON,
  handover: null,
  ...given,
});
const handover = { to: 'U9', by: 'U1', at: NOON };

describe('who is asked again', () => {
  it.each([
    { what: 'nobody within 90 days', given: {}, after: 90 * DAY - 1, due: false },
    { what: 'whoever confirmed 90 days ago', given: {}, after: 90 * DAY, due: true },
    {
      what: 'whoever never confirmed, 90 days after the question',
      given: { confirmedAt: null },
      after: 90 * DAY,
      due: true,
    },
    {
      what: 'nobody within 90 days of the last question',
      given: { askedAt: NOON + 90 * DAY },
      after: 179 * DAY,
      due: false,
    },
    {
      what: 'nobody within 90 days of a late answer',
      given: { confirmedAt: NOON + 80 * DAY },
      after: 169 * DAY,
      due: false,
    },
    { what: 'nobody who is handing over', given: { handover }, after: 200 * DAY, due: false },
    {
      what: 'nobody who was asked under a clock far ahead',
      given: { askedAt: NOON + 900 * DAY },
      after: 400 * DAY,
      due: false,
    },
  ])('$what', ({ given, after, due }) => {
    expect(isDue(person(given), NOON + after)).toBe(due);
  });

  it('is asked each round once, and is closed by an answer, whatever the clock does', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.integer({ min: -400, max: 400 }), fc.boolean()), { maxLength: 60 }), (moves) => {
        let now = NOON;
        let one = person();
        const rounds = [one.askedAt];
        for (const [days, answers] of moves) {
          now += days * DAY;
          if (isDue(one, now)) {
            one = { ...one, askedAt: now };
            rounds.push(now);
            expect(isOpen(one)).toBe(true);
          }
          if (answers) {
            one = confirmed(one, now);
            expect(isOpen(one)).toBe(false);
          }
        }
        for (const [index, at] of rounds.entries()) {
          const before = rounds[index - 1];
          if (before !== undefined) expect(at - before).toBeGreaterThanOrEqual(SIGN_IN_ROUND);
        }
      }),
    );
  });
});

describe('who does not count', () => {
  const again = { askedAt: NOON + 90 * DAY };
  const cases: { what: string; given?: Partial<SignInPerson>; active?: boolean; after: number; why: string | null }[] =
    [
      { what: 'nobody who has confirmed', after: 89 * DAY, why: null },
      { what: 'whoever never confirmed, at once', given: { confirmedAt: null }, after: 0, why: 'never-confirmed' },
      { what: 'nobody in the seven days after the question', given: again, after: 97 * DAY - 1, why: null },
      { what: 'whoever did not answer in seven days', given: again, after: 97 * DAY, why: 'not-answered' },
      {
        what: 'whoever is asked a second time in vain',
        given: { askedAt: NOON + 180 * DAY },
        after: 180 * DAY,
        why: 'not-answered',
      },
      { what: 'whoever is no active member, confirmed or not', active: false, after: DAY, why: 'deactivated' },
      { what: 'nobody before their own question', given: again, after: -DAY, why: null },
    ];
  it.each(cases)('$what', ({ given, active = true, after, why }) => {
    expect(gapOf(person(given), active, NOON + after)?.why ?? null).toBe(why);
  });

  it('is named with whoever is asked to take over', () => {
    expect(gapOf(person({ handover }), false, NOON)).toEqual({ userId: 'U1', why: 'deactivated', handingOverTo: 'U9' });
  });
});

describe('whoever takes over', () => {
  const signIn = [person(), person({ userId: 'U2', handover })];
  it.each([
    { to: 'U1', flaw: 'already-named' },
    { to: 'U2', flaw: 'already-named' },
    { to: 'U9', flaw: 'already-asked' },
    { to: 'U3', flaw: null },
  ])('$to: $flaw', ({ to, flaw }) => {
    expect(candidateFlaw(signIn, to)).toBe(flaw);
  });
});
