import { describe, expect, it } from 'vitest';
import { exportUsers, listUsers, usersFilter } from '../../../src/licensing/flows/list-users.js';
import { readUser } from '../../../src/licensing/flows/read-user.js';
import type { TestHouse } from '../../support/core.js';
import { acceptedBy, houseOfPeople, reservedFor } from '../../support/core-people.js';
import { MINUTE } from '../../support/core-samples.js';

/** ANNA accepted, BO is invited, `=CEO()` waits for Apple. */
async function threePeople(): Promise<TestHouse> {
  const house = await houseOfPeople();
  await reservedFor(house, ['ANNA', 'BO']);
  await house.ring();
  await acceptedBy(house, 'ANNA');
  house.now += 3 * MINUTE;
  await house.ring();
  house.apple.writes.pendingLooks = 99;
  await reservedFor(house, ['CARL']);
  const stored = await house.records.get('member', 'CARL');
  if (stored === null) throw new Error('nobody called CARL');
  await house.records.commit({ put: [{ kind: 'member', id: 'CARL', value: { ...stored.value, name: '=CEO()' } }] });
  await house.ring();
  return house;
}

describe('the list of people', () => {
  it('names everybody with apps, their VPP terms status and licences', async () => {
    const house = await threePeople();
    const list = await listUsers(house.core, house.asked('VIEWER'), 'all', 0);
    if (list.result !== 'users') throw new Error(list.result);
    expect(list.users.map(({ userId, status, licences, waiting }) => [userId, status, licences, waiting])).toEqual([
      ['CARL', 'asked-apple', 0, 1],
      ['ANNA', 'accepted', 1, 0],
      ['BO', 'invited', 0, 1],
    ]);
    expect(list.users[2]?.invitation).toMatchObject({ reminders: 0 });
    expect(list.counts).toMatchObject({ accepted: 1, invited: 1, 'asked-apple': 1, problem: 0 });
    expect(list.mayExport).toBe(false);
  });

  it('is filtered by the words of a status', async () => {
    const house = await threePeople();
    const list = await listUsers(house.core, house.asked('OPERATOR'), 'invited', 7);
    expect(list).toMatchObject({ found: 1, all: 3, page: 0, users: [{ userId: 'BO' }], mayExport: true });
    expect(usersFilter(' Asked  Apple ')).toBe('asked-apple');
    expect(usersFilter('')).toBe('all');
    expect(usersFilter('waiting')).toBeNull();
  });

  it('is refused to people without a role, which is on record', async () => {
    const house = await threePeople();
    expect(await listUsers(house.core, house.asked('EMPLOYEE'), 'all', 0)).toMatchObject({ result: 'not-allowed' });
    expect(await house.audit()).toContain('EMPLOYEE list-users: refused: not-allowed');
  });

  it('goes out as a table in which no name is a formula', async () => {
    const house = await threePeople();
    const file = await exportUsers(house.core, house.asked('OPERATOR'), 'all');
    if (file.result !== 'exported') throw new Error(file.result);
    expect(file.name).toBe('vpp-users-all-2026-11-23.csv');
    const lines = file.text.split('\r\n');
    expect(lines[0]).toContain('VPP terms status');
    expect(lines[1]).toMatch(/^CARL,'=CEO\(\),asked-apple,/);
    expect(lines).toHaveLength(5);
    expect(await house.audit()).toContain('OPERATOR export-users: exported');
    expect(await exportUsers(house.core, house.asked('VIEWER'), 'all')).toMatchObject({ result: 'not-allowed' });
  });
});

describe('one person', () => {
  it('is shown with apps, and with the buttons of whoever asks', async () => {
    const house = await threePeople();
    const asked = await readUser(house.core, house.asked('OPERATOR'), 'BO');
    expect(asked).toMatchObject({
      result: 'user',
      status: 'invited',
      active: true,
      apps: [{ name: 'Keynote', state: 'reserved', wantedBy: ['D-1'] }],
      mayResend: true,
      mayRetire: true,
    });
    const seen = await readUser(house.core, house.asked('VIEWER'), 'BO');
    expect(seen).toMatchObject({ mayResend: false, mayRetire: false });
    expect(await readUser(house.core, house.asked('VIEWER'), 'U999')).toEqual({ result: 'nobody' });
    expect(await readUser(house.core, house.asked('BO'), 'BO')).toMatchObject({ result: 'not-allowed' });
  });
});
