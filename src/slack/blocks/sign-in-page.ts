import type { Button, KnownBlock } from '@slack/types';
import type { SignInPerson } from '../../licensing/rules/binding.js';
import type { House } from '../../licensing/rules/house.js';
import { handoverUntil, isOpen } from '../../licensing/rules/sign-in.js';
import { actionIds } from '../ids.js';
import { button, section } from './elements.js';
import { dateToken, mention } from './format.js';

/** Whose sign-in somebody may hand over: anybody's as a custodian, their own when they are named, else nobody's. */
export type HandOverRight = { of: 'all' } | { of: 'own'; userId: string } | null;

/** From the house and whether this person is a custodian. */
export function handOverRight(house: House, userId: string, custodian: boolean): HandOverRight {
  if (custodian) return { of: 'all' };
  const named = house.state === 'bound' && house.signIn.some((person) => person.userId === userId);
  return named ? { of: 'own', userId } : null;
}

/** Leads into the dialogue. */
export function handOverButtons(right: HandOverRight): Button[] {
  if (right === null) return [];
  const value = right.of === 'own' ? { value: right.userId } : {};
  return [button({ text: 'Hand over a sign-in…', actionId: actionIds.handOverSignIn, ...value })];
}

/** Who can sign in to the Apple Account, and what stands open. */
export function signInPeople(signIn: readonly SignInPerson[]): KnownBlock[] {
  return [
    section([
      '*Can sign in to the Apple Account:*',
      ...(signIn.length === 0 ? ['• nobody was named'] : []),
      ...signIn.map((person) => `• ${mention(person.userId)}: ${stateWords(person)}`),
      ...signIn.flatMap(openHandover),
    ]),
  ];
}

function stateWords(person: SignInPerson): string {
  const { confirmedAt, askedAt } = person;
  if (confirmedAt === null) return 'not confirmed yet';
  const last = `confirmed ${dateToken(confirmedAt)}`;
  return isOpen(person) ? `${last}, asked again ${dateToken(askedAt)}` : last;
}

function openHandover({ userId, handover }: SignInPerson): string[] {
  if (handover === null) return [];
  const line = `• ${mention(handover.to)} is asked to take over from ${mention(userId)} until ${dateToken(handoverUntil(handover))}. Until they say yes, ${mention(userId)} stays named.`;
  return [line];
}
