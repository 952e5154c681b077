import { isDue } from '../rules/sign-in.js';
import { signInQuestion } from './binding-notices.js';
import type { Asked, Core } from './core.js';
import { signInEntry } from './sign-in-notices.js';
import { BINDING, readBinding } from './state.js';

/**
 * Puts the question again to whoever neither was asked nor answered for 90 days (S7): a new card each round, and the
 * card before it loses its buttons. Whoever is no active member is sent nothing. Answers how many were asked.
 */
export async function askSignIn(core: Core, asked: Asked): Promise<number> {
  const stored = await readBinding(core);
  if (stored.value.state !== 'bound') return 0;
  const bound = stored.value;
  const now = core.clock();
  const due = bound.signIn.filter((person) => isDue(person, now));
  if (due.length === 0) return 0;
  const standings = await Promise.all(due.map(({ userId }) => core.people.standing(userId)));
  const before = due.filter((_, index) => standings[index]?.result === 'member');
  if (before.length === 0) return 0;
  const signIn = bound.signIn.map((person) => (before.includes(person) ? { ...person, askedAt: now } : person));
  const put = signIn.filter((person) => !bound.signIn.includes(person));
  const result = await core.records.commit({
    expect: [{ kind: 'binding', id: BINDING, revision: stored.revision }],
    put: [{ kind: 'binding', id: BINDING, value: { ...bound, signIn } }],
    outbox: [
      ...before.map((old) => signInQuestion(bound, old, asked.reference, { result: 'asked-again', at: now })),
      ...put.map((person) => signInQuestion(bound, person, asked.reference)),
    ],
    audit: put.map(({ userId }) => signInEntry(core, asked, bound, 'ask-sign-in', 'asked', { asked: userId })),
  });
  if (result.result === 'conflict') return askSignIn(core, asked);
  await core.onStep('sign-in.asked');
  return put.length;
}
