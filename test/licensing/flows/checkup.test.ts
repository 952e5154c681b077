import { describe, expect, it } from 'vitest';
import { checkEverything, checkUp, requestCheckup } from '../../../src/licensing/flows/checkup.js';
import { confirmSignIn } from '../../../src/licensing/flows/confirm-sign-in.js';
import { setPaused } from '../../../src/licensing/flows/pause.js';
import type { CheckLine, CheckName } from '../../../src/licensing/rules/checkup.js';
import { TestHouse } from '../../support/core.js';
import { refused, unreachable } from '../../support/core-apple.js';
import { boundHouse, TOKEN } from '../../support/core-ceremony.js';
import { DAY, otherProduct } from '../../support/core-samples.js';
import { openHouse } from './notified.js';

const silence: CheckLine = { name: 'bell', verdict: 'wrong', facts: { silentFor: 900_000 } };

async function lineOf(house: TestHouse, name: CheckName): Promise<CheckLine | undefined> {
  return (await checkEverything(house.core)).find((line) => line.name === name);
}

async function verdicts(house: TestHouse): Promise<Record<string, string>> {
  const lines = await checkEverything(house.core);
  return Object.fromEntries(lines.flatMap(({ name, verdict }) => (verdict === 'ok' ? [] : [[name, verdict]])));
}

async function wellHouse(): Promise<TestHouse> {
  const house = await boundHouse();
  for (const actor of ['U1', 'U2']) await confirmSignIn(house.core, house.asked(actor));
  return house;
}

const reports = async (house: TestHouse) =>
  (await house.noticesOf('doctor-report')).map(({ audience, facts }) => [
    audience.to,
    facts.lines.flatMap(({ name, verdict }) => (verdict === 'wrong' ? [name] : [])),
  ]);

describe('a checkup', () => {
  it('finds nothing wrong in a house that is well, and asks for no more than the hint', async () => {
    expect(await verdicts(await wellHouse())).toEqual({ notifications: 'hint' });
  });

  it('says of a house that is not bound what cannot be looked at', async () => {
    const unbound = 'not-checked';
    expect(await verdicts(new TestHouse({ confirmations: 'one' }))).toEqual({
      ...{ location: unbound, 'last-sync': unbound, 'sign-in': unbound, notifications: unbound },
      confirmations: 'hint',
    });
  });

  it('hides nothing behind a check that throws, and shows none of what it said', async () => {
    const house = await wellHouse();
    house.checks.found.set('channel', () => Promise.reject(new Error('xoxb-secret')));
    house.checks.found.set('clock', () => {
      throw new TypeError('at once');
    });
    house.checks.found.set('bell', async () => silence);
    expect(await verdicts(house)).toEqual({
      ...{ channel: 'not-checked', clock: 'not-checked', bell: 'wrong', notifications: 'hint' },
    });
    expect(house.troubles).toEqual(['checkup.check-failed', 'checkup.check-failed']);
    expect(JSON.stringify(await checkEverything(house.core))).not.toContain('xoxb');
  });

  it('waits for nobody for ever', async () => {
    const house = await wellHouse();
    house.checks.late = true;
    const lines = await checkEverything(house.core);
    expect(lines.every((line) => line.verdict === 'not-checked' && line.why === 'late')).toBe(true);
    expect(lines.length).toBeGreaterThan(20);
  });

  const places: { what: string; make: (house: TestHouse) => void; state: string; verdict: string }[] = [
    { what: 'ours', make: () => undefined, state: 'ours', verdict: 'ok' },
    {
      what: 'another product’s',
      make: ({ apple }) => {
        apple.mdmInfo = otherProduct;
      },
      state: 'other',
      verdict: 'wrong',
    },
    {
      what: 'nobody’s',
      make: ({ apple }) => {
        apple.mdmInfo = null;
      },
      state: 'nobody',
      verdict: 'wrong',
    },
    {
      what: 'refused',
      make: ({ apple }) => {
        apple.tokenRefusal = refused('revoked', 9622);
      },
      state: 'refused',
      verdict: 'wrong',
    },
    {
      what: 'out of reach',
      make: ({ apple }) => {
        apple.interfere = () => ({ before: unreachable() });
      },
      state: 'unreachable',
      verdict: 'wrong',
    },
  ];
  it.each(places)('sees whose the location is: $what', async ({ make, state, verdict }) => {
    const house = await wellHouse();
    make(house);
    expect(await lineOf(house, 'location')).toMatchObject({ verdict, facts: { state } });
  });

  it('changes nothing at Apple and shows no secret', async () => {
    const house = await wellHouse();
    const before = house.apple.calls.length;
    const lines = await checkEverything(house.core);
    expect(house.apple.calls.slice(before)).toEqual(['clientConfig']);
    expect(JSON.stringify(lines)).not.toContain(TOKEN);
  });

  it('finds a sync that is too old, and somebody who can no longer sign in', async () => {
    const house = await wellHouse();
    house.now += 3 * DAY;
    house.people.set('U2', 'deactivated');
    expect(await verdicts(house)).toMatchObject({ 'last-sync': 'wrong', 'sign-in': 'wrong' });
    expect(await lineOf(house, 'sign-in')).toMatchObject({ facts: { gaps: [{ userId: 'U2', why: 'deactivated' }] } });
  });

  it('does not say that two people can sign in when Slack does not say whether they are active', async () => {
    const house = await wellHouse();
    house.people.set('U1', 'cannot-check');
    expect(await lineOf(house, 'sign-in')).toMatchObject({ verdict: 'not-checked', why: 'not-told' });
    house.people.set('U2', 'deactivated');
    expect(await lineOf(house, 'sign-in')).toMatchObject({ verdict: 'wrong', facts: { gaps: [{ userId: 'U2' }] } });
  });

  it('does not say that Apple notifies us when that was not seen for this address', async () => {
    const house = await openHouse();
    await house.ring();
    expect(await lineOf(house, 'notifications')).toMatchObject({ verdict: 'ok', facts: { state: 'subscribed' } });
    await setPaused(house.core, house.asked('U1'), true);
    house.settings = { ...house.settings, publicUrl: 'https://other.northwind.example' };
    await house.restart();
    expect(await lineOf(house, 'notifications')).toMatchObject({ verdict: 'hint', facts: { state: 'asking' } });
  });

  it('does not say so either after a look that failed', async () => {
    const house = await openHouse();
    await house.ring();
    house.now += DAY;
    house.apple.interfere = () => ({ before: unreachable() });
    await house.ring();
    expect(await lineOf(house, 'notifications')).toMatchObject({ verdict: 'hint', facts: { state: 'asking' } });
  });

  it('is for custodians', async () => {
    const house = await wellHouse();
    expect((await requestCheckup(house.core, house.asked('OPERATOR'))).result).toBe('not-allowed');
    expect((await requestCheckup(house.core, house.asked('U1'))).result).toBe('checked');
    expect(await reports(house)).toEqual([]);
  });
});

describe('the checkup by itself', () => {
  it('runs at each start and once a day, and tells custodians once what is wrong and once that it is well again', async () => {
    const house = await wellHouse();
    house.checks.byItself = true;
    house.checks.found.set('bell', async () => silence);
    await house.restart();
    await house.ring();
    await house.restart();
    expect(await reports(house)).toEqual([['custodians', ['bell']]]);
    house.checks.found.clear();
    await house.ring();
    expect(await reports(house)).toHaveLength(1);
    await house.restart();
    expect(await reports(house)).toEqual([
      ['custodians', ['bell']],
      ['custodians', []],
    ]);
    await house.restart();
    expect(await reports(house)).toHaveLength(2);
    expect((await house.audit()).filter((line) => line.startsWith('system check-up'))).toEqual([
      'system check-up: wrong',
      'system check-up: well-again',
    ]);
  });

  it('tells the same again after a day', async () => {
    const house = new TestHouse();
    house.checks.byItself = true;
    house.checks.found.set('bell', async () => silence);
    await house.ring();
    house.now += DAY - 1;
    await house.ring();
    expect(await reports(house)).toHaveLength(1);
    house.now += 1;
    await house.ring();
    expect(await reports(house)).toHaveLength(2);
  });

  it('told twice at the same moment is told once', async () => {
    const house = new TestHouse();
    house.checks.found.set('bell', async () => silence);
    await Promise.all([checkUp(house.core, 'R-a'), checkUp(house.core, 'R-b')]);
    expect(await reports(house)).toHaveLength(1);
  });
});
