import { expect } from 'vitest';
import { confirmRemoved } from '../../src/licensing/flows/answer-removal.js';
import { requestDeployment } from '../../src/licensing/flows/request-deployment.js';
import type { DeploymentAction } from '../../src/licensing/rules/deployment.js';
import type { TestHouse } from '../support/core.js';
import { assignmentOf, deploymentOf, KEY, ledgerOf, states } from '../support/core-deployments.js';
import { holdersAtApple } from '../support/core-licences.js';
import { acceptedBy, invitationsOf, MONDAY, membershipOf } from '../support/core-people.js';
import { aDraft, furnish, people, press } from '../support/core-requests.js';
import { MINUTE } from '../support/core-samples.js';

const ID = 'D-1';
const PEOPLE = people.slice(0, 2);
const LICENCES = 3;

/** The form, filled in and counted. */
async function form(house: TestHouse, action: DeploymentAction): Promise<void> {
  const deploymentId = action === 'required' ? null : ID;
  await aDraft(house, { people: PEOPLE, entries: { action, reason: action, deploymentId } });
}

/** What each person would do as it stands now. `true`: there is nothing left to do. */
async function peopleAct(house: TestHouse): Promise<boolean> {
  const [draft] = await house.records.list('draft');
  if (draft !== undefined) await requestDeployment(house.core, house.asked('OPERATOR'), draft.id);
  const { pending, inForce } = await deploymentOf(house, ID);
  if (pending !== null) await press(house, ID);
  if (inForce === null) return false;
  for (const userId of PEOPLE) {
    if ((await house.records.get('membership', userId))?.value.state === 'invited') await acceptedBy(house, userId);
    const one = await assignmentOf(house, userId);
    if (one?.state === 'removing' && one.askedAt !== null)
      await confirmRemoved(house.core, house.asked(userId), `${KEY}/${userId}#${one.generation}`);
  }
  const found = await Promise.all(PEOPLE.map(async (userId) => (await assignmentOf(house, userId))?.state));
  const isAskedAgain = pending !== null || inForce.action === 'uninstall';
  if (!isAskedAgain && found.every((state) => state === 'licensed')) await form(house, 'uninstall');
  return found.every((state) => state === 'released') && (await isQuiet(house));
}

/** Nothing is open, and the last reading shows every licence. */
async function isQuiet(house: TestHouse): Promise<boolean> {
  const open = [await house.records.list('write'), await house.records.list('removal')];
  return open.flat().length === 0 && (await ledgerOf(house)).figures.free === LICENCES;
}

/** Minute by minute from wherever it stands, to the end. */
async function work(house: TestHouse): Promise<void> {
  for (let minute = 0; minute < 90; minute += 1) {
    if (await peopleAct(house)) return;
    house.background.work();
    await house.drain();
    house.now += MINUTE;
  }
  throw new Error(`it never came to an end: ${await states(house)}`);
}

/** Each once, whatever was cut; who accepts later is licensed in a write of their own. */
const audited = [
  'OPERATOR request-deployment: asked',
  'APPROVER approve-deployment: approved',
  'OPERATOR request-deployment: asked',
  'APPROVER approve-deployment: approved',
];

/** Its steps, as a recording of it shows them: each where it comes first; the ones of `licences` come again for the way back. */
const story = [
  'deployment.requested',
  'deployment.approved',
  'deployment.before-slice',
  'deployment.slice-written',
  'licences.compared',
  'membership.before-send',
  'membership.sent',
  'leavers.looked',
  'membership.settled',
  'membership.invited',
  'membership.changed',
  'licences.before-send',
  'licences.sent',
  'licences.accepted',
  'licences.looked',
  'licences.settled',
  'licences.read-again',
  'removal.told',
  'removal.answered',
] as const;

/** An app is required of two people who have no user at Apple yet; in the end it is uninstalled again. */
export const wholeDeployment = {
  steps: [],
  story,
  async prepare(house: TestHouse) {
    house.now = MONDAY;
    await furnish(house, LICENCES);
    // Each event is still going on when it is looked at first.
    house.apple.writes.pendingLooks = 1;
    for (const userId of PEOPLE) house.people.set(userId, []);
    await form(house, 'required');
  },
  work,
  async isWhole(house: TestHouse) {
    await work(house);
    expect(await holdersAtApple(house, KEY)).toEqual([]);
    expect(await states(house)).toEqual(PEOPLE.map((userId) => `${userId} released`));
    expect(await ledgerOf(house)).toMatchObject({ ledger: { holds: {} }, figures: { reserved: 0, inFlight: 0 } });
    expect(await deploymentOf(house, ID)).toMatchObject({ state: 'active', pending: null, applying: null });
    for (const userId of PEOPLE) {
      expect(house.apple.rowsOfUser((await membershipOf(house, userId)).clientUserId)).toHaveLength(1);
      expect((await invitationsOf(house, userId)).map(({ end }) => end)).toEqual(['accepted']);
    }
    const lines = (await house.audit()).filter((line) => audited.includes(line));
    expect(lines).toEqual(audited);
    const ids = await Promise.all(PEOPLE.map(async (userId) => (await membershipOf(house, userId)).clientUserId));
    const sent = house.apple.writes.named.flatMap(({ call, ids: named }) => named.map((id) => `${call} ${id}`));
    const meant = ['createUsers', 'associate', 'disassociate'].flatMap((call) => ids.map((id) => `${call} ${id}`));
    expect(sent.sort()).toEqual(meant.sort());
  },
};
