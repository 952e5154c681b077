import { describe, expect, it } from 'vitest';
import { acknowledgeWarning } from '../../../src/licensing/flows/acknowledge-warning.js';
import { noteTrouble } from '../../../src/licensing/flows/note-answer.js';
import { setPaused } from '../../../src/licensing/flows/pause.js';
import { renewToken } from '../../../src/licensing/flows/renew-token.js';
import { warnAboutExpiry } from '../../../src/licensing/flows/warn-about-expiry.js';
import type { Change } from '../../../src/licensing/ports/records.js';
import type { TestHouse } from '../../support/core.js';
import { bindingOf, boundHouse, boundOf } from '../../support/core-ceremony.js';
import { claims } from '../../support/core-claims.js';
import { askedForCleanUp, atApple, confirmedCleanUp, others, runOf } from '../../support/core-clean-up.js';
import { askForDecommission, askForTakeBack, confirm, takenHouse } from '../../support/core-exits.js';
import { openedRenewal } from '../../support/core-renewal.js';
import { DAY, HOUR, otherProduct } from '../../support/core-samples.js';
import { stock } from '../../support/core-sync.js';

/** Something happens once, after everything was read and just before the first commit of that kind. */
function beforeCommit(
  house: TestHouse,
  happens: () => Promise<unknown>,
  fits: (change: Change) => boolean = () => true,
) {
  const { records } = house.core;
  house.core.records = {
    ...records,
    async commit(change) {
      if (!fits(change)) return records.commit(change);
      house.core.records = records;
      await happens();
      return records.commit(change);
    },
  };
}

/** Something happens once, after Apple has said who manages the location. */
function afterLook(house: TestHouse, happens: () => Promise<unknown>): void {
  const { licences } = house.core;
  house.core.licences = {
    inspect: (text) => licences.inspect(text),
    location(token, expect) {
      const connection = licences.location(token, expect);
      return {
        ...connection,
        async clientConfig() {
          const answer = await connection.clientConfig();
          house.core.licences = licences;
          await happens();
          return answer;
        },
      };
    },
  };
}

/** The commit of the second click. */
const endsRequest = ({ remove }: Change) => remove?.some(({ kind }) => kind === 'request') ?? false;

const pause = (house: TestHouse) => () => setPaused(house.core, house.asked('U3'), true);

async function warnedHouse(): Promise<TestHouse> {
  const house = await boundHouse(stock);
  house.now = (await boundOf(house)).token.expires - 6.5 * DAY;
  return house;
}

/** U2 uses the token that U1 gave. */
async function renewed(house: TestHouse): Promise<void> {
  const outcome = await renewToken(house.core, house.asked('U2'), await openedRenewal(house));
  expect(outcome.result).toBe('renewed');
}

describe('a renewal that comes first', () => {
  it('leaves nothing to warn of', async () => {
    const house = await warnedHouse();
    beforeCommit(house, () => renewed(house));
    expect(await warnAboutExpiry(house.core, 'R')).toBeNull();
    expect(await house.noticesOf('token-warning')).toEqual([]);
  });

  it('leaves nothing to take care of: the warning stays over', async () => {
    const house = await warnedHouse();
    await warnAboutExpiry(house.core, 'R');
    const { fingerprint } = (await boundOf(house)).token;
    beforeCommit(house, () => renewed(house));
    expect(await acknowledgeWarning(house.core, house.asked('U2'), `${fingerprint}:7`)).toEqual({ result: 'over' });
    expect((await house.noticesOf('token-warning', 'channel')).at(-1)?.facts.renewed).not.toBeNull();
  });
});

describe('a renewal', () => {
  it('waits for a take-back that is being settled', async () => {
    const house = await takenHouse();
    const id = await openedRenewal(house);
    await askForTakeBack(house);
    await confirm(house, 'take-back');
    expect(await renewToken(house.core, house.asked('U2'), id)).toEqual({ result: 'location-busy', kind: 'take-back' });
  });

  it('leaves the cards of warnings alone that Slack no longer shows as ours', async () => {
    const house = await boundHouse(stock);
    const { expires } = (await boundOf(house)).token;
    house.now = expires - 6.5 * DAY;
    await warnAboutExpiry(house.core, 'R');
    const before = (await house.noticesOf('token-warning')).length;
    house.now += 120 * DAY;
    await renewed(house);
    expect(await house.noticesOf('token-warning')).toHaveLength(before);
  });

  it('destroys the token before it', async () => {
    const house = await boundHouse(stock);
    const { sealed } = (await boundOf(house)).token;
    await renewed(house);
    expect(house.core.secrets.isErased(sealed)).toBe(true);
  });
});

describe('a pause that comes between the second click and the commit', () => {
  it.each([
    { act: 'take-back' as const, ask: askForTakeBack, house: takenHouse },
    { act: 'decommission' as const, ask: askForDecommission, house: () => boundHouse(stock) },
    { act: 'clean-up' as const, ask: askedForCleanUp, house: () => boundHouse(others) },
  ])('keeps a $act from beginning, and the request stands', async ({ act, ask, house: open }) => {
    const house = await open();
    await ask(house);
    beforeCommit(house, pause(house), endsRequest);
    expect(await confirm(house, act)).toMatchObject({ result: 'paused' });
    expect(await house.records.get('request', act)).not.toBeNull();
  });
});

describe('a pause that comes after Apple was asked', () => {
  it('keeps the claim of a take-back from being sent', async () => {
    const house = await takenHouse();
    await askForTakeBack(house);
    await confirm(house, 'take-back');
    afterLook(house, pause(house));
    await house.drain();
    expect(claims(house)).toBe(0);
    expect(house.apple.mdmInfo).toEqual(otherProduct);
  });

  it('keeps a location from being released', async () => {
    const house = await boundHouse(stock);
    await askForDecommission(house);
    await confirm(house, 'decommission');
    afterLook(house, pause(house));
    await house.drain();
    expect(house.apple.calls).not.toContain('release');
    expect((await bindingOf(house)).state).toBe('bound');
  });
});

describe('a take-back', () => {
  it('is sent although Apple shows our claim from before', async () => {
    const house = await takenHouse();
    await askForTakeBack(house);
    await confirm(house, 'take-back');
    house.apple.mdmInfo = (await boundOf(house)).mdmInfo;
    await house.drain();
    expect(claims(house)).toBe(1);
    expect(JSON.parse(house.apple.mdmInfo?.metadata ?? '')).toMatchObject({ epoch: 2 });
  });
});

describe('handing over for good', () => {
  it('is kept from beginning by a renewal of that moment', async () => {
    const house = await boundHouse(stock);
    await askForDecommission(house);
    beforeCommit(house, () => openedRenewal(house), endsRequest);
    expect(await confirm(house, 'decommission')).toMatchObject({
      result: 'blocked',
      by: [{ kind: 'renewal', by: 'U1' }],
    });
  });

  it('destroys the token and the secret of the notifications', async () => {
    const house = await boundHouse(stock);
    house.core.settings = { ...house.core.settings, publicUrl: 'https://vpp.northwind.example' };
    await house.ring();
    expect(await house.records.list('subscription')).toHaveLength(1);
    const { sealed } = (await boundOf(house)).token;
    await askForDecommission(house);
    await confirm(house, 'decommission');
    await house.drain();
    expect((await bindingOf(house)).state).toBe('decommissioned');
    expect(await house.records.list('subscription')).toEqual([]);
    expect(house.core.secrets.isErased(sealed)).toBe(true);
  });
});

describe('a batch of a clean-up', () => {
  const isIntent = ({ put }: Change) =>
    put?.some((one) => one.kind === 'cleanUp' && one.value.run?.batch != null) ?? false;

  it.each([
    { what: 'a pause', happens: pause, state: 'running' },
    {
      what: 'another product',
      happens: (house: TestHouse) => async () =>
        noteTrouble(house.core, { result: 'in-use-elsewhere', mdmInfo: otherProduct }, 'R', await boundOf(house)),
      state: 'failed',
    },
  ])('is not sent when $what comes first', async ({ happens, state }) => {
    const house = await boundHouse(others);
    await confirmedCleanUp(house);
    const before = atApple(house).named.length;
    beforeCommit(house, happens(house), isIntent);
    house.background.work();
    await house.drain();
    expect(atApple(house).named).toHaveLength(before);
    expect(await runOf(house)).toMatchObject({ batch: null, progress: { state } });
  });
});

describe('two rings at once', () => {
  it('look at the location once', async () => {
    const house = await boundHouse(stock);
    house.apple.calls.length = 0;
    house.now += 2 * HOUR;
    await Promise.all([house.ring(), house.ring()]);
    expect(house.apple.calls.filter((call) => call === 'clientConfig')).toHaveLength(1);
  });
});
