import { describe, expect, it } from 'vitest';
import { countForeign } from '../../../src/licensing/flows/count-foreign.js';
import { denyBinding } from '../../../src/licensing/flows/end-proposal.js';
import type { Change } from '../../../src/licensing/ports/records.js';
import { TestHouse } from '../../support/core.js';
import { confirmedOnce, proposalOf, propose, proposeAndCount, stateOf, TOKEN } from '../../support/core-ceremony.js';
import { DAY, HOUR } from '../../support/core-samples.js';

const deny = (house: TestHouse, proposalId: string, actor = 'U2') =>
  denyBinding(house.core, house.asked(actor), proposalId);

describe('the end of a proposal', () => {
  it.each([
    { who: 'the proposer', actor: 'U1', own: true },
    { who: 'another custodian', actor: 'U3', own: false },
  ])('by $who destroys the token and closes card and question', async ({ actor, own }) => {
    const house = new TestHouse();
    const proposalId = await confirmedOnce(house);
    const { box } = (await proposalOf(house)).token.sealed;
    expect(await deny(house, proposalId, actor)).toEqual({ result: 'denied', own });
    expect(await stateOf(house)).toBe('none');
    expect(await house.stored()).not.toContain(box);
    expect(await house.stored()).not.toContain(TOKEN);
    const [card] = (await house.noticesOf('binding-card')).slice(-1);
    expect(card?.facts.progress).toEqual({ stage: 'ended', end: { result: 'denied', by: actor } });
    const [question] = (await house.noticesOf('binding-question')).slice(-1);
    expect(question?.facts).toMatchObject({ open: false, end: { result: 'denied' } });
    expect(house.apple.mdmInfo).toBeNull();
  });

  it('asks nobody anything when nobody had been asked', async () => {
    const house = new TestHouse();
    await deny(house, await proposeAndCount(house));
    expect(await house.noticesOf('binding-question')).toEqual([]);
  });

  it('comes even if the count is stored at the same moment', async () => {
    const house = new TestHouse();
    const proposalId = await propose(house);
    const { core } = house;
    let overtaken = false;
    const slow = {
      ...core,
      records: {
        ...core.records,
        commit: async (change: Change) => {
          if (!overtaken) await countForeign(core, proposalId, 'R');
          overtaken = true;
          return core.records.commit(change);
        },
      },
    };
    expect(await denyBinding(slow, house.asked('U2'), proposalId)).toEqual({ result: 'denied', own: false });
    expect(await stateOf(house)).toBe('none');
  });

  it('never ends another proposal than the one on the card', async () => {
    const house = new TestHouse();
    const proposalId = await proposeAndCount(house);
    expect(await deny(house, 'old')).toEqual({ result: 'over' });
    expect((await proposalOf(house)).id).toBe(proposalId);
  });

  it.each([
    { what: 'a day after it was made', prepare: proposeAndCount, lasts: DAY },
    { what: 'an hour after the first confirmation', prepare: (house: TestHouse) => confirmedOnce(house), lasts: HOUR },
  ])('comes by itself $what, once', async ({ prepare, lasts }) => {
    const house = new TestHouse();
    await prepare(house);
    house.now += lasts - 1;
    await house.ring();
    expect(await stateOf(house)).toBe('proposed');
    house.now += 1;
    expect(await house.ring()).toEqual(['a proposal expired']);
    expect(await stateOf(house)).toBe('none');
    const before = await house.notices();
    expect(before.at(-1)?.facts).toMatchObject(
      before.at(-1)?.kind === 'binding-card'
        ? { progress: { end: { result: 'expired' } } }
        : { end: { result: 'expired' } },
    );
    expect(await house.ring()).toEqual([]);
    expect(await house.notices()).toEqual(before);
  });

  it('comes at the next start when its time passed while nothing ran', async () => {
    const house = new TestHouse();
    await confirmedOnce(house);
    house.now += 3 * DAY;
    await house.restart();
    expect(await stateOf(house)).toBe('none');
    expect(await house.audit()).toContain('system end-proposal: expired');
  });

  it('lets the next proposal begin', async () => {
    const house = new TestHouse();
    await deny(house, await proposeAndCount(house));
    expect(await proposeAndCount(house)).not.toBe('');
    expect(await stateOf(house)).toBe('proposed');
  });
});
