import type { Change } from '../ports/records.js';
import { assignmentId } from '../rules/assignment.js';
import type { NotAllowed } from '../rules/policy.js';
import type { UnusedQuestion } from '../rules/unused-question.js';
import { type Asked, type Core, permit } from './core.js';
import { entryOf, refusing } from './refused-clicks.js';
import { isAskable, type UnusedLicence, unusedLicences } from './unused-licences.js';
import { wishCard } from './unused-record.js';

/** People of one commit. */
const AT_ONCE = 100;

export type AskUnusedOutcome =
  | NotAllowed
  | { result: 'no-device-server' }
  | { result: 'unknown-app' }
  /** Apple never takes a licence of this app back. */
  | { result: 'not-revocable' }
  /** The licence is used by now, is gone, or the person has been asked, keeps it or has left. */
  | { result: 'not-unused' }
  /** More people than whoever asks was shown. Nobody was asked. */
  | { result: 'changed'; before: number; now: number }
  | { result: 'asked'; people: number };

const ACT = 'ask-unused';

/** Asks one person whether they still need an app that is on none of their devices. The question goes out by itself. */
export function askUnused(core: Core, asked: Asked, key: string, userId: string): Promise<AskUnusedOutcome> {
  return ask(core, asked, key, (all) => {
    const chosen = all.filter((one) => one.assignment.userId === userId && isAskable(one, 'one'));
    return chosen.length === 0 ? { result: 'not-unused' } : chosen;
  });
}

/** The same of everybody who was not asked yet, if they are not more than `shown`. */
export function askAllUnused(core: Core, asked: Asked, key: string, shown: number): Promise<AskUnusedOutcome> {
  return ask(core, asked, key, (all) => {
    const chosen = all.filter((one) => isAskable(one, 'all'));
    if (chosen.length > shown) return { result: 'changed', before: shown, now: chosen.length };
    return chosen.length === 0 ? { result: 'not-unused' } : chosen;
  });
}

type Refusal = Extract<AskUnusedOutcome, { result: 'not-unused' | 'changed' }>;

async function ask(
  core: Core,
  asked: Asked,
  key: string,
  choose: (all: readonly UnusedLicence[]) => readonly UnusedLicence[] | Refusal,
): Promise<AskUnusedOutcome> {
  const permission = await permit(core, asked.actor, 'release-licences');
  const subject = `asset:${key.slice(0, 60)}`;
  if (permission.result === 'not-allowed') return refusing(core, asked, ACT, subject, permission);
  if (core.devices === null) return refusing(core, asked, ACT, subject, { result: 'no-device-server' } as const);
  const asset = (await core.records.get('asset', key))?.value;
  if (asset === undefined) return refusing(core, asked, ACT, subject, { result: 'unknown-app' } as const);
  if (!asset.revocable) return refusing(core, asked, ACT, subject, { result: 'not-revocable' } as const);
  const chosen = choose(await unusedLicences(core, key));
  if ('result' in chosen) return refusing(core, asked, ACT, subject, chosen);
  let people = 0;
  for (let from = 0; from < chosen.length; from += AT_ONCE) {
    const part = chosen.slice(from, from + AT_ONCE);
    const { result } = await core.records.commit(await askChange(core, asked, part));
    // Somebody’s licence changed meanwhile: whoever has not been asked is looked at anew.
    if (result === 'conflict') {
      const rest = await ask(core, asked, key, (all) => again(all, chosen.slice(from)));
      return rest.result === 'asked' || people > 0
        ? { result: 'asked', people: people + (rest.result === 'asked' ? rest.people : 0) }
        : rest;
    }
    await core.onStep('unused.asked');
    people += part.length;
  }
  return { result: 'asked', people };
}

function again(all: readonly UnusedLicence[], wanted: readonly UnusedLicence[]): readonly UnusedLicence[] | Refusal {
  const people = new Set(wanted.map(({ assignment }) => assignment.userId));
  const chosen = all.filter((one) => people.has(one.assignment.userId) && isAskable(one, 'one'));
  return chosen.length === 0 ? { result: 'not-unused' } : chosen;
}

async function askChange(core: Core, asked: Asked, people: readonly UnusedLicence[]): Promise<Change> {
  const wished = people.flatMap(({ question }) => (question?.value.shown === 'wished' ? question.value : []));
  return {
    expect: people.flatMap(({ stored, assignment: { key, userId }, question }) => [
      ...stored.expect,
      { kind: 'unusedQuestion', id: assignmentId(key, userId), revision: question?.revision ?? 0 },
    ]),
    put: people.map(({ assignment: { key, userId, generation } }) => {
      const value: UnusedQuestion = {
        ...{ key, userId, generation, by: asked.actor, at: core.clock(), askedAt: null },
        ...{ reminders: 0, nextReminderAt: null, answer: null, shown: null },
      };
      return { kind: 'unusedQuestion', id: assignmentId(key, userId), value };
    }),
    // The new question takes the place of what they said.
    outbox: await Promise.all(wished.map((one) => wishCard(core, one, [], 'over', asked.reference))),
    audit: people.map(({ assignment: { key, userId, generation } }) =>
      entryOf(core, asked, ACT, `assignment:${assignmentId(key, userId)}`, 'asked', { generation }),
    ),
  };
}
