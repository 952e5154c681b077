import { describe, expect, it } from 'vitest';
import { answerInterference } from '../../../src/licensing/flows/interference.js';
import { clientUserIdOf } from '../../../src/licensing/flows/memberships.js';
import type { TestHouse } from '../../support/core.js';
import {
  aDeployment,
  aMember,
  anAssignment,
  assignmentOf,
  holdersAtApple,
  KEY,
  licensedHouse,
  sentOf,
  statesOf,
  workNow,
} from '../../support/core-licences.js';
import { HOUR } from '../../support/core-samples.js';
import { syncNow } from '../../support/core-sync.js';

const PEOPLE = ['A1', 'A2', 'A3', 'A4'];
const all = (state: string, count = PEOPLE.length) => Array(count).fill(state);

/** Everybody is licensed, and that was compared once. */
async function comparedHouse(licences = 10): Promise<TestHouse> {
  const house = await licensedHouse(PEOPLE, licences);
  await compared(house);
  return house;
}

async function compared(house: TestHouse): Promise<void> {
  await syncNow(house);
  await workNow(house);
  house.now += 1;
  await workNow(house);
}

/** Apple's list loses licences of ours without us. */
function takenAway({ apple }: TestHouse, count: number): void {
  for (let index = 0; index < count; index += 1) apple.takeBack('1');
}

const interference = async (house: TestHouse) => (await house.records.get('interference', 'location'))?.value ?? null;

describe('licences that went without us', () => {
  it('one is said to be lost, and is given again where a required deployment wants it', async () => {
    const house = await comparedHouse();
    takenAway(house, 1);
    await compared(house);
    expect(await house.audit()).toContain('system lose-licence: lost-unknown');
    expect(await interference(house)).toBeNull();
    expect(await assignmentOf(house, KEY, 'A1')).toMatchObject({ state: 'licensed', generation: 2 });
    expect(await holdersAtApple(house, KEY)).toEqual(PEOPLE);
  });

  it('one that nobody requires stays lost', async () => {
    const house = await comparedHouse();
    await aDeployment(house, 'D-1', KEY, { state: 'closed' });
    takenAway(house, 1);
    await compared(house);
    expect(await assignmentOf(house, KEY, 'A1')).toMatchObject({
      ...{ state: 'lost', reason: 'lost-unknown', licensedAt: null },
    });
  });

  it('a refund is told from an unknown loss', async () => {
    const house = await comparedHouse(4);
    takenAway(house, 2);
    house.apple.lose('1', 2);
    await compared(house);
    expect((await house.audit()).filter((line) => line === 'system lose-licence: lost-refunded')).toHaveLength(2);
    expect(await interference(house)).toBeNull();
    expect(await statesOf(house, KEY, PEOPLE)).toEqual([...all('waiting-for-licences', 2), ...all('licensed', 2)]);
  });

  it('one that was given after the reading began is not believed lost', async () => {
    const house = await comparedHouse();
    takenAway(house, 1);
    const later = { ...(await assignmentOf(house, KEY, 'A1')), licensedAt: house.now + HOUR };
    await anAssignment(house, KEY, 'A1', later);
    await compared(house);
    expect(await statesOf(house, KEY, PEOPLE)).toEqual(all('licensed'));
  });

  it('a mirror that is not what was read shows nothing', async () => {
    const house = await licensedHouse(PEOPLE);
    await syncNow(house);
    house.core.mirror.replaceAssignmentsOf('1', []);
    await workNow(house);
    expect(await statesOf(house, KEY, PEOPLE)).toEqual(all('licensed'));
  });
});

describe('two or more that went without us', () => {
  it('stop all new writes and ask the custodians', async () => {
    const house = await comparedHouse();
    takenAway(house, 2);
    await compared(house);
    expect(await statesOf(house, KEY, PEOPLE)).toEqual([...all('lost', 2), ...all('licensed', 2)]);
    expect(await interference(house)).toMatchObject({ lost: [{ key: KEY, count: 2 }], answered: null });
    expect(await house.noticesOf('interference', 'custodians')).toHaveLength(1);
    expect(await sentOf(house)).toEqual([]);
  });

  it('a second finding stands on the same card', async () => {
    const house = await comparedHouse();
    takenAway(house, 2);
    await compared(house);
    takenAway(house, 2);
    await compared(house);
    const cards = await house.noticesOf('interference');
    expect(new Set(cards.map(({ subject }) => subject)).size).toBe(1);
    expect(cards.at(-1)?.facts.lost).toMatchObject([{ key: KEY, count: 4 }]);
  });

  it('go on after a custodian has answered, with what required deployments have lost', async () => {
    const house = await comparedHouse();
    takenAway(house, 2);
    await compared(house);
    const since = (await interference(house))?.since ?? 0;
    expect(await answerInterference(house.core, house.asked('U1'), since)).toEqual({ result: 'answered' });
    await workNow(house);
    expect(await statesOf(house, KEY, PEOPLE)).toEqual(all('licensed'));
    expect(await interference(house)).toBeNull();
    expect((await house.noticesOf('interference')).at(-1)?.facts.answered?.by).toBe('U1');
  });

  it('hear only a custodian, once, and only for the card that is open', async () => {
    const house = await comparedHouse();
    takenAway(house, 2);
    await compared(house);
    const since = (await interference(house))?.since ?? 0;
    expect(await answerInterference(house.core, house.asked('OPERATOR'), since)).toMatchObject({
      result: 'not-allowed',
    });
    expect(await answerInterference(house.core, house.asked('U1'), since - 1)).toMatchObject({ result: 'over' });
    await answerInterference(house.core, house.asked('U1'), since);
    expect(await answerInterference(house.core, house.asked('U2'), since)).toEqual({ result: 'over', by: 'U1' });
    expect((await house.audit()).filter((line) => line.includes('answer-interference'))).toEqual([
      'OPERATOR answer-interference: refused: no-role',
      'U1 answer-interference: refused: over',
      'U1 answer-interference: answered',
      'U2 answer-interference: refused: over',
    ]);
  });
});

describe('licences of others', () => {
  it('a rise without a purchase stops new writes too', async () => {
    const house = await comparedHouse();
    house.apple.assign('1', { serialNumber: 'C02A' });
    await compared(house);
    expect(await interference(house)).toMatchObject({ lost: [], foreignRise: 1 });
  });

  it('a rise with a purchase does not', async () => {
    const house = await comparedHouse();
    house.apple.buy('1', 1);
    house.apple.assign('1', { serialNumber: 'C02A' });
    await compared(house);
    expect(await interference(house)).toBeNull();
  });
});

describe('licences of ours that no record knows', () => {
  it('are kept as held, deployment unknown', async () => {
    const house = await comparedHouse();
    await aMember(house, 'B1');
    const clientUserId = (await clientUserIdOf(house.core, 'B1')) ?? '';
    house.apple.register(clientUserId, { status: 'Associated' });
    house.apple.give({ adamId: '1', pricingParam: 'STDQ' }, clientUserId);
    await compared(house);
    expect(await assignmentOf(house, KEY, 'B1')).toMatchObject({ state: 'licensed', wantedBy: [], generation: 1 });
    expect(await house.audit()).toContain('system hold-licence: found at Apple');
  });

  it('are held by whoever had a record that said otherwise', async () => {
    const house = await comparedHouse();
    await aDeployment(house, 'D-1', KEY, { state: 'closed' });
    takenAway(house, 1);
    await compared(house);
    const { clientUserId } = await assignmentOf(house, KEY, 'A1');
    house.apple.give({ adamId: '1', pricingParam: 'STDQ' }, clientUserId);
    await compared(house);
    expect(await assignmentOf(house, KEY, 'A1')).toMatchObject({ state: 'licensed' });
  });

  it('are only counted when nobody in the directory is meant', async () => {
    const house = await comparedHouse();
    house.apple.register('vb1.somebody', { status: 'Associated' });
    house.apple.give({ adamId: '1', pricingParam: 'STDQ' }, 'vb1.somebody');
    await compared(house);
    expect(house.troubles).toContain('licences.without-person');
  });
});
