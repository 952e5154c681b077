import { describe, expect, it } from 'vitest';
import { claimDevice } from '../../../src/licensing/flows/claim-device.js';
import { confirmOwnerImport, ownerImportWork } from '../../../src/licensing/flows/import-owners.js';
import { previewOwnerImport } from '../../../src/licensing/flows/preview-owner-import.js';
import { TestHouse } from '../../support/core.js';
import { aMember, changeMember, KEY, putAssignment, stocked } from '../../support/core-deployments.js';
import { aDevice } from '../../support/core-devices.js';
import { HOUR } from '../../support/core-samples.js';

async function aHouse(): Promise<TestHouse> {
  const house = new TestHouse().withDevices();
  await stocked(house, ['A', 'B', 'OPERATOR']);
  const guest = aMember('GUEST', { kind: 'guest' });
  const twins = ['C', 'D'].map((userId) => aMember(userId, { email: 'twin@northwind.example' }));
  await house.records.commit({
    put: [guest, aMember('LEFT', { deactivated: true }), ...twins].map((value) => ({
      kind: 'member',
      id: value.userId,
      value,
    })),
  });
  await putAssignment(house, { userId: 'A', state: 'licensed', wantedBy: [] });
  await aDevice(house, 'P1', null, { serialNumber: 'F2LX0001ABCD' });
  await aDevice(house, 'P2', 'B', { serialNumber: 'F2LX0002ABCE' });
  return house;
}

const preview = (house: TestHouse, lines: readonly string[], actor = 'OPERATOR') =>
  previewOwnerImport(house.core, house.asked(actor), lines);

async function idOf(house: TestHouse, lines: readonly string[]): Promise<string> {
  const shown = await preview(house, lines);
  if (shown.result !== 'shown' || shown.importId === null) throw new Error(`nothing to import: ${shown.result}`);
  return shown.importId;
}

async function importing(house: TestHouse, lines: readonly string[], acknowledged = true) {
  const outcome = await confirmOwnerImport(house.core, house.asked('OPERATOR'), await idOf(house, lines), acknowledged);
  await ownerImportWork.run(house.core, 'R');
  return outcome;
}

async function owners(house: TestHouse) {
  const devices = await house.records.list('device');
  return devices.map(({ id, value }) => `${id} ${value.owner?.userId ?? 'nobody'}`);
}

describe('a list that is looked at', () => {
  it('shows wrong lines with their numbers, and changes nothing', async () => {
    const house = await aHouse();
    const shown = await preview(house, [
      'Serial number;E-mail',
      'F2LX0001ABCD;a@northwind.example',
      'F2LX0003NEWW;nobody@northwind.example',
      'F2LX0004NEWW;twin@northwind.example',
      'F2LX0005NEWW;guest@northwind.example',
      'F2LX0006NEWW;left@northwind.example',
      'short;a@northwind.example',
      'F2LX0007NEWW;',
      'F2LX0008NEWW;a@northwind.example',
      'F2LX0008NEWW;b@northwind.example',
      'F2LX0002ABCE;b@northwind.example',
      'F2LX0001ABCD;a@northwind.example',
    ]);
    expect(shown).toMatchObject({ result: 'shown', total: 1, changing: [], same: 1 });
    expect(shown.result === 'shown' ? shown.wrong.map(({ line, fault }) => [line, fault]) : []).toEqual([
      [3, 'unknown-address'],
      [4, 'ambiguous-address'],
      [5, 'guest'],
      [6, 'deactivated'],
      [7, 'no-serial-number'],
      [8, 'no-owner'],
      [9, 'same-serial-number'],
      [10, 'same-serial-number'],
      [12, 'same-serial-number'],
    ]);
    expect(await owners(house)).toEqual(['P1 nobody', 'P2 B']);
  });

  it('is refused: rights, no server, nothing in it, too long, nobody known', async () => {
    const house = await aHouse();
    expect((await preview(house, ['x'], 'VIEWER')).result).toBe('not-allowed');
    expect((await preview(house, [' ', ''])).result).toBe('empty');
    expect(
      (
        await preview(
          house,
          Array.from({ length: 10_002 }, () => 'x'),
        )
      ).result,
    ).toBe('too-many-lines');
    expect((await preview(new TestHouse(), ['x'])).result).toBe('no-device-server');
    expect((await preview(new TestHouse().withDevices(), ['F2LX0001ABCD,a@x.example'])).result).toBe(
      'directory-unread',
    );
  });

  it('is forgotten after a day, and when the same person looks at another one', async () => {
    const house = await aHouse();
    const first = await idOf(house, ['F2LX0001ABCD,a@northwind.example']);
    await idOf(house, ['F2LX0003NEWW,a@northwind.example']);
    expect(await confirmOwnerImport(house.core, house.asked('OPERATOR'), first, true)).toEqual({ result: 'over' });
    expect(await house.records.list('ownerImport')).toHaveLength(1);
    house.now += 25 * HOUR;
    await house.ring();
    expect(await house.records.list('ownerImport')).toEqual([]);
    expect(await house.records.list('ownerImportSlice')).toEqual([]);
  });
});

describe('a list that is imported', () => {
  it('sets owners of enrolled devices and keeps the others for their enrolment', async () => {
    const house = await aHouse();
    await putAssignment(house, { userId: 'B', state: 'licensed', wantedBy: [] });
    const lines = [
      'F2LX0001ABCD,a@northwind.example',
      'F2LX0003NEWW,<@UBERTIL1|b>',
      'f2lx0004neww,B@northwind.example',
    ];
    await house.records.commit({ put: [{ kind: 'member', id: 'UBERTIL1', value: aMember('UBERTIL1') }] });
    expect(await importing(house, lines)).toEqual({ result: 'going', total: 3 });
    expect(await owners(house)).toEqual(['P1 A', 'P2 B']);
    const kept = await house.records.list('deviceOwner');
    expect(kept.map(({ id, value }) => [id, value.userId, value.by])).toEqual([
      ['F2LX0003NEWW', 'UBERTIL1', 'OPERATOR'],
      ['F2LX0004NEWW', 'B', 'OPERATOR'],
    ]);
    expect((await house.records.list('installationCheck')).map(({ id }) => id)).toEqual([`${KEY}/A`]);
    expect((await house.noticesOf('owner-import')).at(-1)).toMatchObject({
      audience: { to: 'person', userId: 'OPERATOR' },
      facts: { total: 3, done: true, counts: { set: 1, kept: 2, same: 0, changed: 0, left: 0 } },
    });
    expect(await house.audit()).toEqual(
      expect.arrayContaining([
        'OPERATOR import-device-owners: begun',
        'OPERATOR import-device-owners: set',
        'OPERATOR import-device-owners: done',
      ]),
    );
    expect(await preview(house, lines)).toMatchObject({ result: 'shown', importId: null, total: 0, same: 3 });
  });

  it('changes hands only with the tick', async () => {
    const house = await aHouse();
    const lines = ['F2LX0002ABCE a@northwind.example'];
    const shown = await preview(house, lines);
    expect(shown).toMatchObject({ changing: [{ serialNumber: 'F2LX0002ABCE', userId: 'A', before: 'B' }] });
    expect(await importing(house, lines, false)).toEqual({ result: 'not-acknowledged' });
    expect(await owners(house)).toEqual(['P1 nobody', 'P2 B']);
    await importing(house, lines);
    expect(await owners(house)).toEqual(['P1 nobody', 'P2 A']);
  });

  it('leaves alone what changed since it was looked at, and people who left', async () => {
    const house = await aHouse();
    const importId = await idOf(house, [
      'F2LX0001ABCD,a@northwind.example',
      'F2LX0002ABCE,a@northwind.example',
      'F2LX0003NEWW,b@northwind.example',
    ]);
    await aDevice(house, 'P1', 'OPERATOR', { serialNumber: 'F2LX0001ABCD' });
    await changeMember(house, 'B', { deactivated: true });
    await confirmOwnerImport(house.core, house.asked('OPERATOR'), importId, true);
    house.background.work();
    await house.drain();
    expect(await owners(house)).toEqual(['P1 OPERATOR', 'P2 A']);
    expect((await house.noticesOf('owner-import')).at(-1)?.facts.counts).toEqual({
      set: 1,
      kept: 0,
      same: 0,
      changed: 1,
      left: 1,
    });
  });

  it('settles claims of its devices', async () => {
    const house = await aHouse();
    await claimDevice(house.core, house.asked('EMPLOYEE'), { enrolmentId: 'P1', serial: '' });
    await importing(house, ['F2LX0001ABCD,a@northwind.example']);
    expect((await house.noticesOf('device-claim-answer')).at(-1)?.facts).toMatchObject({
      userId: 'EMPLOYEE',
      end: { result: 'lost', to: 'A' },
    });
  });

  it('is confirmed once, by whoever looked at it', async () => {
    const house = await aHouse();
    const importId = await idOf(house, ['F2LX0001ABCD,a@northwind.example']);
    expect(await confirmOwnerImport(house.core, house.asked('U1'), importId, true)).toEqual({ result: 'over' });
    expect((await confirmOwnerImport(house.core, house.asked('VIEWER'), importId, true)).result).toBe('not-allowed');
    expect((await confirmOwnerImport(house.core, house.asked('OPERATOR'), importId, true)).result).toBe('going');
    expect(await confirmOwnerImport(house.core, house.asked('OPERATOR'), importId, true)).toEqual({ result: 'over' });
  });
});
