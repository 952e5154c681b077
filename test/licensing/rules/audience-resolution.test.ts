import { describe, expect, it } from 'vitest';
import { knownPeople, LEFT_OUT_LISTED, resolvePeople } from '../../../src/licensing/rules/audience-resolution.js';
import type { Member } from '../../../src/licensing/rules/records.js';

const member = (userId: string, given: Partial<Member> = {}): Member => ({
  ...{ userId, teamId: 'T1', name: userId, kind: 'member', deactivated: false },
  ...{ email: `${userId.toLowerCase()}@x.example`, timeZone: null, readAt: 0 },
  ...given,
});

const line = (text: string, at = 1) => ({ line: at, text, address: text.includes('@') ? text : null });

const known = knownPeople([
  member('ADA'),
  member('BO', { email: 'Bo@X.example' }),
  member('GUEST', { kind: 'guest' }),
  member('BOT', { kind: 'bot', email: null }),
  member('GONE', { deactivated: true }),
  member('STRANGER', { kind: 'stranger' }),
  member('OTHER', { kind: 'stranger', teamId: 'T2' }),
  member('TWIN1', { email: 'twin@x.example' }),
  member('TWIN2', { email: 'TWIN@x.example' }),
  member('OLD', { email: 'back@x.example', deactivated: true }),
  member('NEW', { email: 'back@x.example' }),
]);

const resolve = (meant: Parameters<typeof resolvePeople>[0], exclusions: readonly string[] = []) =>
  resolvePeople(meant, exclusions, known, 'T1');

describe('who is meant', () => {
  it('is each person once, by id or by address', () => {
    const { people, leftOut } = resolve([
      { userId: 'ADA' },
      line('ada@x.example'),
      line('bo@x.example'),
      { userId: 'BO' },
    ]);
    expect(people).toEqual(['ADA', 'BO']);
    expect(leftOut).toEqual([]);
  });

  it.each([
    ['GUEST', 'guest'],
    ['BOT', 'bot'],
    ['GONE', 'deactivated'],
    ['STRANGER', 'stranger'],
    ['OTHER', 'other-team'],
    ['NOBODY', 'unknown-person'],
  ])('is not %s: %s', (userId, reason) => {
    expect(resolve([{ userId }])).toEqual({
      people: [],
      leftOut: [{ who: userId, reason, line: null }],
      leftOutCount: 1,
    });
  });

  it.each([
    ['nobody@x.example', 'unknown-address', 'nobody@x.example'],
    ['twin@x.example', 'ambiguous-address', 'twin@x.example'],
    ['the team', 'unreadable-line', 'the team'],
    ['gone@x.example', 'deactivated', 'GONE'],
    ['guest@x.example', 'guest', 'GUEST'],
  ])('is not %s of a list: %s', (text, reason, who) => {
    expect(resolve([line(text, 7)]).leftOut).toEqual([{ who, reason, line: 7 }]);
  });

  it('is whoever is active of two with one address', () => {
    expect(resolve([line('back@x.example')]).people).toEqual(['NEW']);
  });

  it('says of people of elsewhere that they are strangers while the own team is not known', () => {
    expect(resolvePeople([{ userId: 'OTHER' }], [], known, null).leftOut[0]?.reason).toBe('stranger');
  });

  it('is nobody who was taken out, who stays among those left out for the next reading', () => {
    const roster = resolve([{ userId: 'ADA' }, { userId: 'BO' }], ['BO', 'NEW']);
    expect(roster.people).toEqual(['ADA']);
    expect(roster.leftOut).toEqual([
      { who: 'BO', reason: 'excluded', line: null },
      { who: 'NEW', reason: 'excluded', line: null },
    ]);
  });

  it('lists so many of those left out and counts all', () => {
    const lines = Array.from({ length: LEFT_OUT_LISTED + 5 }, (_, index) => line(`x${index}@x.example`, index + 1));
    const { leftOut, leftOutCount } = resolve(lines);
    expect(leftOut.length).toBe(LEFT_OUT_LISTED);
    expect(leftOutCount).toBe(LEFT_OUT_LISTED + 5);
  });
});
