import type { NotAllowed } from '../rules/policy.js';
import { confirmed, isOpen } from '../rules/sign-in.js';
import { signInQuestion } from './binding-notices.js';
import type { Asked, Core } from './core.js';
import { signInEntry } from './sign-in-notices.js';
import { BINDING, readBinding } from './state.js';

export type SignInOutcome =
  | NotAllowed
  | { result: 'confirmed' }
  | { result: 'already-confirmed'; at: number }
  | { result: 'not-asked' }
  | { result: 'over' };

/**
 * "Yes, I can sign in" of one of the two named people (S7); nobody else's press counts. It answers the present round,
 * whichever card it was pressed on.
 */
export async function confirmSignIn(core: Core, asked: Asked): Promise<SignInOutcome> {
  const stored = await readBinding(core);
  if (stored.value.state !== 'bound') return { result: 'over' };
  const bound = stored.value;
  const person = bound.signIn.find((one) => one.userId === asked.actor);
  if (person === undefined) return { result: 'not-asked' };
  const standing = await core.people.standing(asked.actor);
  if (standing.result === 'excluded') return { result: 'not-allowed', reason: standing.reason, needs: [] };
  if (person.confirmedAt !== null && !isOpen(person)) return { result: 'already-confirmed', at: person.confirmedAt };
  const answered = confirmed(person, core.clock());
  const signIn = bound.signIn.map((one) => (one.userId === asked.actor ? answered : one));
  const result = await core.records.commit({
    expect: [{ kind: 'binding', id: BINDING, revision: stored.revision }],
    put: [{ kind: 'binding', id: BINDING, value: { ...bound, signIn } }],
    outbox: [signInQuestion(bound, answered, asked.reference)],
    audit: [signInEntry(core, asked, bound, 'confirm-sign-in', 'confirmed', {})],
  });
  return result.result === 'committed' ? { result: 'confirmed' } : confirmSignIn(core, asked);
}
