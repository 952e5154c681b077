import { expect, test } from 'vitest';
import { exportAudit } from '../../../src/licensing/flows/export-audit.js';
import { AUDIT_PER_PAGE, listAudit } from '../../../src/licensing/flows/list-audit.js';
import type { AuditEntry } from '../../../src/licensing/ports/audit.js';
import { auditMessage } from '../../../src/slack/blocks/audit.js';
import { TestHouse } from '../../support/core.js';
import { aDeployment, putAsset, putDeployment } from '../../support/core-lists.js';

const DAY = 86_400_000;

async function withEntries(count: number): Promise<{ house: TestHouse; key: string }> {
  const house = new TestHouse();
  const key = await putAsset(house, '1', 'Keynote');
  await putDeployment(house, 'D-7', aDeployment(house, key), ['U9']);
  const entry = (index: number): AuditEntry => ({
    ...{ at: house.now - (count - index) * DAY, actor: index % 2 === 0 ? 'U1' : 'system', act: 'sync' },
    ...{ subject: 'location', outcome: 'done', reference: `R-${index}`, facts: {} },
  });
  await house.records.commit({ audit: Array.from({ length: count }, (_, index) => entry(index + 1)) });
  await house.records.commit({
    audit: [
      { ...entry(count), act: 'approve-deployment', subject: 'deployment:D-7', outcome: 'refused: same-person' },
      { ...entry(count), act: 'licence', subject: `assignment:${key}/U9`, facts: { note: '=1+1' } },
    ],
  });
  return { house, key };
}

async function read(house: TestHouse, typed: string, before: number | null = null, actor = 'APPROVER') {
  const page = await listAudit(house.core, house.asked(actor), typed, before);
  if (page.result !== 'audit') throw new Error(page.result);
  return page;
}

test('newest first, to the beginning, each entry once; only the first page judges the chain', async () => {
  const { house } = await withEntries(40);
  const numbers: number[] = [];
  let page = await read(house, '');
  expect(page.verdict).toMatchObject({ result: 'intact', entries: 42 });
  expect(page.entries).toHaveLength(AUDIT_PER_PAGE);
  for (;;) {
    numbers.push(...page.entries.map(({ number }) => number));
    if (page.before === null) break;
    page = await read(house, '', page.before);
    expect(page.verdict).toBeNull();
  }
  expect(numbers).toEqual(Array.from({ length: 42 }, (_, index) => 42 - index));
});

test('filters by app, person, deployment, act, days and words', async () => {
  const { house } = await withEntries(40);
  const acts = async (typed: string) => (await read(house, typed)).entries.map(({ act }) => act);
  expect(await acts('app:keynote')).toEqual(['licence', 'approve-deployment']);
  expect(await acts('person:<@U9|nina>')).toEqual(['licence']);
  expect(await acts('deployment:7')).toEqual(['approve-deployment']);
  expect(await acts('act:approve')).toEqual(['approve-deployment']);
  expect(await acts('refused')).toEqual(['approve-deployment']);
  expect(await acts('r-17 act:sync')).toEqual(['sync']);
  const day = new Date(house.now - 10 * DAY).toISOString().slice(0, 10);
  expect(await acts(`act:sync from:${day} to:${day}`)).toEqual(['sync']);
  expect(await read(house, 'nothing like it')).toMatchObject({ entries: [], before: null });
});

test('what is not understood is said, and so is an unknown app', async () => {
  const { house } = await withEntries(1);
  expect(await listAudit(house.core, house.asked('APPROVER'), 'who:anna', null)).toEqual({
    ...{ result: 'not-understood', parts: ['who:anna'] },
  });
  expect(await listAudit(house.core, house.asked('APPROVER'), 'app:Pages', null)).toEqual({
    result: 'no-app',
    app: 'Pages',
  });
});

test('only approvers and custodians see it', async () => {
  const { house } = await withEntries(1);
  for (const actor of ['VIEWER', 'OPERATOR', 'EMPLOYEE']) {
    expect(await listAudit(house.core, house.asked(actor), '', null)).toMatchObject({ result: 'not-allowed' });
    expect(await exportAudit(house.core, house.asked(actor), '')).toMatchObject({ result: 'not-allowed' });
  }
});

test('the file holds what fits, says whether the chain is whole, runs no formula, and is recorded', async () => {
  const { house } = await withEntries(3);
  const file = await exportAudit(house.core, house.asked('APPROVER'), 'app:Keynote');
  if (file.result !== 'file') throw new Error(file.result);
  expect(file).toMatchObject({ rows: 2, cutOff: false, verdict: { result: 'intact', entries: 5 } });
  expect(file.text.split('\r\n').map((line) => line.split(',')[0])).toEqual(['number', '5', '4', '']);
  expect(await read(house, 'act:export')).toMatchObject({ entries: [{ actor: 'APPROVER', subject: 'audit' }] });
});

test('a broken chain is said', async () => {
  const { house } = await withEntries(3);
  const verify = async () => ({ result: 'broken', line: 2, reason: 'the line is not whole' }) as const;
  house.core.audit = { ...house.core.audit, verify };
  const page = await read(house, '');
  const context = { timeZone: 'UTC', portalUrl: 'https://business.example', now: house.now, reference: 'R-1' };
  expect(JSON.stringify(auditMessage(page, context).blocks)).toContain('*The audit was altered or damaged* at entry 2');
});
