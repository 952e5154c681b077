import { expect, it } from 'vitest';
import { confirmRemoved } from '../../../src/licensing/flows/answer-removal.js';
import { askRemoval } from '../../../src/licensing/flows/ask-removal.js';
import { readAssignment } from '../../../src/licensing/flows/assignments.js';
import { giveBack } from '../../../src/licensing/flows/give-back.js';
import { releaseLeavers } from '../../../src/licensing/flows/leavers.js';
import { takeAvailable } from '../../../src/licensing/flows/take-available.js';
import { LEAVER_GRACE } from '../../../src/licensing/rules/leavers.js';
import type { TestHouse } from '../../support/core.js';
import { boundHouse } from '../../support/core-ceremony.js';
import { aDeployment, aMember, associatedPeople } from '../../support/core-licences.js';
import { HOUR, MINUTE } from '../../support/core-samples.js';

const KEY = '1.STDQ';

/** The app is available to A and B; A has accepted Apple's terms already. */
async function house(): Promise<TestHouse> {
  const made = await boundHouse((one) => one.apple.buy('1', 1));
  for (const userId of ['A', 'B']) made.people.set(userId, []);
  await associatedPeople(made, ['A']);
  await aMember(made, 'B');
  await aDeployment(made, 'D-1', KEY, { action: 'available', people: ['A', 'B'], applying: { position: 0 } });
  await made.ring();
  return made;
}

async function timePasses(made: TestHouse, rings = 6): Promise<void> {
  for (let count = 0; count < rings; count += 1) {
    made.now += 3 * MINUTE;
    made.background.work();
    await made.drain();
    await made.ring();
  }
}

async function stateOf(made: TestHouse, userId: string): Promise<string | undefined> {
  return (await readAssignment(made.core, KEY, userId))?.value.state;
}

async function cardOf(made: TestHouse, userId: string): Promise<string | undefined> {
  const cards = await made.noticesOf('app-offer');
  return cards.filter(({ subject }) => subject === `offer:${KEY}:${userId}`).at(-1)?.facts.stage;
}

it('an available app: offered, installed, given back, and free for the next one', async () => {
  const made = await house();
  expect([await cardOf(made, 'A'), await cardOf(made, 'B')]).toEqual(['offered', 'offered']);
  expect(await takeAvailable(made.core, made.asked('A'), KEY)).toMatchObject({ result: 'reserved', hold: null });
  expect(await takeAvailable(made.core, made.asked('B'), KEY)).toEqual({ result: 'waiting', ahead: 0 });
  await timePasses(made);
  expect([await stateOf(made, 'A'), await cardOf(made, 'A')]).toEqual(['licensed', 'licensed']);
  expect(made.apple.calls).toContain('associate');
  // Whoever pressed Install is told by the card of the offer.
  expect(await made.noticesOf('licence-given')).toEqual([]);
  expect(await giveBack(made.core, made.asked('A'), KEY)).toMatchObject({ result: 'returning' });
  await timePasses(made);
  expect([await stateOf(made, 'A'), await cardOf(made, 'A')]).toEqual(['released', 'offered']);
  await timePasses(made, 12);
  expect([await stateOf(made, 'B'), await cardOf(made, 'B')]).toEqual(['reserved', 'waiting-for-terms']);
});

it('an uninstall from somebody frees exactly one licence, when Apple says so', async () => {
  const made = await house();
  await takeAvailable(made.core, made.asked('A'), KEY);
  await timePasses(made);
  await askRemoval(made.core, made.asked('OPERATOR'), KEY, ['A'], 'Not used');
  await timePasses(made, 1);
  expect(await confirmRemoved(made.core, made.asked('A'), `${KEY}/A#1`)).toMatchObject({ result: 'returning' });
  expect(await stateOf(made, 'A')).toBe('releasing');
  await timePasses(made);
  expect(await stateOf(made, 'A')).toBe('released');
  expect((await made.noticesOf('removal-question')).map(({ facts }) => facts.stage)).toEqual([
    'asked',
    'returning',
    'returned',
  ]);
  expect(await made.records.list('removal')).toEqual([]);
});

it('the licence of somebody who left goes back when somebody decides so', async () => {
  const made = await house();
  await takeAvailable(made.core, made.asked('A'), KEY);
  await timePasses(made);
  const member = await made.records.get('member', 'A');
  if (member === null) throw new Error('no member');
  made.people.set('A', 'deactivated');
  await made.records.commit({ put: [{ kind: 'member', id: 'A', value: { ...member.value, deactivated: true } }] });
  made.now += HOUR;
  await timePasses(made);
  expect(await made.noticesOf('leavers-card')).toEqual([]);
  made.now += LEAVER_GRACE + HOUR;
  await timePasses(made);
  const card = (await made.noticesOf('leavers-card')).at(-1)?.facts;
  expect(card).toMatchObject({ people: 1, toRelease: 1 });
  await releaseLeavers(made.core, made.asked('OPERATOR'), `1:${card?.subject ?? ''}`);
  await timePasses(made);
  expect(await stateOf(made, 'A')).toBe('released');
  expect((await made.noticesOf('leavers-card')).at(-1)?.facts).toMatchObject({ people: 0, returning: 0 });
  expect((await made.records.get('membership', 'A'))?.value.state).toBe('retired');
  made.now += HOUR;
  await timePasses(made);
  expect((await made.audit()).filter((line) => line.startsWith('OPERATOR retire-user'))).toHaveLength(1);
  const writes = made.apple.calls.filter((call) => call === 'disassociate' || call === 'retireUsers');
  expect(writes).toEqual(['disassociate', 'retireUsers']);
});
