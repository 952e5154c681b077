import { expect, test } from 'vitest';
import { countDeployment } from '../../../src/licensing/flows/count-deployment.js';
import { why } from '../../../src/licensing/flows/why.js';
import { type AssignmentState, assignmentTraits } from '../../../src/licensing/rules/assignment.js';
import type { MembershipState } from '../../../src/licensing/rules/membership.js';
import { linkWords } from '../../../src/slack/blocks/why-words.js';
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

async function stage(): Promise<{ house: TestHouse; key: string }> {
  const house = new TestHouse();
  const key = await putAsset(house, '1', 'Keynote');
  await putAsset(house, '2', 'Keynote Remote');
  await putDeployment(house, 'D-1', aDeployment(house, key), ['U9', 'EMPLOYEE']);
  await putPerson(house, 'U9');
  await putPerson(house, 'EMPLOYEE');
  return { house, key };
}

const ask = async (house: TestHouse, actor: string, userId: string, app: string) =>
  why(house.core, house.asked(actor), userId, app);

async function chain(house: TestHouse, actor = 'APPROVER', userId = 'U9') {
  const outcome = await ask(house, actor, userId, 'keynote');
  if (outcome.result !== 'why') throw new Error(outcome.result);
  return outcome;
}

const states: readonly AssignmentState[] = [
  ...(['reserved', 'waiting-for-licences', 'licensing', 'licensed', 'removing', 'releasing', 'released'] as const),
  ...(['failed', 'rejected', 'given-back', 'lost'] as const),
];
const memberships: readonly MembershipState[] = [
  ...(['none', 'registering', 'registered', 'invited', 'associated', 'retired', 'left'] as const),
];

test.each(states.flatMap((state) => memberships.map((membership) => ({ state, membership }))))(
  'every state is explained: $state, $membership',
  async ({ state, membership }) => {
    const { house, key } = await stage();
    await putLicence(house, key, 'U9', state);
    await putMembership(house, 'U9', membership);
    const { chain: told, facts } = await chain(house);
    expect(Object.keys(assignmentTraits)).toContain(state);
    expect(told.links.map(({ link }) => link)).toEqual(expect.arrayContaining(['deployment', 'licence', 'terms']));
    expect(
      told.links
        .map((link) => linkWords(link, 'administrator'))
        .every((words) => /\.$/.test(words) && !/undefined|null/.test(words)),
    ).toBe(true);
    expect(facts.assignment?.state).toBe(state);
  },
);

test('who approved it and why stands in the chain, and where the person waits', async () => {
  const { house, key } = await stage();
  await putLicence(house, key, 'EMPLOYEE', 'waiting-for-licences', { since: house.now - 5 });
  await putLicence(house, key, 'U9', 'waiting-for-licences');
  const { chain: told } = await chain(house);
  expect(told.links).toContainEqual(
    expect.objectContaining({
      link: 'deployment',
      deployment: expect.objectContaining({
        ...{ id: 'D-1', reason: 'Sales needs it' },
        inForce: expect.objectContaining({ approval: { kind: 'approved', by: ['APPROVER'], at: house.now } }),
      }),
    }),
  );
  expect(told.links).toContainEqual(expect.objectContaining({ link: 'queue', place: { position: 2, length: 2 } }));
});

test('the audit of that licence alone is told, and only to whoever may see the audit', async () => {
  const { house, key } = await stage();
  const entry = (subject: string, act: string) => ({
    ...{ at: house.now, actor: 'system', act, subject, outcome: 'done', reference: 'R-1', facts: {} },
  });
  await house.records.commit({
    audit: [
      entry(`assignment:${key}/U9`, 'reserve'),
      entry(`assignment:${key}/U8`, 'reserve'),
      entry('location', 'sync'),
    ],
  });
  expect((await chain(house)).history.map(({ subject }) => subject)).toEqual([`assignment:${key}/U9`]);
  expect((await chain(house, 'VIEWER')).history).toEqual([]);
});

test('everybody may ask about themselves, and about others only with a role', async () => {
  const { house } = await stage();
  expect((await chain(house, 'EMPLOYEE', 'EMPLOYEE')).own).toBe(true);
  expect(await ask(house, 'EMPLOYEE', 'U9', 'keynote')).toMatchObject({ result: 'not-allowed', reason: 'no-role' });
  house.people.set('EMPLOYEE', 'guest');
  expect(await ask(house, 'EMPLOYEE', 'EMPLOYEE', 'keynote')).toMatchObject({ result: 'not-allowed', reason: 'guest' });
});

test('nobody learns of apps that do not concern them', async () => {
  const { house } = await stage();
  expect(await ask(house, 'EMPLOYEE', 'EMPLOYEE', 'remote')).toEqual({ result: 'no-app', search: 'remote', own: true });
  expect(await ask(house, 'EMPLOYEE', 'EMPLOYEE', 'note')).toMatchObject({ result: 'why' });
  expect(await ask(house, 'VIEWER', 'U9', 'note')).toMatchObject({ result: 'several' });
  expect(await ask(house, 'VIEWER', 'U9', ' ')).toMatchObject({ result: 'no-app' });
});

test('nobody without a role learns what somebody asks for about them before it is approved', async () => {
  const { house, key } = await stage();
  const arithmetic = await countDeployment(house.core, {
    ...{ key, action: 'uninstall', people: ['EMPLOYEE'], leftOut: 0, deploymentId: 'D-1' },
  });
  if (arithmetic === null) throw new Error('not countable');
  const revision = aRevision(house, { number: 2, action: 'uninstall', reason: 'They leave in March' });
  const pending = {
    ...{ revision, arithmetic, needed: 1 as const, approvedBy: [], requestedAt: house.now },
    ...{ expiresAt: house.now + 1, reminders: 0, nextReminderAt: null },
  };
  await putDeployment(house, 'D-1', aDeployment(house, key, { pending }), ['U9', 'EMPLOYEE']);
  const roster = { people: ['EMPLOYEE'], leftOut: [], leftOutCount: 0 };
  await house.records.commit({ put: [{ kind: 'roster', id: 'D-1.2', value: roster }] });
  const told = async (actor: string) =>
    (await chain(house, actor, 'EMPLOYEE')).chain.links.map((link) => linkWords(link, 'administrator')).join(' ');
  expect(await told('APPROVER')).toMatch(/Sales needs it.*Uninstall waits for 1 more approval/);
  house.people.set('EMPLOYEE', []);
  expect(await told('EMPLOYEE')).toContain('Sales needs it');
  expect(await told('EMPLOYEE')).not.toMatch(/Uninstall|more approval|They leave/);
});

test('somebody whom nobody knows is said to be so', async () => {
  const { house } = await stage();
  const outcome = await chain(house, 'VIEWER', 'U404');
  expect(outcome.chain.links[0]).toMatchObject({ link: 'person', known: false });
});
