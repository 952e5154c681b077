import { describe, expect, it } from 'vitest';
import { confirmClaim } from '../../../src/licensing/flows/answer-claim.js';
import { assignDevice } from '../../../src/licensing/flows/assign-device.js';
import { claimDevice } from '../../../src/licensing/flows/claim-device.js';
import { confirmOwnerImport, ownerImportWork } from '../../../src/licensing/flows/import-owners.js';
import { previewOwnerImport, SLICE } from '../../../src/licensing/flows/preview-owner-import.js';
import { retireDevice } from '../../../src/licensing/flows/retire-device.js';
import { claimKey } from '../../../src/licensing/rules/device-claim.js';
import { TestHouse } from '../../support/core.js';
import { stocked } from '../../support/core-deployments.js';
import { aDevice } from '../../support/core-devices.js';

async function aHouse(): Promise<TestHouse> {
  const house = new TestHouse().withDevices();
  await stocked(house, ['A', 'B', 'OPERATOR']);
  for (const userId of ['A', 'B']) house.people.set(userId, []);
  await aDevice(house, 'P1', null, { serialNumber: 'F2LX0001ABCD' });
  await aDevice(house, 'P2', 'B', { serialNumber: 'F2LX0002ABCE' });
  return house;
}

type Act = (house: TestHouse) => Promise<unknown>;

/** Every point at which the process may end: named steps, and before and after each commit. */
async function pointsOf(act: Act): Promise<{ point: string; count: number }[]> {
  const house = await aHouse();
  const seen: { point: string; count: number }[] = [];
  house.cutAt = (point, count) => {
    seen.push({ point, count });
    return false;
  };
  await act(house);
  return seen;
}

/** Cut there, started again, and done again by the same people as far as it can be. */
async function cutAndAgain(act: Act, cut: { point: string; count: number }): Promise<TestHouse> {
  const house = await aHouse();
  house.cutAt = (point, count) => point === cut.point && count === cut.count;
  expect(await house.untilCut(() => act(house))).toBe('cut');
  await house.restart();
  await act(house);
  return house;
}

async function keyOf(house: TestHouse, userId: string): Promise<string> {
  const claim = (await house.records.list('deviceClaim')).find(({ value }) => value.userId === userId);
  return claim === undefined ? '' : claimKey(claim.value);
}

async function owner(house: TestHouse, id: string) {
  return (await house.records.get('device', id))?.value.owner?.userId ?? null;
}

const claiming: Act = async (house) => {
  for (const userId of ['A', 'B']) {
    if ((await owner(house, 'P1')) === null)
      await claimDevice(house.core, house.asked(userId), { enrolmentId: 'P1', serial: '' });
  }
  await confirmClaim(house.core, house.asked('OPERATOR'), await keyOf(house, 'A'));
};

const claimPoints = await pointsOf(claiming);

describe('a claim that is confirmed, ended at any point', () => {
  it('passes its steps', () => {
    expect(claimPoints.map(({ point }) => point).filter((point) => point.startsWith('device-claim.'))).toEqual([
      'device-claim.stored',
      'device-claim.stored',
      'device-claim.ended',
    ]);
  });

  it.each(claimPoints)('$point ($count): one owner, one answer for each, one line', async (cut) => {
    const house = await cutAndAgain(claiming, cut);
    expect(await owner(house, 'P1')).toBe('A');
    expect(await house.records.list('deviceClaim')).toEqual([]);
    const answers = (await house.noticesOf('device-claim-answer')).map(({ facts }) => [
      facts.userId,
      facts.end?.result,
    ]);
    expect(answers).toEqual([
      ['A', 'confirmed'],
      ['B', 'lost'],
    ]);
    const lines = (await house.audit()).filter((line) => line === 'OPERATOR confirm-device-claim: set');
    expect(lines).toHaveLength(1);
  });
});

const list = [
  'F2LX0001ABCD,a@northwind.example',
  'F2LX0002ABCE,a@northwind.example',
  ...Array.from({ length: SLICE }, (_, index) => `NEW${String(index).padStart(8, '0')},b@northwind.example`),
];

const importing: Act = async (house) => {
  const shown = await previewOwnerImport(house.core, house.asked('OPERATOR'), list);
  if (shown.result === 'shown' && shown.importId !== null)
    await confirmOwnerImport(house.core, house.asked('OPERATOR'), shown.importId, true);
  await ownerImportWork.run(house.core, 'R');
};

const importPoints = await pointsOf(importing);

describe('an import in slices, ended at any point', () => {
  it('passes its steps', () => {
    expect(importPoints.map(({ point }) => point).filter((point) => point.startsWith('owner-import.'))).toEqual([
      'owner-import.begun',
      'owner-import.slice-done',
      'owner-import.slice-done',
    ]);
  });

  it.each(importPoints)('$point ($count): every owner once, and nothing left over', async (cut) => {
    const house = await cutAndAgain(importing, cut);
    expect(await owner(house, 'P1')).toBe('A');
    expect(await owner(house, 'P2')).toBe('A');
    expect(await house.records.list('deviceOwner')).toHaveLength(SLICE);
    expect(await house.records.list('ownerImport')).toEqual([]);
    expect(await house.records.list('ownerImportSlice')).toEqual([]);
    const done = (await house.noticesOf('owner-import')).filter(({ facts }) => facts.done);
    expect(done).toHaveLength(1);
    expect(done[0]?.facts.counts).toMatchObject({ set: 2, kept: SLICE });
    expect((await house.audit()).filter((line) => line === 'OPERATOR import-device-owners: done')).toHaveLength(1);
  });
});

const managing: Act = async (house) => {
  await assignDevice(house.core, house.asked('OPERATOR'), 'P1', { seen: null, userId: 'A' });
  await retireDevice(house.core, house.asked('OPERATOR'), 'P2', true);
};

const managePoints = await pointsOf(managing);

describe('an owner set and a device retired, ended at any point', () => {
  it.each(managePoints)('$point ($count): done once', async (cut) => {
    const house = await cutAndAgain(managing, cut);
    expect(await owner(house, 'P1')).toBe('A');
    expect((await house.records.get('device', 'P2'))?.value.state).toBe('retired');
    const lines = await house.audit();
    expect(lines.filter((line) => line === 'OPERATOR set-device-owner: set')).toHaveLength(1);
    expect(lines.filter((line) => line === 'OPERATOR retire-device: retired')).toHaveLength(1);
    expect(await house.noticesOf('device-ownership')).toHaveLength(1);
  });

  it('passes its steps', () => {
    const steps = managePoints.map(({ point }) => point).filter((point) => point.startsWith('device.'));
    expect(steps).toEqual(['device.owner-set', 'device.retired']);
  });
});
