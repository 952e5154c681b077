import { describe, expect, it } from 'vitest';
import { setPaused } from '../../../src/licensing/flows/pause.js';
import { readHouse } from '../../../src/licensing/flows/read-house.js';
import { TestHouse } from '../../support/core.js';
import { refused, unreachable } from '../../support/core-apple.js';
import { bind, boundOf, confirmedOnce, stateOf, TOKEN } from '../../support/core-ceremony.js';
import { claims, expectWhole, lastCard, second } from '../../support/core-claims.js';
import { DAY, MINUTE, otherProduct } from '../../support/core-samples.js';

describe('a claim', () => {
  it('writes who we are, under a proof that only our key can make, and reads it back', async () => {
    const house = new TestHouse();
    await bind(house);
    const bound = await boundOf(house);
    expect(house.apple.mdmInfo).toEqual(bound.mdmInfo);
    expect(bound.mdmInfo).toMatchObject({
      id: (await house.records.get('installation', 'id'))?.value.id,
      name: 'VPP bot',
    });
    expect(JSON.parse(bound.mdmInfo.metadata)).toEqual({
      epoch: 1,
      proof: house.core.secrets.mark(`2049025000431439 ${bound.mdmInfo.id} 1`, 'claim').slice(0, 32),
    });
    const { calls } = house.apple;
    expect(calls.slice(calls.indexOf('claim'))).toEqual(['claim', 'clientConfig']);
  });

  it('is recorded before it is sent', async () => {
    const house = new TestHouse();
    const proposalId = await confirmedOnce(house);
    let stored = '';
    house.apple.interfere = (call) => {
      if (call === 'claim') stored = house.steps.join(' ');
      return undefined;
    };
    await second(house, proposalId);
    expect(stored).toMatch(/binding\.claiming-stored$/);
    expect((await house.audit()).slice(-2)).toEqual(['U2 claim-location: sent', 'U2 claim-location: bound']);
  });

  it('ends in a receipt for custodians and channel, and asks both people whether they can sign in', async () => {
    const house = new TestHouse();
    await bind(house);
    const receipts = await house.noticesOf('binding-receipt');
    expect(receipts.map(({ audience }) => audience.to).sort()).toEqual(['channel', 'custodians']);
    expect(receipts[0]?.facts).toMatchObject({ confirmedBy: ['U1', 'U2'], replaced: null });
    const questions = await house.noticesOf('sign-in-question');
    expect(questions.map(({ audience }) => audience)).toEqual([
      { to: 'person', userId: 'U1' },
      { to: 'person', userId: 'U2' },
    ]);
  });

  it('tells nobody the token', async () => {
    const house = new TestHouse();
    await bind(house);
    const { box } = (await boundOf(house)).token.sealed;
    const stored = await house.stored();
    expect(stored).not.toContain(TOKEN);
    expect(stored.split(box)).toHaveLength(2);
  });

  it.each([
    { errorNumber: 9637, reason: 'not-allowed' },
    { errorNumber: 9645, reason: 'managed-by-apple' },
    { errorNumber: 9647, reason: 'legacy-token' },
    { errorNumber: 9625, reason: 'revoked' },
    { errorNumber: 9602, reason: 'other' },
  ] as const)('that Apple refuses with $errorNumber leaves nothing bound and names the number', async (given) => {
    const house = new TestHouse();
    const proposalId = await confirmedOnce(house);
    const no = refused(given.reason, given.errorNumber);
    house.apple.interfere = (call) => (call === 'claim' ? { before: no } : undefined);
    expect(await second(house, proposalId)).toEqual({ result: 'refused-by-apple', refusal: no });
    expect(await stateOf(house)).toBe('none');
    expect(await lastCard(house)).toMatchObject({
      stage: 'ended',
      end: { result: 'refused-by-apple', reason: given.reason, errorNumber: given.errorNumber },
    });
    await expectWhole(house);
    await house.ring();
    expect(claims(house)).toBe(1);
  });

  it('whose answer was lost after it worked is settled by reading, and not sent again', async () => {
    const house = new TestHouse();
    const proposalId = await confirmedOnce(house);
    house.apple.interfere = (call) => (call === 'claim' ? { after: unreachable() } : undefined);
    expect((await second(house, proposalId)).result).toBe('bound');
    expect(claims(house)).toBe(1);
    await expectWhole(house);
  });

  it('that never reached Apple is sent again at the next bell', async () => {
    const house = new TestHouse();
    const proposalId = await confirmedOnce(house);
    house.apple.interfere = (call, count) => (call === 'claim' && count === 1 ? { before: unreachable() } : undefined);
    expect(await second(house, proposalId)).toMatchObject({ result: 'unsettled' });
    expect(await stateOf(house)).toBe('claiming');
    expect(await lastCard(house)).toMatchObject({ stage: 'unsettled' });
    house.now += MINUTE;
    expect(await house.ring()).toContain('claim: bound');
    expect(claims(house)).toBe(2);
    await expectWhole(house);
  });

  it('stays open while Apple does not answer, through bells and restarts, and then ends', async () => {
    const house = new TestHouse();
    const proposalId = await confirmedOnce(house);
    house.apple.interfere = (call) => {
      if (call === 'claim') {
        house.apple.interfere = () => ({ before: unreachable() });
        return { after: unreachable() };
      }
      return undefined;
    };
    expect((await second(house, proposalId)).result).toBe('unsettled');
    for (let minute = 0; minute < 3; minute += 1) {
      house.now += MINUTE;
      await house.ring();
      await house.restart();
    }
    expect(await stateOf(house)).toBe('claiming');
    expect((await readHouse(house.core)).state).toBe('unbound');
    house.apple.interfere = () => undefined;
    await house.ring();
    expect(await stateOf(house)).toBe('bound');
    expect(claims(house)).toBe(1);
    await expectWhole(house);
  });

  it('that another product overtook is a lost race, said with its name', async () => {
    const house = new TestHouse();
    const proposalId = await confirmedOnce(house);
    house.apple.interfere = (call) => {
      if (house.apple.calls.includes('claim') && call === 'clientConfig') house.apple.mdmInfo = otherProduct;
      return undefined;
    };
    expect(await second(house, proposalId)).toEqual({ result: 'lost-race', holder: otherProduct });
    expect(await stateOf(house)).toBe('none');
    expect(await lastCard(house)).toEqual({ stage: 'ended', end: { result: 'lost-race', holder: otherProduct } });
    expect(house.apple.mdmInfo).toEqual(otherProduct);
  });

  it('found in the hands of another after a restart is a lost race too, and is not fought over', async () => {
    const house = new TestHouse();
    const proposalId = await confirmedOnce(house);
    house.cutAt = (point) => point === 'binding.claiming-stored';
    await house.untilCut(() => second(house, proposalId));
    house.apple.mdmInfo = otherProduct;
    await house.restart();
    expect(await stateOf(house)).toBe('none');
    expect(claims(house)).toBe(0);
    expect(house.apple.mdmInfo).toEqual(otherProduct);
  });

  it('takes over from the product that was named, and says so on the receipt', async () => {
    const house = new TestHouse();
    house.apple.mdmInfo = otherProduct;
    await confirmedOnce(house, { takeOverFrom: 'Old Manager' }).then((proposalId) => second(house, proposalId));
    const [receipt] = await house.noticesOf('binding-receipt');
    expect(receipt?.facts.replaced).toEqual(otherProduct);
    await expectWhole(house);
  });

  it('for which the token was revoked in between is dropped, and says what may stand at Apple', async () => {
    const house = new TestHouse();
    const proposalId = await confirmedOnce(house);
    house.apple.interfere = (call) => {
      if (call === 'claim') return { after: unreachable() };
      return house.apple.calls.includes('claim') ? { before: refused('revoked', 9625) } : undefined;
    };
    expect((await second(house, proposalId)).result).toBe('refused-by-apple');
    expect(await stateOf(house)).toBe('none');
    expect(JSON.stringify(await lastCard(house))).toContain('may stand at Apple');
  });

  it('for which Apple suddenly answers as another location is dropped, not asked for ever', async () => {
    const house = new TestHouse();
    const proposalId = await confirmedOnce(house);
    house.apple.interfere = (call) => (call === 'claim' ? { before: unreachable() } : undefined);
    await second(house, proposalId);
    house.apple.uId = '4711';
    await house.ring();
    expect(await stateOf(house)).toBe('none');
    expect(JSON.stringify(await lastCard(house))).toContain('4711');
  });

  it('that nothing settles for a day is dropped, and says what may stand at Apple', async () => {
    const house = new TestHouse();
    const proposalId = await confirmedOnce(house);
    house.apple.interfere = (call) =>
      call === 'claim' || house.apple.calls.includes('claim') ? { before: unreachable() } : undefined;
    await second(house, proposalId);
    house.now += DAY - MINUTE;
    await house.ring();
    expect(await stateOf(house)).toBe('claiming');
    house.now += MINUTE;
    await house.ring();
    expect(await stateOf(house)).toBe('none');
    expect(JSON.stringify(await lastCard(house))).toContain('may stand at Apple');
  });

  it('is not sent by a bell while a click is sending it', async () => {
    const house = new TestHouse();
    const proposalId = await confirmedOnce(house);
    const rings: Promise<unknown>[] = [];
    house.apple.interfere = (call) => {
      if (call === 'claim' && rings.length === 0) rings.push(house.ring(), house.ring());
      return undefined;
    };
    expect((await second(house, proposalId)).result).toBe('bound');
    await Promise.all(rings);
    expect(claims(house)).toBe(1);
  });

  it('is not sent again while the bot is paused', async () => {
    const house = new TestHouse();
    const proposalId = await confirmedOnce(house);
    house.apple.interfere = (call) => (call === 'claim' ? { before: unreachable() } : undefined);
    await second(house, proposalId);
    house.apple.interfere = () => undefined;
    await setPaused(house.core, house.asked('U1'), true);
    await house.ring();
    expect(claims(house)).toBe(1);
    expect(await stateOf(house)).toBe('claiming');
    await setPaused(house.core, house.asked('U1'), false);
    await house.ring();
    expect(await stateOf(house)).toBe('bound');
  });
});

describe('the notifications of the product before', () => {
  const taken = async (prepare: (house: TestHouse) => void) => {
    const house = new TestHouse();
    house.apple.mdmInfo = otherProduct;
    house.apple.notificationHost = 'old.example';
    const proposalId = await confirmedOnce(house, { takeOverFrom: 'Old Manager' });
    prepare(house);
    await second(house, proposalId);
    return house;
  };

  it('are ended, and that is read back', async () => {
    const house = await taken(() => undefined);
    expect(house.apple.notificationHost).toBeNull();
    expect((await boundOf(house)).foreignNotificationHost).toBeNull();
  });

  it('that stay are a standing warning', async () => {
    const house = await taken(({ apple }) => {
      apple.stubbornWebhook = true;
    });
    expect((await boundOf(house)).foreignNotificationHost).toBe('old.example');
    const now = await readHouse(house.core);
    expect(now.state === 'bound' && now.actions).toContainEqual({ kind: 'foreign-notifications', host: 'old.example' });
  });

  it('that could not be ended do not hinder the binding', async () => {
    const house = await taken(({ apple }) => {
      apple.interfere = (call) => (call === 'unsubscribe' ? { before: refused('other', 9602) } : undefined);
    });
    expect(await stateOf(house)).toBe('bound');
    expect((await boundOf(house)).foreignNotificationHost).toBe('old.example');
    expect(house.troubles).toEqual(['binding.unsubscribe-failed']);
  });

  it('are left alone where there are none', async () => {
    const house = new TestHouse();
    await bind(house);
    expect(house.apple.calls).not.toContain('unsubscribe');
  });
});
