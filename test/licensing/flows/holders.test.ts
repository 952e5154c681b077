import { describe, expect, it } from 'vitest';
import {
  exportHolders,
  HOLDERS_PER_PAGE,
  type HolderFilter,
  listHolders,
} from '../../../src/licensing/flows/holders.js';
import { uninstallForm, uninstallFrom } from '../../../src/licensing/flows/uninstall-from.js';
import { assignmentStates } from '../../../src/licensing/rules/assignment.js';
import type { TestHouse } from '../../support/core.js';
import { assigned } from '../../support/core-alerts.js';
import { boundHouse } from '../../support/core-ceremony.js';
import { DAY, NOON } from '../../support/core-samples.js';

const key = '1.STDQ';

const shop = (house: TestHouse) => {
  house.apple.buy('1', 10, { totalCount: 30, assignedCount: 20 });
  house.apple.names.set('1', 'Keynote');
};

/** Somebody in each state, named after it; the later in the list, the newer. */
async function crowd(): Promise<TestHouse> {
  const house = await boundHouse(shop);
  await assigned(
    house,
    ...assignmentStates.map((state, index) => ({ userId: `U-${state}`, state, since: NOON + index })),
  );
  await house.records.commit({
    put: [
      {
        kind: 'member',
        id: 'U-licensed',
        value: {
          userId: 'U-licensed',
          teamId: 'T1',
          name: '=Ada, "the first"',
          kind: 'member',
          deactivated: false,
          email: 'ada@northwind.example',
          timeZone: null,
          readAt: NOON,
        },
      },
    ],
  });
  return house;
}

async function list(house: TestHouse, filter: HolderFilter, page = 0, actor = 'OPERATOR') {
  const found = await listHolders(house.core, house.asked(actor), key, filter, page);
  if (found.result !== 'holders') throw new Error(found.result);
  return found;
}

describe('the holders of an app', () => {
  it.each([
    { filter: 'holding', people: ['releasing', 'removing', 'licensed'] },
    { filter: 'coming', people: ['licensing', 'waiting-for-licences', 'reserved'] },
    { filter: 'leaving', people: ['releasing', 'removing'] },
    { filter: 'ended', people: ['lost', 'given-back', 'rejected', 'failed', 'released'] },
  ] as const)('are $people for “$filter”, the newest first', async ({ filter, people }) => {
    const found = await list(await crowd(), filter);
    expect(found.holders.map(({ userId }) => userId)).toEqual(people.map((state) => `U-${state}`));
    expect(found).toMatchObject({
      name: 'Keynote',
      found: people.length,
      counts: { holding: 3, coming: 3, leaving: 2, ended: 5 },
    });
  });

  it('are counted where others gave the licence out, never named', async () => {
    expect(await list(await crowd(), 'holding')).toMatchObject({ foreign: 20 });
  });

  it('come in pages, each person on exactly one', async () => {
    const house = await boundHouse(shop);
    const many = Array.from({ length: 40 }, (_, index) => ({ userId: `U${100 + index}` }));
    await assigned(house, ...many);
    const pages = await Promise.all([0, 1, 2].map((page) => list(house, 'holding', page)));
    expect(pages.map(({ holders }) => holders.length)).toEqual([HOLDERS_PER_PAGE, HOLDERS_PER_PAGE, 10]);
    expect(new Set(pages.flatMap(({ holders }) => holders.map(({ userId }) => userId))).size).toBe(40);
    expect(await list(house, 'holding', 99)).toMatchObject({ page: 2, pages: 3 });
  });

  it('are for people with a role, and exports and removals for fewer', async () => {
    const house = await crowd();
    expect(await list(house, 'holding', 0, 'VIEWER')).toMatchObject({ mayExport: false, mayUninstall: false });
    expect(await list(house, 'holding', 0, 'APPROVER')).toMatchObject({ mayExport: true, mayUninstall: false });
    expect((await listHolders(house.core, house.asked('EMPLOYEE'), key, 'holding', 0)).result).toBe('not-allowed');
    expect((await listHolders(house.core, house.asked('VIEWER'), '9.STDQ', 'holding', 0)).result).toBe('unknown-app');
  });
});

describe('the file of the holders', () => {
  it('has a line for everybody, which no program runs as a formula', async () => {
    const house = await crowd();
    const file = await exportHolders(house.core, house.asked('OPERATOR'), key);
    if (file.result !== 'file') throw new Error(file.result);
    expect(file.name).toBe('holders-1.STDQ-2026-11-22.csv');
    const lines = file.text.trim().split('\r\n');
    expect(lines).toHaveLength(assignmentStates.length + 1);
    expect(lines[0]).toBe('person,slack id,e-mail,state,has a licence,reason,since,wanted by');
    expect(file.text).toContain('"\'=Ada, ""the first""",U-licensed,ada@northwind.example,licensed,yes');
    expect(file.text).toContain(',U-lost,,lost,no');
    expect(await house.audit()).toContain('OPERATOR export-lists: read');
  });

  it('is refused to a viewer, which is in the audit', async () => {
    const house = await crowd();
    expect((await exportHolders(house.core, house.asked('VIEWER'), key)).result).toBe('not-allowed');
    expect((await house.audit()).at(-1)).toBe('VIEWER export-lists: refused: no-role');
  });
});

describe('uninstalling from somebody', () => {
  const ask = (house: TestHouse, people: readonly string[], actor = 'OPERATOR') =>
    uninstallFrom(house.core, house.asked(actor), key, people, 'somebody else needs it');
  const stateOf = async (house: TestHouse, userId: string) =>
    (await house.records.get('assignment', `${key}/${userId}`))?.value.state ??
    (await house.records.get('holding', `${key}/${userId}`))?.value.state;

  it('asks who has a licence', async () => {
    const house = await crowd();
    expect(await ask(house, ['U-licensed'])).toEqual({ result: 'asked', people: ['U-licensed'], notAsked: [] });
    expect(await stateOf(house, 'U-licensed')).toBe('removing');
  });

  it('asks nobody when one of them has none, and names them', async () => {
    const house = await crowd();
    expect(await ask(house, ['U-licensed', 'U-reserved', 'U-nobody'])).toEqual({
      result: 'no-holders',
      names: ['U-reserved', 'U-nobody'],
    });
    expect(await stateOf(house, 'U-licensed')).toBe('licensed');
  });

  it('is refused to whoever may not, which is in the audit', async () => {
    const house = await crowd();
    expect((await ask(house, ['U-licensed', 'U-reserved'], 'VIEWER')).result).toBe('not-allowed');
    expect((await uninstallForm(house.core, house.asked('APPROVER'), key)).result).toBe('not-allowed');
    expect(await stateOf(house, 'U-licensed')).toBe('licensed');
    expect((await house.audit()).filter((line) => line.includes('refused'))).toHaveLength(2);
  });

  it('is no way around the approvals of a large uninstall, not even piece by piece', async () => {
    const house = await crowd();
    house.core.settings.approvals = { noneBelow: 0, twoFrom: null, twoForUninstallFrom: 2 };
    await assigned(house, { userId: 'U-other', state: 'licensed', since: NOON });
    expect(await ask(house, ['U-licensed', 'U-other'])).toEqual({ result: 'needs-approvals', from: 2 });
    expect((await house.audit()).at(-1)).toBe('OPERATOR ask-removal: refused: needs-approvals');
    expect((await ask(house, ['U-licensed'])).result).toBe('asked');
    expect(await ask(house, ['U-other'])).toEqual({ result: 'needs-approvals', from: 2 });
    house.now += DAY;
    expect((await ask(house, ['U-other'])).result).toBe('asked');
  });

  it('opens a form for an app that is known', async () => {
    const house = await crowd();
    expect(await uninstallForm(house.core, house.asked('OPERATOR'), key)).toEqual({
      result: 'form',
      key,
      name: 'Keynote',
    });
    expect((await uninstallForm(house.core, house.asked('OPERATOR'), '9.STDQ')).result).toBe('unknown-app');
  });
});
