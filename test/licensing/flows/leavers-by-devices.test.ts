import { describe, expect, it } from 'vitest';
import { releaseLeavers } from '../../../src/licensing/flows/leavers.js';
import { overrideRemoval } from '../../../src/licensing/flows/override-removal.js';
import { retireUser } from '../../../src/licensing/flows/retire-user.js';
import { LEAVER_GRACE, type LeaversFacts } from '../../../src/licensing/rules/leavers.js';
import type { TestHouse } from '../../support/core.js';
import { deliver, phonesFor } from '../../support/core-devices.js';
import { installedHouse, sentTo } from '../../support/core-installations.js';
import { assignmentOf, KEY, statesOf } from '../../support/core-licences.js';
import { HOUR } from '../../support/core-samples.js';

async function card(house: TestHouse): Promise<LeaversFacts | undefined> {
  return (await house.noticesOf('leavers-card', 'channel')).at(-1)?.facts;
}

/** A, who has the app on `PHONE`, has left for longer than the grace. */
async function leftHouse() {
  const found = await installedHouse();
  const { house } = found;
  const member = await house.records.get('member', 'A');
  if (member === null) throw new Error('no member');
  await house.records.commit({ put: [{ kind: 'member', id: 'A', value: { ...member.value, deactivated: true } }] });
  await phonesFor(house, 2, HOUR);
  house.now += LEAVER_GRACE;
  await phonesFor(house, 2, HOUR);
  return found;
}

async function release(house: TestHouse): Promise<void> {
  const shown = await card(house);
  if (shown === undefined) throw new Error('no card');
  const value = `${shown.toRelease + shown.toAsk}:${shown.subject}`;
  const outcome = await releaseLeavers(house.core, house.asked('OPERATOR'), value);
  expect(outcome).toMatchObject({ result: 'going' });
}

describe('the phone of somebody who left', () => {
  it('removes the app first, then the licence goes back and the person is retired', async () => {
    const { house, phone } = await leftHouse();
    expect(await card(house)).toMatchObject({ people: 1, toRelease: 1, toRemove: 1, toAsk: 0 });
    await release(house);
    await phonesFor(house, 8, HOUR);
    expect(sentTo(house)).toEqual(['install', 'remove']);
    expect(phone.apps.size).toBe(0);
    expect(await statesOf(house, KEY, ['A'])).toEqual(['released']);
    expect(await assignmentOf(house, KEY, 'A')).toMatchObject({ reason: 'left' });
    expect(await house.noticesOf('removal-question')).toEqual([]);
    expect(await card(house)).toMatchObject({ people: 0, returning: 0 });
    expect(house.apple.calls).toContain('retireUsers');
  });

  it('that is silent keeps the licence until a custodian overrides', async () => {
    const { house, phone } = await leftHouse();
    phone.silent = true;
    await release(house);
    await phonesFor(house, 4, HOUR);
    expect(await statesOf(house, KEY, ['A'])).toEqual(['removing']);
    expect(await card(house)).toMatchObject({ people: 0, toRelease: 0, returning: 1 });
    await phonesFor(house, 10, 20 * HOUR);
    expect((await house.noticesOf('removals-card')).at(-1)?.facts).toMatchObject({
      count: 1,
      lines: [{ userId: 'A' }],
    });
    const button = `${KEY}/A#1`;
    expect(await overrideRemoval(house.core, house.asked('U1'), button, true)).toMatchObject({ result: 'returning' });
    await phonesFor(house, 3, HOUR);
    expect(await statesOf(house, KEY, ['A'])).toEqual(['released']);
  });

  it('that left management does not hold the release up', async () => {
    const { house, phone } = await leftHouse();
    phone.silent = true;
    await release(house);
    await phonesFor(house, 2, HOUR);
    house.mdm.checkOut('PHONE');
    await deliver(house);
    await phonesFor(house, 2, HOUR);
    expect(await card(house)).toMatchObject({ people: 1, toRelease: 1 });
    await release(house);
    await phonesFor(house, 3, HOUR);
    expect(await statesOf(house, KEY, ['A'])).toEqual(['released']);
  });

  it('is asked before the person is retired, unless a custodian decides otherwise', async () => {
    const { house } = await leftHouse();
    expect(await retireUser(house.core, house.asked('OPERATOR'), 'A')).toMatchObject({ result: 'not-allowed' });
    expect(await statesOf(house, KEY, ['A'])).toEqual(['licensed']);
    expect(await retireUser(house.core, house.asked('U1'), 'A')).toEqual({ result: 'asked' });
  });
});
