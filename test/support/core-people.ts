import type { Settings } from '../../src/licensing/flows/core.js';
import { membershipWork } from '../../src/licensing/flows/membership-work.js';
import { readMembership } from '../../src/licensing/flows/memberships.js';
import { firstSync } from '../../src/licensing/flows/ring.js';
import type { Membership } from '../../src/licensing/rules/membership.js';
import type { TermsInvitation } from '../../src/licensing/rules/terms-notice.js';
import { TestHouse } from './core.js';
import { bind } from './core-ceremony.js';
import { aDeployment, aMember, anAssignment } from './core-licences.js';
import { HOUR } from './core-samples.js';

export const APP = '1.STDQ';
/** Monday 23 November 2026, 09:00 UTC: a working day in Stockholm. */
export const MONDAY = Date.parse('2026-11-23T09:00:00Z');

/** A bound house on a Monday, with twenty licences of one app and the deployment `D-1` that wants it for everybody. */
export async function houseOfPeople(settings: Partial<Settings> = {}): Promise<TestHouse> {
  const house = new TestHouse(settings);
  house.now = MONDAY;
  house.apple.buy('1', 20);
  house.apple.buy('2', 20);
  house.apple.names.set('1', 'Keynote');
  house.apple.names.set('2', 'Pages');
  await bind(house);
  await firstSync(house.core, house.background, 'R-first');
  await house.drain();
  await aDeployment(house, 'D-1', APP);
  return house;
}

/** People of the directory for each of whom a licence is reserved. */
export async function reservedFor(house: TestHouse, userIds: readonly string[], key = APP): Promise<void> {
  for (const userId of userIds) {
    if ((await house.records.get('member', userId)) === null) await aMember(house, userId);
    await anAssignment(house, key, userId);
    house.people.set(userId, []);
  }
}

export async function membershipOf(house: TestHouse, userId: string): Promise<Membership> {
  const stored = await readMembership(house.core, userId);
  if (stored === null) throw new Error(`nobody called ${userId}`);
  return stored.value;
}

/** One person who was invited. */
export async function invitedPerson(house: TestHouse, userId = 'ANNA'): Promise<Membership> {
  await reservedFor(house, [userId]);
  await house.ring();
  return membershipOf(house, userId);
}

/** The person accepts at Apple. */
export async function acceptedBy(house: TestHouse, userId: string, idHash?: string): Promise<void> {
  const { clientUserId } = await membershipOf(house, userId);
  house.apple.accept(clientUserId, idHash);
}

/** Looks after people every hour until an instant; then everything else is done too. */
export async function ringUntil(house: TestHouse, instant: number): Promise<void> {
  while (house.now < instant) {
    house.now = Math.min(instant, house.now + HOUR);
    if (await membershipWork.due(house.core)) await membershipWork.run(house.core, 'R-hour');
  }
  house.background.work();
  await house.drain();
}

/** All messages to one person about the terms, the last state of each. */
export async function invitationsOf(house: TestHouse, userId: string): Promise<TermsInvitation[]> {
  const byKey = new Map<string, TermsInvitation>();
  for (const { facts, audience } of await house.noticesOf('terms-invitation', 'person')) {
    if (audience.to === 'person' && audience.userId === userId) byKey.set(facts.key, facts);
  }
  return [...byKey.values()];
}
