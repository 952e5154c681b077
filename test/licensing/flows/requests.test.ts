import { describe, expect, it } from 'vitest';
import { setPaused } from '../../../src/licensing/flows/pause.js';
import { denyRequest, readRequest } from '../../../src/licensing/flows/requests.js';
import { askTakeBack } from '../../../src/licensing/flows/take-back.js';
import type { TestHouse } from '../../support/core.js';
import { unreachable } from '../../support/core-apple.js';
import { boundOf } from '../../support/core-ceremony.js';
import { askForTakeBack, confirm, takenHouse } from '../../support/core-exits.js';
import { HOUR, MINUTE, otherProduct } from '../../support/core-samples.js';

const form = { holder: otherProduct.name, acknowledged: true };
const ask = (house: TestHouse, by: string) => askTakeBack(house.core, house.asked(by), form);

async function asked(): Promise<TestHouse> {
  const house = await takenHouse();
  await askForTakeBack(house);
  return house;
}

async function idOf(house: TestHouse): Promise<string> {
  return (await readRequest(house.core, 'take-back'))?.value.id ?? 'none';
}

const ends = async (house: TestHouse) =>
  (await house.noticesOf('request-question')).map(({ facts }) => facts.end?.result ?? 'open');

describe('a request to a second custodian', () => {
  it('is a card for whoever asked and a question to the others', async () => {
    const house = await asked();
    expect((await house.noticesOf('request-card')).map(({ audience }) => audience)).toEqual([
      { to: 'person', userId: 'U1' },
    ]);
    expect((await house.noticesOf('request-question')).map(({ audience }) => audience)).toEqual([
      { to: 'custodians', except: ['U1'] },
    ]);
    expect((await boundOf(house)).intent).toBeNull();
    expect(await house.audit()).toContain('U1 request-take-back: asked');
  });

  it('is open once: whoever asks for the same is told by whom', async () => {
    const house = await asked();
    expect(await ask(house, 'U2')).toEqual({ result: 'already-asked', by: 'U1', until: house.now + HOUR });
    expect(await ends(house)).toEqual(['open']);
  });

  it.each(['OPERATOR', 'APPROVER', 'VIEWER', 'EMPLOYEE', 'NOBODY'])(
    'is not taken from %s, nor answered by them',
    async (who) => {
      const house = await asked();
      expect((await ask(house, who)).result).toBe('not-allowed');
      expect((await confirm(house, 'take-back', who)).result).toBe('not-allowed');
      expect((await denyRequest(house.core, house.asked(who), await idOf(house))).result).toBe('not-allowed');
      expect(await ends(house)).toEqual(['open']);
    },
  );

  it('is not confirmed by whoever asked', async () => {
    const house = await asked();
    expect(await confirm(house, 'take-back', 'U1')).toEqual({ result: 'same-person' });
    expect(await ends(house)).toEqual(['open']);
  });

  it.each([
    { by: 'U2', result: 'denied' },
    { by: 'U1', result: 'withdrawn' },
  ] as const)('is $result by $by, and nothing comes of it', async ({ by, result }) => {
    const house = await asked();
    const requestId = await idOf(house);
    expect(await denyRequest(house.core, house.asked(by), requestId)).toEqual({ result });
    expect(await ends(house)).toEqual(['open', result]);
    expect(await denyRequest(house.core, house.asked(by), requestId)).toEqual({ result: 'over' });
    expect(await confirm(house, 'take-back')).toEqual({ result: 'over' });
    expect(house.apple.calls).not.toContain('claim');
  });

  it('ends after its hour, with the next ring', async () => {
    const house = await asked();
    house.now += HOUR;
    expect(await confirm(house, 'take-back')).toEqual({ result: 'over' });
    expect((await denyRequest(house.core, house.asked('U2'), await idOf(house))).result).toBe('over');
    await house.ring();
    expect(await ends(house)).toEqual(['open', 'expired']);
    expect(await readRequest(house.core, 'take-back')).toBeNull();
  });

  it('whose hour is over stands in nobody’s way', async () => {
    const house = await asked();
    house.now += HOUR + MINUTE;
    expect((await ask(house, 'U2')).result).toBe('asked');
    expect(await ends(house)).toEqual(['open', 'expired', 'open']);
    expect(await house.audit()).toContain('system request-take-back: expired');
  });

  it('of somebody who is no custodian any more does not count', async () => {
    const house = await asked();
    house.people.set('U1', ['viewer']);
    expect(await confirm(house, 'take-back')).toEqual({ result: 'asker-without-role' });
    expect(await ends(house)).toEqual(['open', 'changed']);
    expect((await boundOf(house)).intent).toBeNull();
  });

  it('stands while the bot is paused, and goes on afterwards', async () => {
    const house = await asked();
    await setPaused(house.core, house.asked('U3'), true);
    expect(await confirm(house, 'take-back')).toMatchObject({ result: 'paused' });
    expect(await ask(house, 'U3')).toEqual({ result: 'paused' });
    await setPaused(house.core, house.asked('U3'), false);
    expect(await confirm(house, 'take-back')).toMatchObject({ result: 'begun' });
  });

  it('stands while Apple cannot be asked', async () => {
    const house = await asked();
    house.apple.interfere = () => ({ before: unreachable() });
    expect(await confirm(house, 'take-back')).toMatchObject({ result: 'trouble' });
    expect(await ends(house)).toEqual(['open']);
    house.apple.interfere = () => undefined;
    expect(await confirm(house, 'take-back')).toMatchObject({ result: 'begun', act: 'take-back' });
    expect(await ends(house)).toEqual(['open', 'confirmed']);
  });

  it('is begun once, however many confirm it at the same moment', async () => {
    const house = await asked();
    const outcomes = await Promise.all([confirm(house, 'take-back', 'U2'), confirm(house, 'take-back', 'U3')]);
    expect(outcomes.map(({ result }) => result).sort()).toEqual(['begun', 'over']);
  });

  it('needs somebody else to ask', async () => {
    const house = await takenHouse();
    house.people.set('U2', ['viewer']);
    house.people.set('U3', 'deactivated');
    expect(await ask(house, 'U1')).toEqual({ result: 'no-second-custodian' });
  });

  it('begins at once where one confirmation is enough, also for somebody alone', async () => {
    const house = await takenHouse();
    house.settings.confirmations = 'one';
    house.people.set('U2', ['viewer']);
    house.people.set('U3', ['viewer']);
    expect(await ask(house, 'U1')).toEqual({ result: 'begun' });
    expect((await boundOf(house)).intent).toMatchObject({ kind: 'take-back', confirmedBy: ['U1'] });
    expect(await house.noticesOf('request-question')).toEqual([]);
    expect(await house.audit()).toContain('U1 request-take-back: confirmed');
  });
});
