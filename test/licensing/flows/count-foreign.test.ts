import { describe, expect, it } from 'vitest';
import { countForeign } from '../../../src/licensing/flows/count-foreign.js';
import { checkAgain } from '../../../src/licensing/flows/end-proposal.js';
import { TestHouse } from '../../support/core.js';
import { type Call, refused, unreachable } from '../../support/core-apple.js';
import { confirmedOnce, proposalOf, propose, proposeAndCount, stateOf } from '../../support/core-ceremony.js';
import { HOUR, otherProduct } from '../../support/core-samples.js';

const foreignUser = 'somebody@contoso.example';
const foreignId = '0d9f7c1e-1111-4222-8333-444455556666';

function crowded(): TestHouse {
  const house = new TestHouse();
  const { apple } = house;
  apple.buy('1', 50);
  apple.register('vb1.ours', { status: 'Associated' });
  apple.register('vb1.invited');
  for (let index = 0; index < 7; index += 1) {
    apple.register(`${foreignId}${index}`, {
      status: index % 2 === 0 ? 'Associated' : 'Registered',
      email: foreignUser,
    });
    apple.assign('1', { clientUserId: `${foreignId}${index}` });
  }
  apple.register('gone-one', { status: 'Retired', email: foreignUser });
  apple.register('gone-two', { status: 'Deleted' });
  apple.assign('1', { clientUserId: 'vb1.ours' });
  apple.assign('1', { serialNumber: 'C02XK1' });
  return house;
}

describe('the count of what others made', () => {
  it('counts living users and assignments that are not ours, devices among them', async () => {
    const house = crowded();
    await proposeAndCount(house);
    expect((await proposalOf(house)).foreign).toEqual({
      state: 'counted',
      users: 7,
      assignments: 8,
      countedAt: house.now,
    });
  });

  it('keeps no id, e-mail address or serial number of theirs', async () => {
    const house = crowded();
    await proposeAndCount(house);
    const stored = await house.stored();
    for (const theirs of [foreignUser, foreignId, 'C02XK1', 'gone-one']) expect(stored).not.toContain(theirs);
    expect(house.core.mirror.totals()).toEqual({ users: 0, assignments: 0 });
  });

  it('completes the card of the proposer', async () => {
    const house = crowded();
    await proposeAndCount(house);
    const cards = await house.noticesOf('binding-card');
    expect(cards.map(({ facts }) => facts.progress.stage)).toEqual(['counting', 'ready']);
    expect(new Set(cards.map(({ subject }) => subject)).size).toBe(1);
  });

  it('reads again who manages the location', async () => {
    const house = new TestHouse();
    const proposalId = await propose(house);
    house.apple.mdmInfo = otherProduct;
    await countForeign(house.core, proposalId, 'R');
    expect((await proposalOf(house)).facts.mdmInfo).toEqual(otherProduct);
  });

  it.each(['clientConfig', 'users', 'assignments'] satisfies Call[])(
    'that cannot read %s says so, and is done anew on request',
    async (failing) => {
      const house = crowded();
      const proposalId = await propose(house);
      house.apple.interfere = (call) => (call === failing ? { before: unreachable({ effect: 'none' }) } : undefined);
      await countForeign(house.core, proposalId, 'R');
      expect((await proposalOf(house)).foreign).toMatchObject({ state: 'failed' });
      const [card] = (await house.noticesOf('binding-card')).slice(-1);
      expect(card?.facts.progress).toEqual({ stage: 'count-failed', reason: 'Apple did not answer in time' });

      house.apple.interfere = () => undefined;
      expect(await checkAgain(house.core, house.asked('U1'), proposalId)).toEqual({ result: 'counting' });
      expect((await proposalOf(house)).foreign.state).toBe('counting');
      house.background.count(proposalId);
      await house.drain();
      expect((await proposalOf(house)).foreign).toMatchObject({ state: 'counted', users: 7 });
    },
  );

  it('names what Apple refused it with', async () => {
    const house = new TestHouse();
    const proposalId = await propose(house);
    house.apple.tokenRefusal = refused('revoked', 9625);
    await countForeign(house.core, proposalId, 'R');
    expect((await proposalOf(house)).foreign).toMatchObject({ reason: 'Apple refused: error 9625 (error 9625)' });
  });

  it.each(['binding.counting', 'binding.counted'])('goes on after an end at %s', async (step) => {
    const house = crowded();
    const proposalId = await propose(house);
    house.cutAt = (point) => point === step;
    expect(await house.untilCut(() => countForeign(house.core, proposalId, 'R'))).toBe('cut');
    await house.restart();
    expect((await proposalOf(house)).foreign).toMatchObject({ state: 'counted', users: 7, assignments: 8 });
  });

  it('that ended in a fault goes on at the next bell', async () => {
    const house = crowded();
    const proposalId = await propose(house);
    house.apple.afterPage = () => {
      throw new Error('a fault of ours');
    };
    await expect(countForeign(house.core, proposalId, 'R')).rejects.toThrow('a fault of ours');
    house.apple.afterPage = () => undefined;
    await house.ring();
    expect((await proposalOf(house)).foreign.state).toBe('counted');
  });

  it('is done once when it is asked for twice', async () => {
    const house = crowded();
    const proposalId = await propose(house);
    await Promise.all([countForeign(house.core, proposalId, 'R1'), countForeign(house.core, proposalId, 'R2')]);
    const asked = house.apple.calls.length;
    await countForeign(house.core, proposalId, 'R3');
    expect(house.apple.calls).toHaveLength(asked);
    const cards = await house.noticesOf('binding-card');
    expect(cards.map(({ facts }) => facts.progress.stage)).toEqual(['counting', 'ready']);
  });
});

describe('checking again', () => {
  it.each(['OPERATOR', 'APPROVER', 'VIEWER', 'EMPLOYEE', 'NOBODY'])('is not for %s', async (actor) => {
    const house = new TestHouse();
    const proposalId = await proposeAndCount(house);
    expect((await checkAgain(house.core, house.asked(actor), proposalId)).result).toBe('not-allowed');
    expect((await proposalOf(house)).foreign.state).toBe('counted');
  });

  it.each(['none', 'another'])('an old card answers that it is over (%s)', async (which) => {
    const house = new TestHouse();
    if (which === 'another') await propose(house);
    expect(await checkAgain(house.core, house.asked('U1'), 'old')).toEqual({ result: 'over' });
    expect(await stateOf(house)).toBe(which === 'none' ? 'none' : 'proposed');
  });

  it('takes back what was confirmed on the old facts and closes the question', async () => {
    const house = new TestHouse();
    const proposalId = await confirmedOnce(house);
    house.apple.mdmInfo = otherProduct;
    await checkAgain(house.core, house.asked('U1'), proposalId);
    house.background.count(proposalId);
    await house.drain();
    expect(await proposalOf(house)).toMatchObject({ first: null, signIn: [], facts: { mdmInfo: otherProduct } });
    const questions = await house.noticesOf('binding-question');
    expect(questions.map(({ facts }) => [facts.open, facts.end?.result])).toEqual([
      [true, undefined],
      [false, 'reissued'],
    ]);
  });

  it('leaves the proposal at least the time that it had', async () => {
    const house = new TestHouse();
    const proposalId = await confirmedOnce(house);
    const { proposedAt } = await proposalOf(house);
    await checkAgain(house.core, house.asked('U1'), proposalId);
    expect((await proposalOf(house)).deadline).toBe(proposedAt + 24 * HOUR);
  });
});

describe('a count that comes late', () => {
  it('changes nothing of what somebody has confirmed since', async () => {
    const house = new TestHouse();
    const proposalId = await propose(house);
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const { core } = house;
    const slow = { ...core, onStep: (step: string) => (step === 'binding.counted' ? held : undefined) };
    house.apple.mdmInfo = otherProduct;
    const late = countForeign(slow, proposalId, 'R-late');
    house.background.count(proposalId);
    for (let turn = 0; turn < 50; turn += 1) await Promise.resolve();
    house.apple.mdmInfo = null;
    await house.drain();
    const before = await proposalOf(house);
    release();
    await late;
    expect(await proposalOf(house)).toEqual(before);
  });
});
