import { describe, expect, it } from 'vitest';
import { installationCardWork } from '../../../src/licensing/flows/installation-cards.js';
import { myApps } from '../../../src/licensing/flows/my-apps.js';
import { assignmentId } from '../../../src/licensing/rules/assignment.js';
import type { TestHouse } from '../../support/core.js';
import { aDevice } from '../../support/core-devices.js';
import { anInstallation, houseWithLicences } from '../../support/core-installation-cards.js';
import { aDeployment, anAssignment, associatedPeople, KEY } from '../../support/core-licences.js';
import { DAY, MINUTE } from '../../support/core-samples.js';

/** Enough to tell once from once for each person. */
const PEOPLE = 30;

/** One look of the long work, if it is due. */
async function tell(house: TestHouse): Promise<void> {
  if (await installationCardWork.due(house.core)) await installationCardWork.run(house.core, 'R');
}

/** What the cards of one person said, oldest first: a word per device. */
async function cards(house: TestHouse): Promise<string[]> {
  return (await house.noticesOf('installation-card')).map(({ facts }) =>
    facts.lines.map(({ installation }) => installation.state).join(' '),
  );
}

async function emmas(): Promise<TestHouse> {
  const house = await houseWithLicences(['EMMA']);
  await aDevice(house, 'PHONE', 'EMMA');
  return house;
}

describe('the card of an app on somebody’s devices', () => {
  it('is one, kept up to date, and tells what its own devices said', async () => {
    const house = await emmas();
    house.now += MINUTE;
    await aDevice(house, 'PAD', 'EMMA');
    await anInstallation(house, 'EMMA', 'PAD', { state: 'wanted' });
    await anInstallation(house, 'EMMA', 'PHONE', { state: 'wanted' });
    await tell(house);
    await anInstallation(house, 'EMMA', 'PHONE', { state: 'managed' });
    await tell(house);
    expect(await cards(house)).toEqual(['wanted wanted', 'managed wanted']);
    const notices = await house.noticesOf('installation-card', 'person');
    expect(new Set(notices.map(({ subject }) => subject))).toEqual(new Set([`installation:${KEY}/EMMA:1`]));
    expect(notices[1]?.facts.lines[0]?.device?.name).toBe('Phone PHONE');
    expect(await house.records.list('installationNews')).toEqual([]);
    expect(await installationCardWork.due(house.core)).toBe(false);
  });

  it('moves the figures of its deployments, of each once a pass', async () => {
    const house = await houseWithLicences(['EMMA', 'FILI']);
    const figures = async () =>
      (await house.noticesOf('deployment-progress')).map(({ facts }) => facts.installations?.installed);
    for (const userId of ['EMMA', 'FILI']) {
      await aDevice(house, `PHONE-${userId}`, userId);
      await anInstallation(house, userId, `PHONE-${userId}`, { state: 'managed' });
    }
    const before = (await figures()).length;
    await tell(house);
    expect((await figures()).slice(before)).toEqual([2]);
  });

  it('tells quick changes as one', async () => {
    const house = await emmas();
    for (const state of ['wanted', 'commanded', 'installing', 'managed'] as const)
      await anInstallation(house, 'EMMA', 'PHONE', { state });
    await tell(house);
    expect(await cards(house)).toEqual(['managed']);
  });

  it('says that the device is locked, and not any more, without another message', async () => {
    const house = await emmas();
    for (const state of ['commanded', 'prompting'] as const) {
      await anInstallation(house, 'EMMA', 'PHONE', { state });
      await tell(house);
    }
    const locked = house.now;
    const prompting = { state: 'prompting', appleStatus: 'PromptingForLogin' } as const;
    for (const notNowSince of [locked, locked, null]) {
      await anInstallation(house, 'EMMA', 'PHONE', { ...prompting, notNowSince });
      await tell(house);
    }
    const said = (await house.noticesOf('installation-card')).flatMap(({ facts }) => facts.lines);
    expect(said.map(({ installation }) => installation.notNowSince)).toEqual([null, null, locked, null]);
    expect(await house.noticesOf('installation-news')).toHaveLength(1);
  });

  it('says what else the device asks by now, without another message', async () => {
    const house = await emmas();
    for (const appleStatus of [null, 'Prompting', 'PromptingForLogin']) {
      await anInstallation(house, 'EMMA', 'PHONE', {
        state: appleStatus === null ? 'commanded' : 'prompting',
        appleStatus,
      });
      await tell(house);
    }
    const said = (await house.noticesOf('installation-card')).flatMap(({ facts }) => facts.lines);
    expect(said.map(({ installation }) => installation.appleStatus)).toEqual([null, 'Prompting', 'PromptingForLogin']);
    expect(await house.noticesOf('installation-news')).toHaveLength(1);
  });

  it('is followed by a message of its own only where nothing goes on without the person, and once', async () => {
    const house = await emmas();
    await anInstallation(house, 'EMMA', 'PHONE', { state: 'commanded' });
    await tell(house);
    for (const state of ['prompting', 'waiting', 'prompting', 'installing'] as const) {
      await anInstallation(house, 'EMMA', 'PHONE', { state });
      await tell(house);
    }
    const news = await house.noticesOf('installation-news');
    expect(news).toHaveLength(1);
    expect(news[0]).toMatchObject({
      thread: `installation:${KEY}/EMMA:1`,
      facts: { lines: [{ installation: { state: 'prompting' } }] },
    });
    await anInstallation(house, 'EMMA', 'PHONE', { state: 'failed', reason: 'licence-not-found' });
    await tell(house);
    expect(await house.noticesOf('installation-news')).toHaveLength(2);
  });

  it('tells a second failure anew after somebody had it tried again', async () => {
    const house = await emmas();
    await anInstallation(house, 'EMMA', 'PHONE', { state: 'wanted' });
    for (const state of ['failed', 'wanted', 'failed'] as const) {
      await tell(house);
      await anInstallation(house, 'EMMA', 'PHONE', { state, reason: state === 'failed' ? 'other' : null });
    }
    await tell(house);
    expect(await house.noticesOf('installation-news')).toHaveLength(2);
  });

  it('needs no message beside a card that comes with the question', async () => {
    const house = await emmas();
    await anInstallation(house, 'EMMA', 'PHONE', { state: 'prompting' });
    await tell(house);
    expect(await cards(house)).toEqual(['prompting']);
    expect(await house.noticesOf('installation-news')).toEqual([]);
  });

  it('does not come for devices that only have none of it, and is not sent to somebody who left', async () => {
    const house = await emmas();
    await anInstallation(house, 'EMMA', 'PHONE', { state: 'not-applicable', reason: 'platform' });
    await tell(house);
    expect(await cards(house)).toEqual([]);
    const member = await house.records.get('member', 'EMMA');
    if (member === null) throw new Error('no member');
    await house.records.commit({
      put: [{ kind: 'member', id: 'EMMA', value: { ...member.value, deactivated: true } }],
    });
    await anInstallation(house, 'EMMA', 'PHONE', { state: 'failed', reason: 'other' });
    await tell(house);
    expect(await cards(house)).toEqual([]);
    expect(await house.records.list('installationNews')).toEqual([]);
  });

  it('says that it is gone, and is forgotten then', async () => {
    const house = await emmas();
    for (const state of ['managed', 'removing', 'gone'] as const) {
      await anInstallation(house, 'EMMA', 'PHONE', { state });
      await tell(house);
    }
    expect(await cards(house)).toEqual(['managed', 'removing', 'gone']);
    expect(await house.records.list('installationCard')).toEqual([]);
  });

  it('brings the progress of its deployment up to date, counted once however many people it is about', async () => {
    const house = await houseWithLicences(['EMMA']);
    const people = Array.from({ length: PEOPLE }, (_, index) => `U${index}`);
    await associatedPeople(house, people);
    await aDeployment(house, 'D-1', KEY, { people });
    for (const userId of people) {
      await anAssignment(house, KEY, userId, { state: 'licensed', licensedAt: house.now });
      await anInstallation(house, userId, `P-${userId}`, { state: 'managed' });
    }
    const before = (await house.noticesOf('deployment-progress')).length;
    const scans: string[] = [];
    const counting: TestHouse['core']['records'] = {
      ...house.core.records,
      list: (kind, prefix) => {
        if (prefix === undefined || prefix === `${KEY}/`) scans.push(kind);
        return house.core.records.list(kind, prefix);
      },
    };
    await installationCardWork.run({ ...house.core, records: counting }, 'R');
    const progress = (await house.noticesOf('deployment-progress')).slice(before);
    expect(progress.map(({ facts }) => facts.installations)).toMatchObject([{ installed: PEOPLE }]);
    for (const kind of new Set(scans)) expect(scans.filter((one) => one === kind).length).toBeLessThanOrEqual(6);
    expect(scans).toContain('deviceHolding');
  });

  it('has nothing told twice wherever the process ends', async () => {
    for (const point of ['before a commit', 'after a commit', 'installation.told', 'installation.listed']) {
      const house = await emmas();
      await anInstallation(house, 'EMMA', 'PHONE', { state: 'commanded' });
      await tell(house);
      await anInstallation(house, 'EMMA', 'PHONE', { state: 'failed', reason: 'loop' });
      house.cutAt = (name) => name === point;
      expect(await house.untilCut(() => tell(house))).toBe('cut');
      await house.restart();
      await tell(house);
      expect({ point, cards: (await cards(house)).slice(0, 2) }).toEqual({ point, cards: ['commanded', 'failed'] });
      expect({ point, news: (await house.noticesOf('installation-news')).length }).toEqual({ point, news: 1 });
      expect({ point, listed: (await house.noticesOf('installs-card')).length }).toEqual({ point, listed: 1 });
    }
  });
});

describe('what one person sees of their apps', () => {
  it('names each device with how the app stands on it', async () => {
    const house = await emmas();
    await anInstallation(house, 'EMMA', 'PHONE', { state: 'deleted' });
    const mine = await myApps(house.core, 'EMMA');
    expect(mine.byItself).toBe(true);
    expect(mine.licences[0]?.devices).toMatchObject([
      { installationId: `${assignmentId(KEY, 'EMMA')}/PHONE`, installation: { state: 'deleted' } },
    ]);
  });
});

describe('the administrators’ card of installs', () => {
  async function states(house: TestHouse): Promise<string[]> {
    return (await house.noticesOf('installs-card', 'channel')).map(({ facts }) =>
      facts.groups.map(({ trouble, count }) => `${trouble} ${count}`).join(', '),
    );
  }

  it('counts by kind, stays one, and is over when nothing is left', async () => {
    const house = await emmas();
    await aDevice(house, 'PAD', 'EMMA');
    await anInstallation(house, 'EMMA', 'PHONE', { state: 'failed', reason: 'other' });
    await tell(house);
    await anInstallation(house, 'EMMA', 'PAD', { state: 'failed', reason: 'loop' });
    await tell(house);
    await tell(house);
    await anInstallation(house, 'EMMA', 'PAD', { state: 'managed' });
    await anInstallation(house, 'EMMA', 'PHONE', { state: 'wanted' });
    await tell(house);
    expect(await states(house)).toEqual(['failed 1', 'loop 1, failed 1', '']);
    expect(new Set((await house.noticesOf('installs-card')).map(({ subject }) => subject)).size).toBe(1);
    expect(await house.records.list('installationTrouble')).toEqual([]);
    await anInstallation(house, 'EMMA', 'PHONE', { state: 'failed', reason: 'refused-by-server' });
    house.now += MINUTE;
    await tell(house);
    expect(new Set((await house.noticesOf('installs-card')).map(({ subject }) => subject)).size).toBe(2);
  });

  it('tells of a device that is locked, or silent, for more than three days', async () => {
    const house = await emmas();
    await aDevice(house, 'PAD', 'EMMA');
    await anInstallation(house, 'EMMA', 'PHONE', { state: 'waiting', notNowSince: house.now });
    await anInstallation(house, 'EMMA', 'PAD', { state: 'commanded' });
    house.now += 3 * DAY - MINUTE;
    await tell(house);
    expect(await states(house)).toEqual([]);
    house.now += MINUTE;
    await tell(house);
    expect(await states(house)).toEqual(['locked 1, silent 1']);
  });

  it('tells of devices that left management with an app whose licence stays, until it is released', async () => {
    const house = await emmas();
    await anInstallation(house, 'EMMA', 'PHONE', { state: 'left-management', reason: 'device-checked-out' });
    await tell(house);
    expect(await states(house)).toEqual(['left 1']);
    await anAssignment(house, KEY, 'EMMA', { state: 'released', reason: 'uninstalled' });
    await tell(house);
    expect(await states(house)).toEqual(['left 1', '']);
  });

  it('tells that the MDM server cannot be reached, after some failures', async () => {
    const house = await emmas();
    const gap = (failures: number) =>
      house.records.commit({
        put: [{ kind: 'settling', id: 'devices', value: { failures, nextTry: house.now + MINUTE } }],
      });
    await gap(2);
    await tell(house);
    expect(await states(house)).toEqual([]);
    await gap(3);
    await tell(house);
    await gap(4);
    await tell(house);
    expect((await house.noticesOf('installs-card')).map(({ facts }) => facts.unreachableSince)).toEqual([house.now]);
  });
});
