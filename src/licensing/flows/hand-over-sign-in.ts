import type { BoundLocation, SignInHandover, SignInPerson } from '../rules/binding.js';
import type { Exclusion, NotAllowed } from '../rules/policy.js';
import { candidateFlaw, type HandoverEnd, handoverUntil } from '../rules/sign-in.js';
import { signInQuestion } from './binding-notices.js';
import { type Asked, type Core, permit } from './core.js';
import { type Giver, handoverKey, handoverNotices, signInEntry } from './sign-in-notices.js';
import { BINDING, readBinding } from './state.js';

export type MayHandOver = NotAllowed | { result: 'over' } | { result: 'may'; from: readonly SignInPerson[] };

/** Whose sign-in this person may hand over: a custodian anybody's, somebody who is named their own. */
export async function mayHandOver(core: Core, actor: string): Promise<MayHandOver> {
  const binding = (await readBinding(core)).value;
  const permission = await permit(core, actor, 'hand-over-sign-in');
  const signIn = binding.state === 'bound' ? binding.signIn : [];
  if (permission.result === 'allowed') {
    return binding.state === 'bound' ? { result: 'may', from: signIn } : { result: 'over' };
  }
  const own = signIn.filter(({ userId }) => userId === actor);
  return permission.reason === 'no-role' && own.length > 0 ? { result: 'may', from: own } : permission;
}

export type HandOverOutcome =
  | NotAllowed
  | { result: 'over' }
  | { result: 'handing-over'; to: string; until: number }
  | { result: 'unfit'; why: 'already-named' | 'already-asked' | Exclusion }
  | { result: 'asked'; to: string; until: number };

/** The first of the two clicks: `to` is asked whether they can sign in to the Apple account in place of `from`. */
export async function handOverSignIn(core: Core, asked: Asked, from: string, to: string): Promise<HandOverOutcome> {
  const may = await mayHandOver(core, asked.actor);
  if (may.result !== 'may') return may;
  const stored = await readBinding(core);
  if (stored.value.state !== 'bound') return { result: 'over' };
  const bound = stored.value;
  const person = bound.signIn.find(({ userId }) => userId === from);
  if (person === undefined || !may.from.some(({ userId }) => userId === from)) return { result: 'over' };
  if (person.handover !== null) {
    return { result: 'handing-over', to: person.handover.to, until: handoverUntil(person.handover) };
  }
  const flaw = candidateFlaw(bound.signIn, to);
  if (flaw !== null) return { result: 'unfit', why: flaw };
  const standing = await core.people.standing(to);
  if (standing.result === 'excluded') return { result: 'unfit', why: standing.reason };
  const handover: SignInHandover = { to, by: asked.actor, at: core.clock() };
  const result = await core.records.commit({
    expect: [{ kind: 'binding', id: BINDING, revision: stored.revision }],
    put: [{ kind: 'binding', id: BINDING, value: replaced(bound, person, { ...person, handover }) }],
    outbox: handoverNotices(bound, { person, handover }, asked.reference, await isActive(core, from), null),
    audit: [signInEntry(core, asked, bound, 'hand-over-sign-in', 'asked', { from, to })],
  });
  if (result.result === 'conflict') return handOverSignIn(core, asked, from, to);
  await core.onStep('sign-in.handover-asked');
  return { result: 'asked', to, until: handoverUntil(handover) };
}

export type TakeOverOutcome = NotAllowed | { result: 'over' | 'not-asked' | 'accepted' | 'declined' };

/** The second click, of the new person: yes puts them in the place of `from`, no leaves everything as it was. */
export async function answerHandover(core: Core, asked: Asked, key: string, yes: boolean): Promise<TakeOverOutcome> {
  const stored = await readBinding(core);
  const giver = stored.value.state === 'bound' ? giverOf(stored.value, key) : null;
  if (stored.value.state !== 'bound' || giver === null) return { result: 'over' };
  if (giver.handover.to !== asked.actor) return { result: 'not-asked' };
  const standing = await core.people.standing(asked.actor);
  if (standing.result === 'excluded') return { result: 'not-allowed', reason: standing.reason, needs: [] };
  const now = core.clock();
  if (handoverUntil(giver.handover) <= now) return { result: 'over' };
  const end: HandoverEnd = yes ? { result: 'accepted', at: now } : { result: 'declined' };
  if (!(await close(core, asked, key, end))) return answerHandover(core, asked, key, yes);
  return { result: yes ? 'accepted' : 'declined' };
}

export type WithdrawHandoverOutcome = NotAllowed | { result: 'over' | 'withdrawn' };

/** The giver or a custodian thinks better of it. */
export async function withdrawHandover(core: Core, asked: Asked, key: string): Promise<WithdrawHandoverOutcome> {
  const may = await mayHandOver(core, asked.actor);
  if (may.result !== 'may') return may;
  const binding = (await readBinding(core)).value;
  const giver = binding.state === 'bound' ? giverOf(binding, key) : null;
  if (giver === null || !may.from.some(({ userId }) => userId === giver.person.userId)) return { result: 'over' };
  const ended = await close(core, asked, key, { result: 'withdrawn', by: asked.actor });
  return ended ? { result: 'withdrawn' } : withdrawHandover(core, asked, key);
}

/** Ends the handovers that nobody answered within seven days; whoever was to give stays named. */
export async function expireHandovers(core: Core, asked: Asked): Promise<number> {
  const binding = (await readBinding(core)).value;
  if (binding.state !== 'bound') return 0;
  const over = binding.signIn.flatMap(({ userId, handover }) =>
    handover !== null && handoverUntil(handover) <= core.clock() ? [handoverKey(binding, userId, handover)] : [],
  );
  let ended = 0;
  for (const key of over) if (await close(core, asked, key, { result: 'expired' })) ended += 1;
  return ended;
}

/** `false`: something changed meanwhile, so nothing was done. */
async function close(core: Core, asked: Asked, key: string, end: HandoverEnd): Promise<boolean> {
  const stored = await readBinding(core);
  if (stored.value.state !== 'bound') return false;
  const bound = stored.value;
  const giver = giverOf(bound, key);
  if (giver === null) return false;
  const { person, handover } = giver;
  const active = await isActive(core, person.userId);
  const next = end.result === 'accepted' ? taken(handover, end.at) : { ...person, handover: null };
  const result = await core.records.commit({
    expect: [{ kind: 'binding', id: BINDING, revision: stored.revision }],
    put: [{ kind: 'binding', id: BINDING, value: replaced(bound, person, next) }],
    outbox: [
      ...handoverNotices(bound, giver, asked.reference, active, end),
      ...(end.result === 'accepted' && active
        ? [signInQuestion(bound, person, asked.reference, { result: 'handed-over', to: handover.to, at: end.at })]
        : []),
      ...(end.result === 'accepted' ? [signInQuestion(bound, next, asked.reference)] : []),
    ],
    audit: [signInEntry(core, asked, bound, 'hand-over-sign-in', end.result, { from: person.userId, to: handover.to })],
  });
  if (result.result === 'conflict') return false;
  if (end.result === 'accepted') await core.onStep('sign-in.handed-over');
  return true;
}

function giverOf(bound: BoundLocation, key: string): Giver | null {
  for (const person of bound.signIn) {
    const { handover } = person;
    if (handover !== null && handoverKey(bound, person.userId, handover) === key) return { person, handover };
  }
  return null;
}

function taken({ to }: SignInHandover, at: number): SignInPerson {
  return { userId: to, confirmedAt: at, askedAt: at, handover: null };
}

function replaced(bound: BoundLocation, before: SignInPerson, after: SignInPerson): BoundLocation {
  return { ...bound, signIn: bound.signIn.map((one) => (one === before ? after : one)) };
}

async function isActive(core: Core, userId: string): Promise<boolean> {
  return (await core.people.standing(userId)).result === 'member';
}
