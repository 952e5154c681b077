import { describe, expect, test } from 'vitest';
import { progressNotices } from '../../../src/licensing/flows/deployment-progress.js';
import { deploymentTotals } from '../../../src/licensing/flows/deployment-totals.js';
import { exportInstalls } from '../../../src/licensing/flows/export-installs.js';
import { exportPeople } from '../../../src/licensing/flows/export-lists.js';
import { readHomeLists } from '../../../src/licensing/flows/home-lists.js';
import { installationCounts } from '../../../src/licensing/flows/installation-counts.js';
import { INSTALLS_PER_PAGE, listInstalls } from '../../../src/licensing/flows/list-installs.js';
import { retryInstalls } from '../../../src/licensing/flows/retry-installs.js';
import { showDeployment } from '../../../src/licensing/flows/show-deployment.js';
import { showInstall } from '../../../src/licensing/flows/show-install.js';
import { why } from '../../../src/licensing/flows/why.js';
import { installationStates } from '../../../src/licensing/rules/installation.js';
import { everybody } from '../../../src/licensing/rules/people-filter.js';
import { homeAdmin } from '../../../src/slack/blocks/home-admin.js';
import { TestHouse } from '../../support/core.js';
import { aDevice } from '../../support/core-devices.js';
import { putInstallation } from '../../support/core-installs.js';
import {
  aDeployment,
  putAsset,
  putDeployment,
  putLicence,
  putMembership,
  putPerson,
} from '../../support/core-lists.js';

const DAY = 86_400_000;

/** Two apps, a deployment of the first, and one installation in each state on phones of three people. */
async function stage() {
  const house = new TestHouse().withDevices();
  const keynote = await putAsset(house, '1', 'Keynote');
  const word = await putAsset(house, '2', 'Microsoft Word');
  for (const userId of ['UA', 'UB', 'UC']) {
    await putPerson(house, userId, `Person ${userId}`);
    await putLicence(house, keynote, userId, 'licensed');
  }
  await putDeployment(house, 'D-7', aDeployment(house, keynote), ['UA', 'UB']);
  const people = ['UA', 'UB', 'UC'];
  for (const [index, state] of installationStates.entries()) {
    const userId = people[index % 3] ?? 'UA';
    await aDevice(house, `P${index}`, userId, { serialNumber: `C02X${index}`, name: `Phone ${state}` });
    await putInstallation(house, {
      ...{ key: index % 2 === 0 ? keynote : word, userId, enrolmentId: `P${index}`, state },
      ...{ since: house.now - index * DAY, reason: state === 'failed' ? 'licence-not-found' : null },
    });
  }
  const list = async (typed: string, page = 0, actor = 'VIEWER') => {
    const found = await listInstalls(house.core, house.asked(actor), typed, page);
    if (found.result !== 'installs') throw new Error(found.result);
    return found;
  };
  const statesOf = async (typed: string) => (await list(typed)).rows.map(({ installation }) => installation.state);
  return { house, keynote, word, list, statesOf };
}

describe('/vpp installs', () => {
  test('shows what needs somebody first, page by page', async () => {
    const { list } = await stage();
    const first = await list('');
    expect(first).toMatchObject({ found: 15, all: 15, pages: 2, page: 0, may: { retry: false, export: false } });
    expect(first.rows.slice(0, 4).map(({ installation }) => installation.state)).toEqual([
      'unmanaged',
      'deleted',
      'failed',
      'rejected',
    ]);
    expect(first.totals).toEqual({ installed: 1, pending: 6, failed: 2, 'not-installed': 4, 'not-applicable': 2 });
    const second = await list('', 99);
    expect(second.page).toBe(1);
    expect(new Set([...first.rows, ...second.rows].map(({ id }) => id)).size).toBe(15);
    expect(first.rows[0]).toMatchObject({ personName: 'Person UA', device: { enrolmentId: 'P6' } });
  });

  test.each([
    ['installed', ['managed']],
    ['failed', ['failed', 'rejected']],
    ['not installed', ['unmanaged', 'deleted', 'gone', 'left-management']],
    ['locked', ['waiting']],
    ['device "phone prompting"', ['prompting']],
    ['device 02X4', ['installing']],
    ['word failed', ['rejected']],
    ['2 failed', ['rejected']],
    ['failed <@UC>', ['failed']],
    ['failed <@UA>', ['rejected']],
    ['trouble older 9d', ['rejected']],
    ['newer 1d', ['commanded', 'wanted'].reverse()],
    ['D-7 failed', []],
    ['D-7 pending', ['wanted', 'installing', 'removing']],
    ['failed device nothing-like-it', []],
  ])('finds by %s', async (typed, states) => {
    const { statesOf } = await stage();
    expect([...(await statesOf(typed))].sort()).toEqual([...states].sort());
  });

  test('says what it does not know, and changes nothing', async () => {
    const { house } = await stage();
    const ask = async (typed: string) => listInstalls(house.core, house.asked('VIEWER'), typed, 0);
    expect(await ask('nonsense app')).toEqual({ result: 'no-app', app: 'nonsense app' });
    expect(await ask('D-99')).toEqual({ result: 'no-deployment', deploymentId: 'D-99' });
    expect(await ask('older never')).toEqual({ result: 'not-understood', parts: ['older never'] });
    const without = new TestHouse();
    expect(await listInstalls(without.core, without.asked('VIEWER'), '', 0)).toEqual({ result: 'no-server' });
  });

  test('names people whose licence waits for a device', async () => {
    const { house, keynote, word, list } = await stage();
    await putPerson(house, 'UD', 'Dora');
    await putLicence(house, keynote, 'UD', 'reserved', { since: house.now - 2 * DAY });
    await putLicence(house, word, 'UA', 'reserved');
    const found = await list('no device');
    expect(found).toMatchObject({ found: 1, rows: [] });
    expect(found.withoutDevice).toEqual([
      {
        ...{ userId: 'UD', personName: 'Dora', key: keynote, appName: 'Keynote', since: house.now - 2 * DAY },
        reasons: [],
      },
    ]);
    expect((await list('no device older 3d')).found).toBe(0);
    expect((await list('no device word')).found).toBe(0);
  });

  test('is closed to whoever has no role, and every refusal is recorded', async () => {
    const { house, keynote } = await stage();
    const outcomes = [
      await listInstalls(house.core, house.asked('EMPLOYEE'), '', 0),
      await showInstall(house.core, house.asked('EMPLOYEE'), `${keynote}/UA/P0`),
      await exportInstalls(house.core, house.asked('VIEWER'), ''),
      await retryInstalls(house.core, house.asked('VIEWER'), ''),
    ];
    expect(outcomes.map(({ result }) => result)).toEqual(Array.from({ length: 4 }, () => 'not-allowed'));
    expect(await house.audit()).toEqual([
      'EMPLOYEE list-installs: refused: not-allowed',
      'EMPLOYEE show-install: refused: not-allowed',
      'VIEWER export-lists: refused: not-allowed',
      'VIEWER retry-install: refused: not-allowed',
    ]);
  });

  test('many are filtered first: names are looked up for one page alone', async () => {
    const { house, keynote } = await stage();
    const looked: string[] = [];
    for (let index = 0; index < 600; index += 1)
      await putInstallation(house, { key: keynote, userId: `UX${index}`, enrolmentId: `X${index}`, state: 'managed' });
    const { records } = house.core;
    const counting = {
      ...house.core,
      records: new Proxy(records, {
        get: (target, name) => {
          const value: unknown = Reflect.get(target, name);
          if (typeof value !== 'function') return value;
          return (...given: unknown[]) => {
            looked.push(String(name));
            return Reflect.apply(value, target, given);
          };
        },
      }),
    };
    const found = await listInstalls(counting, house.asked('VIEWER'), 'installed', 0);
    expect(found).toMatchObject({ result: 'installs', found: 601, pages: 61 });
    expect(looked.length).toBeLessThan(10 + 2 * INSTALLS_PER_PAGE);
  });
});

describe('one installation', () => {
  test('is shown with its device, its licence and what can be done', async () => {
    const { house, keynote } = await stage();
    const view = await showInstall(house.core, house.asked('OPERATOR'), `${keynote}/UC/P8`);
    expect(view).toMatchObject({
      ...{ result: 'install', appName: 'Keynote', personName: 'Person UC', may: { retry: true }, history: [] },
      ...{ device: { serialNumber: 'C02X8' }, assignment: { state: 'licensed' }, command: null },
    });
    const pending = await showInstall(house.core, house.asked('OPERATOR'), `${keynote}/UA/P0`);
    expect(pending).toMatchObject({ may: { retry: false } });
    expect(await showInstall(house.core, house.asked('VIEWER'), 'no/such/thing')).toEqual({ result: 'gone' });
  });

  test('tells whoever may see the audit what was done', async () => {
    const { house, keynote } = await stage();
    const line = {
      at: house.now,
      actor: 'OPERATOR',
      act: 'retry-install',
      outcome: 'retried',
      facts: {},
      reference: 'R',
    };
    await house.records.commit({
      audit: [
        { ...line, subject: `assignment:${keynote}/UC` },
        { ...line, subject: `assignment:${keynote}/UA` },
      ],
    });
    const view = await showInstall(house.core, house.asked('APPROVER'), `${keynote}/UC/P8`);
    expect(view).toMatchObject({ history: [{ subject: `assignment:${keynote}/UC` }] });
  });
});

describe('“Try again for all”', () => {
  test('tries what the filter finds at the click, one by one, and leaves copies of people’s own', async () => {
    const house = new TestHouse().withDevices();
    const key = await putAsset(house, '1', 'Keynote');
    const states = ['failed', 'rejected', 'deleted', 'unmanaged', 'managed', 'failed'] as const;
    const people = states.map((_, index) => `U${index}`);
    await putDeployment(house, 'D-1', aDeployment(house, key), people);
    for (const [index, state] of states.entries()) {
      const userId = `U${index}`;
      await putPerson(house, userId);
      await putLicence(house, key, userId, index === 5 ? 'released' : 'licensed');
      await aDevice(house, `P${index}`, userId);
      await putInstallation(house, { key, userId, enrolmentId: `P${index}`, state });
    }
    let devicesRead = 0;
    const counting: TestHouse['core']['records'] = {
      ...house.core.records,
      list: (kind, prefix) => {
        if (kind === 'device') devicesRead += 1;
        return house.core.records.list(kind, prefix);
      },
    };
    const core = { ...house.core, records: counting };
    expect(await retryInstalls(core, house.asked('OPERATOR'), 'keynote')).toEqual({
      ...{ result: 'retried-all', count: 3, left: 1, over: 0 },
    });
    // Once for the list, once for all that is tried again.
    expect(devicesRead).toBe(2);
    const after = await listInstalls(house.core, house.asked('OPERATOR'), '', 0);
    const rows = after.result === 'installs' ? after.rows : [];
    expect(rows.map(({ installation: { userId, state } }) => `${userId} ${state}`).sort()).toEqual([
      ...['U0 wanted', 'U1 wanted', 'U2 wanted', 'U3 unmanaged', 'U4 managed', 'U5 failed'],
    ]);
    expect((await house.audit()).filter((line) => line === 'OPERATOR retry-install: retried')).toHaveLength(3);
    expect(await retryInstalls(house.core, house.asked('OPERATOR'), 'older soon')).toMatchObject({
      result: 'not-understood',
    });
  });
});

describe('the file', () => {
  test('holds every installation that was chosen, and nothing that a program would run', async () => {
    const { house, keynote } = await stage();
    await putPerson(house, 'UEVIL', '=HYPERLINK("x")');
    await aDevice(house, 'PEVIL', 'UEVIL', { name: '+cmd' });
    await putInstallation(house, {
      ...{ key: keynote, userId: 'UEVIL', enrolmentId: 'PEVIL', state: 'failed', reason: 'other' },
      error: { code: 12_064, domain: 'MCMDMErrorDomain', text: '@SUM(A1), "quoted"' },
    });
    const file = await exportInstalls(house.core, house.asked('OPERATOR'), 'failed');
    if (file.result !== 'file') throw new Error(file.result);
    expect(file).toMatchObject({ rows: 3, cutOff: false });
    expect(file.name).toMatch(/^installs-\d{4}-\d\d-\d\d-\d{4}\.csv$/);
    const evil = file.text.split('\r\n').find((line) => line.startsWith('UEVIL')) ?? '';
    expect(evil).toContain(`"'=HYPERLINK(""x"")"`);
    expect(evil).toContain(`'+cmd`);
    expect(evil).toContain(`12064,MCMDMErrorDomain,"'@SUM(A1), ""quoted"""`);
    expect(await house.audit()).toEqual(['OPERATOR export-lists: sent']);
  });

  test('of a whole deployment says for each person how their devices stand', async () => {
    const { house } = await stage();
    const file = await exportPeople(house.core, house.asked('OPERATOR'), 'D-7');
    if (file.result !== 'file') throw new Error(file.result);
    const [head = '', first = ''] = file.text.split('\r\n');
    expect(head).toMatch(/,devices,installations$/);
    expect(first).toMatch(/,5,wanted not-applicable unmanaged$/);
    const plain = new TestHouse();
    await putDeployment(plain, 'D-7', aDeployment(plain, await putAsset(plain, '1', 'Keynote')), ['UA']);
    const without = await exportPeople(plain.core, plain.asked('OPERATOR'), 'D-7');
    expect(without).not.toMatchObject({ text: expect.stringContaining('installations') });
  });
});

describe('figures', () => {
  test('a deployment counts the installations of its own people, and only what is managed as installed', async () => {
    const { house, keynote } = await stage();
    expect(await installationCounts(house.core, 'D-7')).toEqual({
      ...{ installed: 0, pending: 3, failed: 0, notInstalled: 1, notApplicable: 1, withoutDevice: 0 },
    });
    await aDevice(house, 'PM', 'UB');
    await putInstallation(house, { key: keynote, userId: 'UB', enrolmentId: 'PM', state: 'managed' });
    expect(await installationCounts(house.core, { key: keynote, people: new Set(['UB']) })).toMatchObject({
      installed: 1,
    });
    const [notice] = await progressNotices(house.core, ['D-7'], 'R-1');
    expect(notice).toMatchObject({ facts: { installations: { installed: 1, pending: 3 } } });
    const view = await showDeployment(house.core, house.asked('VIEWER'), {
      deploymentId: 'D-7',
      page: 0,
      filter: everybody,
    });
    expect(view).toMatchObject({ installations: { installed: 1 } });
    const people = view.result === 'deployment' ? view.people : [];
    const ofB = people
      .find(({ userId }) => userId === 'UB')
      ?.installs?.flatMap(({ installation }) => installation?.state ?? []);
    expect(ofB).toEqual(expect.arrayContaining(['managed', 'installing']));
  });

  test('Home counts what needs somebody, app by app', async () => {
    const { house, keynote, word } = await stage();
    const standing = await house.people.standing('OPERATOR');
    expect((await readHomeLists(house.core, standing))?.installs).toEqual({
      count: 4,
      apps: expect.arrayContaining([
        { key: keynote, name: 'Keynote', count: 2 },
        { key: word, name: 'Microsoft Word', count: 2 },
      ]),
      appsCount: 2,
    });
  });

  test('Home counts the installs of each deployment in force that it shows', async () => {
    const { house } = await stage();
    const lists = await readHomeLists(house.core, await house.people.standing('OPERATOR'));
    const row = lists?.active.find(({ id }) => id === 'D-7');
    expect(row?.installations).toEqual(await installationCounts(house.core, 'D-7'));
    const home = JSON.stringify(lists === null ? null : homeAdmin(lists, house.now));
    expect(home).toContain('On devices: Pending: 3');
  });

  test('the totals know what is installed, what waits for a person, and what was removed and released', async () => {
    const { house, keynote } = await stage();
    await putLicence(house, keynote, 'UG', 'released');
    await putInstallation(house, { key: keynote, userId: 'UG', enrolmentId: 'PG', state: 'gone' });
    await putLicence(house, keynote, 'UH', 'released');
    expect(await deploymentTotals(house.core)).toMatchObject({ installed: 1, prompting: 1, removed: 1 });
  });

  test('without an MDM server nothing of it is said', async () => {
    const house = new TestHouse();
    const key = await putAsset(house, '1', 'Keynote');
    await putDeployment(house, 'D-7', aDeployment(house, key), ['UA']);
    expect(await installationCounts(house.core, 'D-7')).toBeNull();
    const [notice] = await progressNotices(house.core, ['D-7'], 'R-1');
    expect(notice?.facts).not.toHaveProperty('installations');
    expect(await deploymentTotals(house.core)).toMatchObject({ installed: 0, prompting: 0, removed: 0 });
    expect((await readHomeLists(house.core, await house.people.standing('OPERATOR')))?.installs).toBeNull();
    const place = { deploymentId: 'D-7', page: 0, filter: everybody };
    expect(await showDeployment(house.core, house.asked('VIEWER'), place)).toMatchObject({
      ...{ installations: null, people: [{ installs: null }] },
    });
  });
});

describe('/vpp why', () => {
  const chainOf = async (house: TestHouse, userId: string) => {
    const outcome = await why(house.core, house.asked('VIEWER'), userId, 'keynote');
    if (outcome.result !== 'why') throw new Error(outcome.result);
    return outcome.chain;
  };

  test('says how each device stands, and what is worst comes next', async () => {
    const house = new TestHouse().withDevices();
    const key = await putAsset(house, '1', 'Keynote');
    await putPerson(house, 'UA', 'Anna');
    await putDeployment(house, 'D-7', aDeployment(house, key), ['UA']);
    await putMembership(house, 'UA', 'associated');
    await putLicence(house, key, 'UA', 'licensed');
    expect((await chainOf(house, 'UA')).next).toEqual({ step: 'bring-device' });
    for (const id of ['P1', 'P2', 'P3']) await aDevice(house, id, 'UA');
    await putInstallation(house, { key, userId: 'UA', enrolmentId: 'P1', state: 'managed' });
    expect((await chainOf(house, 'UA')).next).toEqual({ step: 'nothing' });
    await putInstallation(house, { key, userId: 'UA', enrolmentId: 'P2', state: 'prompting' });
    await putInstallation(house, { key, userId: 'UA', enrolmentId: 'P3', state: 'rejected' });
    const chain = await chainOf(house, 'UA');
    expect(chain.links.filter(({ link }) => link === 'device')).toHaveLength(3);
    expect(chain.next).toMatchObject({
      step: 'device',
      installation: { state: 'rejected' },
      device: { enrolmentId: 'P3' },
    });
  });

  test('names a missing device before anything else that a reserved licence waits for', async () => {
    const house = new TestHouse().withDevices();
    const key = await putAsset(house, '1', 'Keynote');
    await putPerson(house, 'UA', 'Anna');
    await putDeployment(house, 'D-7', aDeployment(house, key), ['UA']);
    await putLicence(house, key, 'UA', 'reserved');
    await aDevice(house, 'P1', 'UA', { type: 'shared-ipad' });
    const chain = await chainOf(house, 'UA');
    expect(chain.next).toEqual({ step: 'bring-device' });
    expect(chain.links.map(({ link }) => link)).toEqual(expect.arrayContaining(['no-device', 'device']));
  });
});
