import { type AppFacts, appFacts, type Stand, standOf } from '../rules/app-offer.js';
import { type Assignment, assignmentId, assignmentTraits, isOver } from '../rules/assignment.js';
import { effectiveIntent } from '../rules/effective-intent.js';
import type { InstallationLine } from '../rules/installation-card.js';
import type { RemovalFacts } from '../rules/removal.js';
import { isForNothing } from '../rules/terms.js';
import type { UnusedFacts } from '../rules/unused-question.js';
import { assignmentsOfPerson } from './assignments.js';
import type { Core } from './core.js';
import { devicesOf } from './fleet.js';
import { installationLines } from './installation-lines.js';
import { invitationKey } from './membership-notices.js';
import { readMembership } from './memberships.js';
import { type Reach, reachesOfPerson, reachOf } from './reaching.js';
import { removalFacts } from './removal-record.js';
import { type StandingHold, standingHold } from './standing-hold.js';
import { unusedFacts } from './unused-record.js';

/** An app that one person has, gets or had. */
export interface MyLicence {
  app: AppFacts;
  stand: Stand;
  since: number;
  /** No required deployment wants them to have it, and no write is under way. */
  mayGiveBack: boolean;
  /** Of each of their devices; empty without a device server. */
  devices: readonly InstallationLine[];
}

/** What one person sees of the house: their own, and nothing of anybody else. */
export interface MyApps {
  /** Available to them and not taken, by name. */
  offers: readonly AppFacts[];
  /** What moves first, then by name. */
  licences: readonly MyLicence[];
  /** Questions that wait for their answer. */
  removals: readonly RemovalFacts[];
  /** Whether they still need an app that is on none of their devices: questions that wait for their answer. */
  unused: readonly UnusedFacts[];
  /** Devices of theirs that are in use; 0 without a device server. */
  devices: number;
  /** Of the open invitation to Apple's programme: what its buttons carry. */
  invitationKey: string | null;
  /** Why nothing is sent to Apple now. */
  hold: StandingHold | null;
  /** A device server installs what is given. */
  byItself: boolean;
}

/** Ended longer ago is not shown. */
const SHOWN_AFTER_END = 14 * 86_400_000;

/** No rights are asked: the caller shows it to the very person. */
export async function myApps(core: Core, userId: string): Promise<MyApps> {
  const reaches = await reachesOfPerson(core, userId);
  const mine = (await assignmentsOfPerson(core, userId)).map(({ value }) => value);
  const member = (await readMembership(core, userId))?.value ?? null;
  const membership = member?.state ?? 'none';
  const held = new Map(mine.map((one) => [one.key, one]));
  const assets = new Map((await core.records.list('asset')).map(({ id, value }) => [id, value]));
  const appOf = (key: string) => appFacts(key, assets.get(key) ?? { name: null, iconUrl: null });
  const offers = [...reaches].flatMap(([key, reach]) => {
    const before = held.get(key);
    const takeable = isOffered(reach) && assets.get(key)?.presence === 'listed';
    return takeable && (before === undefined || isOver(before)) ? [appOf(key)] : [];
  });
  const offered = new Set(offers.map(({ key }) => key));
  const licences = mine
    .filter((one) => isWorthShowing(one, core.clock()) && !(offered.has(one.key) && isOver(one)))
    .map(async (one) => ({
      app: appOf(one.key),
      stand: standOf(one, membership),
      since: one.since,
      mayGiveBack: mayGiveBack(one, reaches.get(one.key) ?? [], assets.get(one.key)?.revocable ?? false),
      devices: core.devices === null ? [] : await installationLines(core, one),
    }));
  return {
    offers: offers.sort(byName),
    licences: (await Promise.all(licences)).sort(
      (one, other) => Number(isResting(one)) - Number(isResting(other)) || byName(one.app, other.app),
    ),
    removals: await openQuestions(core, mine, appOf),
    unused: await openUnusedQuestions(core, mine),
    devices: core.devices === null ? 0 : (await devicesOf(core, userId)).length,
    invitationKey:
      member === null || member.state !== 'invited' || member.invitation === null || isForNothing(member.invitation)
        ? null
        : invitationKey(userId, member.invitation),
    hold: await standingHold(core),
    byItself: core.devices !== null,
  };
}

function isOffered(reaches: readonly Reach[]): boolean {
  return (
    effectiveIntent(reaches) === 'available' &&
    reaches.some(({ action, stopped }) => action === 'available' && !stopped)
  );
}

function isWorthShowing(one: Assignment, now: number): boolean {
  return !isOver(one) || now - one.since < SHOWN_AFTER_END;
}

function isResting({ stand }: MyLicence): boolean {
  return stand !== 'waiting-for-terms' && !assignmentTraits[stand].moving;
}

function mayGiveBack({ state, writeId }: Assignment, reaches: readonly Reach[], revocable: boolean): boolean {
  if (effectiveIntent(reaches) === 'required' || writeId !== null) return false;
  return state === 'licensed' ? revocable : state === 'reserved' || state === 'waiting-for-licences';
}

/** Whether the person may give this licence back now; looked up only where somebody may want to. */
export async function givesBackFreely(core: Core, assignment: Assignment): Promise<boolean> {
  const { key, userId } = assignment;
  const revocable = (await core.records.get('asset', key))?.value.revocable ?? false;
  return mayGiveBack(assignment, (await reachOf(core, key))(userId), revocable);
}

async function openQuestions(
  core: Core,
  mine: readonly Assignment[],
  appOf: (key: string) => AppFacts,
): Promise<readonly RemovalFacts[]> {
  const questions = await Promise.all(
    mine
      .filter(({ state }) => state === 'removing')
      .map(async ({ key, userId, generation }): Promise<RemovalFacts | null> => {
        const id = assignmentId(key, userId);
        const removal = (await core.records.get('removal', id))?.value;
        if (removal === undefined || removal.generation !== generation || removal.askedAt === null) return null;
        return {
          ...(await removalFacts(core, removal, removal.needed === null ? 'asked' : 'needed')),
          app: appOf(key),
        };
      }),
  );
  return questions.filter((one) => one !== null);
}

async function openUnusedQuestions(core: Core, mine: readonly Assignment[]): Promise<readonly UnusedFacts[]> {
  const open: UnusedFacts[] = [];
  for (const { key, userId, generation, state } of core.devices === null ? [] : mine) {
    const question = (await core.records.get('unusedQuestion', assignmentId(key, userId)))?.value;
    if (question === undefined || state !== 'licensed' || question.generation !== generation) continue;
    if (question.askedAt !== null && question.answer === null) open.push(await unusedFacts(core, question, 'asked'));
  }
  return open;
}

function byName(one: AppFacts, other: AppFacts): number {
  return (one.name ?? '').localeCompare(other.name ?? '', 'en') || one.key.localeCompare(other.key);
}
