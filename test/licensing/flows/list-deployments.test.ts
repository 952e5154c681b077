import { expect, test } from 'vitest';
import { exportDeployments, exportPeople } from '../../../src/licensing/flows/export-lists.js';
import { readHomeLists } from '../../../src/licensing/flows/home-lists.js';
import { DEPLOYMENTS_PER_PAGE, deploymentsPage } from '../../../src/licensing/flows/list-deployments.js';
import { PEOPLE_PER_PAGE, showDeployment } from '../../../src/licensing/flows/show-deployment.js';
import type { Arithmetic } from '../../../src/licensing/rules/arithmetic.js';
import type { PendingApproval } from '../../../src/licensing/rules/deployment.js';
import { everybody, parsePlace, placeText } from '../../../src/licensing/rules/people-filter.js';
import { TestHouse } from '../../support/core.js';
import {
  aDeployment,
  aRevision,
  putAsset,
  putDeployment,
  putLicence,
  putMembership,
  putPerson,
} from '../../support/core-lists.js';

const arithmetic: Arithmetic = {
  ...{ people: 1, alreadyLicensed: 0, needed: 1, atMost: 1, free: 9, reservedByOthers: 0, awaitingApproval: 0 },
  ...{ balanceAfter: 8, comingBack: 0, toInvite: 0, leftOut: 0, spentForEver: false, contradictions: [], readAt: 0 },
};

function waiting(house: TestHouse): PendingApproval {
  return {
    ...{ revision: aRevision(house, { number: 2 }), arithmetic, needed: 1, approvedBy: [], requestedAt: house.now },
    ...{ expiresAt: house.now + 1, reminders: 0, nextReminderAt: null },
  };
}

async function withMany(count: number): Promise<TestHouse> {
  const house = new TestHouse();
  const keynote = await putAsset(house, '1', 'Keynote');
  const word = await putAsset(house, '2', 'Microsoft Word');
  for (let number = 1; number <= count; number += 1) {
    const change =
      number % 10 === 0
        ? ({ state: 'closed', endedAt: house.now, endedBy: 'OPERATOR' } as const)
        : number === 5
          ? ({ state: 'awaiting-approval', inForce: null, pending: waiting(house), decided: null } as const)
          : {};
    await putDeployment(house, `D-${number}`, aDeployment(house, number % 2 === 0 ? word : keynote, change), ['U9']);
  }
  return house;
}

const list = async (house: TestHouse, typed: string, page = 0, actor = 'VIEWER') => {
  const found = await deploymentsPage(house.core, house.asked(actor), typed, page);
  if (found.result !== 'deployments') throw new Error(found.result);
  return found;
};

const idsOf = ({ rows }: Awaited<ReturnType<typeof list>>) => rows.map(({ id }) => id);

test('a thousand deployments, page by page: what waits first, then the newest', async () => {
  const house = await withMany(1_000);
  const first = await list(house, '');
  expect(idsOf(first).slice(0, 3)).toEqual(['D-5', 'D-1000', 'D-999']);
  expect(first).toMatchObject({ page: 0, pages: 125, found: 1_000, all: 1_000 });
  const last = await list(house, '', 99_999);
  expect(last.page).toBe(124);
  expect(idsOf(last).at(-1)).toBe('D-1');
  const ids: string[] = [];
  for (let page = 0; page < first.pages; page += 1) ids.push(...idsOf(await list(house, '', page)));
  expect(new Set(ids).size).toBe(1_000);
  expect(first.rows).toHaveLength(DEPLOYMENTS_PER_PAGE);
});

test('the words in front choose states and people, the rest the app', async () => {
  const house = await withMany(30);
  expect((await list(house, 'awaiting')).found).toBe(1);
  expect((await list(house, 'ended')).found).toBe(3);
  expect((await list(house, 'ACTIVE word')).rows.every(({ appName }) => appName === 'Microsoft Word')).toBe(true);
  expect((await list(house, 'mine', 0, 'OPERATOR')).found).toBe(30);
  expect((await list(house, 'mine', 0, 'VIEWER')).found).toBe(0);
  expect(await list(house, 'no such app')).toMatchObject({ found: 0, pages: 1, page: 0, all: 30 });
  expect(await list(house, '', -3)).toMatchObject({ page: 0 });
});

test('whoever may not see them sees nothing of them', async () => {
  const house = await withMany(2);
  const outcomes = [
    await deploymentsPage(house.core, house.asked('EMPLOYEE'), '', 0),
    await showDeployment(house.core, house.asked('EMPLOYEE'), { deploymentId: 'D-1', page: 0, filter: everybody }),
    await exportDeployments(house.core, house.asked('VIEWER'), ''),
    await exportPeople(house.core, house.asked('VIEWER'), 'D-1'),
  ];
  expect(outcomes.map(({ result }) => result)).toEqual(Array.from({ length: 4 }, () => 'not-allowed'));
  expect(await house.audit()).toEqual([
    'EMPLOYEE list-deployments: refused: not-allowed',
    'EMPLOYEE show-deployment: refused: not-allowed',
    'VIEWER export-lists: refused: not-allowed',
    'VIEWER export-lists: refused: not-allowed',
  ]);
});

async function withPeople(): Promise<{ house: TestHouse; key: string }> {
  const house = new TestHouse();
  const key = await putAsset(house, '1', 'Keynote');
  const people = Array.from({ length: 45 }, (_, index) => `U${index + 100}`);
  await putDeployment(house, 'D-7', aDeployment(house, key), people, [
    { who: '=HYPERLINK("x")', reason: 'unknown-address', line: 3 },
  ]);
  for (const userId of people) await putPerson(house, userId, userId === 'U100' ? '@SUM(A1)' : `Person ${userId}`);
  for (const userId of people.slice(0, 30)) await putLicence(house, key, userId, 'licensed', { eventId: 'event-1' });
  for (const userId of people.slice(0, 10)) await putMembership(house, userId, 'associated');
  return { house, key };
}

test.each(['D-7', 'd-7', '7', ' d-007 '])(
  'one deployment is found by its id however it is typed: %s',
  async (typed) => {
    const { house } = await withPeople();
    const view = await showDeployment(house.core, house.asked('VIEWER'), {
      deploymentId: typed,
      page: 0,
      filter: everybody,
    });
    expect(view).toMatchObject({ result: 'deployment', id: 'D-7', appName: 'Keynote', found: 45, pages: 3 });
  },
);

test('an unknown id is answered with the newest one', async () => {
  const { house } = await withPeople();
  const place = { deploymentId: 'D-99', page: 0, filter: everybody };
  expect(await showDeployment(house.core, house.asked('VIEWER'), place)).toEqual({
    result: 'none',
    typed: 'D-99',
    newest: 'D-7',
  });
});

test('people are filtered by licence and terms, and paged', async () => {
  const { house } = await withPeople();
  const show = async (page: number, filter = everybody) => {
    const view = await showDeployment(house.core, house.asked('OPERATOR'), { deploymentId: 'D-7', page, filter });
    if (view.result !== 'deployment') throw new Error(view.result);
    return view;
  };
  expect((await show(0)).people).toHaveLength(PEOPLE_PER_PAGE);
  expect((await show(9)).people.map(({ userId }) => userId)).toEqual(['U140', 'U141', 'U142', 'U143', 'U144']);
  expect((await show(0, { state: 'licensed', terms: null })).found).toBe(30);
  expect((await show(0, { state: 'licensed', terms: 'accepted' })).found).toBe(10);
  expect((await show(0, { state: 'none', terms: 'accepted' })).found).toBe(0);
  expect((await show(0)).may).toEqual({ approve: false, change: true, withdraw: true, export: true });
});

test('the place of a page survives its way through a button', () => {
  const place = { deploymentId: 'D-7', page: 3, filter: { state: 'waiting-for-licences', terms: 'invited' } } as const;
  expect(parsePlace(placeText(place))).toEqual(place);
  expect(parsePlace(placeText({ ...place, filter: everybody }))).toEqual({ ...place, filter: everybody });
  expect(parsePlace('rubbish x 99 -1')).toEqual({ deploymentId: 'rubbish', page: 0, filter: everybody });
});

test('the people as a file: everybody with all columns, whoever is left out, no formulas, and it is recorded', async () => {
  const { house } = await withPeople();
  const file = await exportPeople(house.core, house.asked('OPERATOR'), 'D-7');
  if (file.result !== 'file') throw new Error(file.result);
  const lines = file.text.trimEnd().split('\r\n');
  expect(lines).toHaveLength(47);
  const widths = lines.map((line) => line.replace(/"(?:[^"]|"")*"/g, 'x').split(',').length);
  expect(new Set(widths).size).toBe(1);
  expect(file.text).toContain("'@SUM(A1)");
  expect(file.text).toContain(`"'=HYPERLINK(""x"")"`);
  expect(lines[1]).toContain('event-1');
  expect(file.text).not.toMatch(/(?:^|,)"?[=@+]/m);
  expect(await house.audit()).toEqual(['OPERATOR export-lists: sent']);
});

test('the list as a file holds what was chosen, with as many cells as columns', async () => {
  const house = await withMany(60);
  const file = await exportDeployments(house.core, house.asked('OPERATOR'), 'ended');
  if (file.result !== 'file') throw new Error(file.result);
  const lines = file.text.trimEnd().split('\r\n');
  expect(lines).toHaveLength(7);
  expect(new Set(lines.map((line) => line.split(',').length)).size).toBe(1);
  expect(file.name).toMatch(/^deployments-\d{4}-\d\d-\d\d-\d{4}\.csv$/);
});

test('Home shows an approver what waits for them, and nobody what they wrote themselves', async () => {
  const house = await withMany(20);
  const standing = (userId: string) => house.people.standing(userId);
  expect(await readHomeLists(house.core, await standing('APPROVER'))).toMatchObject({
    ...{ decideCount: 1, activeCount: 17, awaitingCount: 1 },
    decide: [expect.objectContaining({ id: 'D-5' })],
  });
  house.people.set('OPERATOR', ['operator', 'approver']);
  expect(await readHomeLists(house.core, await standing('OPERATOR'))).toMatchObject({ decideCount: 0 });
  expect(await readHomeLists(house.core, await standing('EMPLOYEE'))).toBeNull();
});
