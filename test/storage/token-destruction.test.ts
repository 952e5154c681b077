import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { confirmSecond } from '../../src/licensing/flows/confirm-binding.js';
import { TOKEN_PURPOSE } from '../../src/licensing/flows/core.js';
import { countForeign } from '../../src/licensing/flows/count-foreign.js';
import { denyBinding, expireProposal } from '../../src/licensing/flows/end-proposal.js';
import { renewToken } from '../../src/licensing/flows/renew-token.js';
import { TestHouse } from '../support/core.js';
import { refused, unreachable } from '../support/core-apple.js';
import {
  bind,
  bindingOf,
  boundOf,
  confirmedOnce,
  proposalOf,
  propose,
  stateOf,
  TOKEN,
} from '../support/core-ceremony.js';
import { FolderDisk } from '../support/core-disk.js';
import { askForDecommission, confirm } from '../support/core-exits.js';
import { openedRenewal } from '../support/core-renewal.js';
import { DAY } from '../support/core-samples.js';
import { boxesThatOpen, filesOf } from './boxes.js';
import { temporaryFolder } from './scratch.js';

interface FolderHouse {
  house: TestHouse;
  disk: FolderDisk;
  path: string;
}

async function folderHouse(): Promise<FolderHouse> {
  const path = await temporaryFolder();
  const disk = await FolderDisk.open(path);
  return { house: new TestHouse({}, disk), disk, path };
}

const keysIn = (path: string): Promise<string[]> => readdir(join(path, 'keys'));

/** Pushes journal and document over a snapshot while the proposal stands, so that its box lies in all of them. */
async function spreadBox({ house }: FolderHouse): Promise<void> {
  for (let index = 0; index < 40; index += 1) {
    await house.records.commit({
      put: [
        {
          kind: 'slot',
          id: `filler ${index}`,
          value: { job: 'x'.repeat(200), planned: 1, startedAt: null, finishedAt: null, outcome: 'done' },
        },
      ],
    });
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** Each way a proposal ends, from one that U1 confirmed. */
const endings = {
  deny: async ({ house }: FolderHouse, proposalId: string) => denyBinding(house.core, house.asked('U2'), proposalId),
  expiry: async ({ house }: FolderHouse) => {
    house.now += DAY;
    return expireProposal(house.core, house.asked('system'));
  },
  drop: async ({ house }: FolderHouse, proposalId: string) => {
    house.apple.interfere = (call) => (call === 'claim' ? { before: refused('not-allowed', 9637) } : undefined);
    return confirmSecond(house.core, house.asked('U2'), proposalId);
  },
};

/** Closes the folder; nothing in it opens to the token any more, though its boxes still lie there. */
async function expectDestroyed({ disk, path }: FolderHouse, box: string, keys: readonly string[]): Promise<void> {
  await disk.close();
  const holders = [...(await filesOf(path))].filter(([, text]) => text.includes(box)).map(([name]) => name);
  expect(holders.some((name) => name.startsWith('journal.') || name.startsWith('snapshot.'))).toBe(true);
  expect(await boxesThatOpen(path, TOKEN_PURPOSE, TOKEN)).toEqual([]);
  expect(await keysIn(path)).toEqual(keys);
}

describe.each(Object.entries(endings))('after %s', (_name, end) => {
  test('nothing in any file of the folder opens to the proposed token', async () => {
    const given = await folderHouse();
    const proposalId = await confirmedOnce(given.house);
    const { box, keyId } = (await proposalOf(given.house)).token.sealed;
    await spreadBox(given);
    expect(await keysIn(given.path)).toEqual([`${keyId}.key`]);
    await given.disk.close();
    const before = await boxesThatOpen(given.path, TOKEN_PURPOSE, TOKEN);
    const kinds = new Set(before.map(({ file }) => file.split('.')[0]));
    expect([...kinds].sort()).toEqual(['document', 'journal', 'snapshot']);
    await given.house.restart();

    await end(given, proposalId);
    expect(await stateOf(given.house)).toBe('none');
    await expectDestroyed(given, box, []);
  });

  test('that was cut off between commit and erasing, the next start makes up for it', async () => {
    const given = await folderHouse();
    const { house, path } = given;
    const proposalId = await confirmedOnce(house);
    const { box, keyId } = (await proposalOf(house)).token.sealed;
    house.cutAt = (point) => point === 'storage.key.before-erase';
    expect(await house.untilCut(() => end(given, proposalId))).toBe('cut');
    expect(await keysIn(path)).toEqual([`${keyId}.key`]);
    await house.restart();
    expect(await stateOf(house)).toBe('none');
    await expectDestroyed(given, box, []);
  });
});

describe('the token of a bound location', () => {
  /** How the location comes to be without it, and the keys that are left then. */
  const ends = {
    'a renewal': async (house: TestHouse) => {
      const renewalId = await openedRenewal(house);
      return () => renewToken(house.core, house.asked('U1'), renewalId);
    },
    'a decommission': async (house: TestHouse) => {
      await askForDecommission(house);
      return async () => {
        await confirm(house, 'decommission');
        await house.drain();
      };
    },
  };
  const keysNow = async (house: TestHouse): Promise<string[]> => {
    const binding = await bindingOf(house);
    return binding.state === 'bound' ? [`${binding.token.sealed.keyId}.key`] : [];
  };

  test('keeps the key that it was proposed with', async () => {
    const { house, disk, path } = await folderHouse();
    await bind(house);
    const { sealed } = (await boundOf(house)).token;
    expect(await keysIn(path)).toEqual([`${sealed.keyId}.key`]);
    await house.restart();
    expect(house.core.secrets.open(sealed, TOKEN_PURPOSE)).toBe(TOKEN);
    await disk.close();
  });

  test.each(Object.entries(ends))('opens nowhere in the folder after %s', async (_name, prepare) => {
    const given = await folderHouse();
    const { house } = given;
    await bind(house);
    await spreadBox(given);
    const { box } = (await boundOf(house)).token.sealed;
    const end = await prepare(house);
    await end();
    await expectDestroyed(given, box, await keysNow(house));
  });

  test.each(Object.entries(ends))(
    'opens nowhere after %s that was cut off before the erasing',
    async (_name, prepare) => {
      const given = await folderHouse();
      const { house, path } = given;
      await bind(house);
      const { box, keyId } = (await boundOf(house)).token.sealed;
      const end = await prepare(house);
      house.cutAt = (point) => point === 'storage.key.before-erase';
      expect(await house.untilCut(end)).toBe('cut');
      expect(await keysIn(path)).toContain(`${keyId}.key`);
      await house.restart();
      await expectDestroyed(given, box, await keysNow(house));
    },
  );
});

test('a proposal that was never stored leaves no key behind after the next start', async () => {
  const { house, disk, path } = await folderHouse();
  house.cutAt = (point) => point === 'binding.before-proposed';
  expect(await house.untilCut(() => propose(house))).toBe('cut');
  expect(await keysIn(path)).toHaveLength(1);
  await house.restart();
  expect(await keysIn(path)).toEqual([]);
  await disk.close();
});

test('a proposal that came second leaves no key behind', async () => {
  const { house, disk, path } = await folderHouse();
  let second: Promise<unknown> | null = null;
  house.apple.interfere = (call, count) => {
    if (call === 'clientConfig' && count === 1) second = propose(house).catch((fault: Error) => fault.message);
    return undefined;
  };
  const outcomes = [await propose(house).catch((fault: Error) => fault.message), await second];
  expect(outcomes).toContain('not proposed: proposal-open');
  expect(await keysIn(path)).toEqual([`${(await proposalOf(house)).token.sealed.keyId}.key`]);
  await disk.close();
});

test('an open proposal and its token outlive a start', async () => {
  const { house, disk, path } = await folderHouse();
  await confirmedOnce(house);
  await house.restart();
  const { sealed } = (await proposalOf(house)).token;
  expect(house.core.secrets.open(sealed, TOKEN_PURPOSE)).toBe(TOKEN);
  expect(await keysIn(path)).toHaveLength(1);
  await disk.close();
});

describe('a data key that is gone', () => {
  test('ends the proposal as dropped at the next start, and says why', async () => {
    const { house, disk, path } = await folderHouse();
    await confirmedOnce(house);
    await rm(join(path, 'keys'), { recursive: true });
    await house.restart();
    expect(await stateOf(house)).toBe('none');
    expect((await house.noticesOf('binding-card')).at(-1)?.facts.progress).toMatchObject({
      stage: 'ended',
      end: { result: 'dropped', reason: expect.stringContaining('key') },
    });
    expect(await house.audit()).toContain('system end-proposal: dropped');
    await propose(house);
    await disk.close();
  });

  test('ends a claim as dropped, and says that it may stand at Apple', async () => {
    const { house, disk, path } = await folderHouse();
    const proposalId = await confirmedOnce(house);
    house.apple.interfere = (call) => (call === 'claim' ? { before: unreachable() } : undefined);
    await confirmSecond(house.core, house.asked('U2'), proposalId);
    expect(await stateOf(house)).toBe('claiming');
    await rm(join(path, 'keys'), { recursive: true });
    await house.restart();
    expect(await bindingOf(house)).toEqual({ state: 'none' });
    expect((await house.noticesOf('binding-card')).at(-1)?.facts.progress).toMatchObject({
      end: { result: 'dropped', reason: expect.stringContaining('may stand at Apple') },
    });
    await disk.close();
  });

  test('lets a count and a second confirmation that come too late end quietly', async () => {
    const { house, disk } = await folderHouse();
    const proposalId = await confirmedOnce(house);
    await house.core.secrets.erase((await proposalOf(house)).token.sealed);
    expect(await confirmSecond(house.core, house.asked('U2'), proposalId)).toEqual({ result: 'over' });
    const calls = house.apple.calls.length;
    await countForeign(house.core, proposalId, 'R');
    expect(house.apple.calls).toHaveLength(calls);
    await disk.close();
  });
});
