import type { Put } from '../ports/records.js';
import type { NotAllowed } from '../rules/policy.js';
import { KEPT_FOR, parseUnusedKey, type UnusedQuestion } from '../rules/unused-question.js';
import { type Asked, type Core, permitMember } from './core.js';
import { type GiveBackOutcome, giveBack } from './give-back.js';
import { entryOf, refusing } from './refused-clicks.js';
import { type OpenUnused, openUnused, unusedCard, wishCard } from './unused-record.js';

type Refused = NotAllowed | { result: 'not-yours'; userId: string } | { result: 'over' };

export type KeepUnusedOutcome = Refused | { result: 'kept'; until: number };

/** “Keep it”, of the person who has the licence: nobody asks them again for a while. `value`: what the button carries. */
export async function keepUnused(core: Core, asked: Asked, value: string): Promise<KeepUnusedOutcome> {
  const found = await ownQuestion(core, asked, value);
  if (found.result !== 'open') return refusing(core, asked, 'keep-unused', subjectOf(value), found);
  const { id, question, assignment } = found.open;
  const at = core.clock();
  const next: UnusedQuestion = {
    ...question.value,
    ...{ answer: { answer: 'keep', at }, shown: 'kept', nextReminderAt: null },
  };
  const { result } = await core.records.commit({
    expect: [...assignment.expect, { kind: 'unusedQuestion', id, revision: question.revision }],
    put: [{ kind: 'unusedQuestion', id, value: next }],
    outbox: [await unusedCard(core, next, 'kept', asked.reference)],
    audit: [entryOf(core, asked, 'keep-unused', subjectOf(value), 'kept', { by: next.by, until: at + KEPT_FOR })],
  });
  if (result === 'conflict') return keepUnused(core, asked, value);
  await core.onStep('unused.answered');
  return { result: 'kept', until: at + KEPT_FOR };
}

export type GiveUnusedBackOutcome =
  | Refused
  | Extract<GiveBackOutcome, { result: 'under-way' | 'not-revocable' | 'removing' | 'returning' }>
  /** Required deployments want them to have it, so whoever asked was told, and decides. */
  | { result: 'wished'; deployments: readonly string[]; by: string };

/** “Give it back”, of the person who has the licence: as if they had given it back by themselves. */
export async function giveUnusedBack(core: Core, asked: Asked, value: string): Promise<GiveUnusedBackOutcome> {
  const found = await ownQuestion(core, asked, value);
  if (found.result !== 'open') return refusing(core, asked, 'give-unused-back', subjectOf(value), found);
  const { open } = found;
  const given = await giveBack(core, asked, open.question.value.key);
  if (given.result === 'required') {
    const wished = await answer(core, asked, open, { shown: 'wished', deployments: given.deployments, value });
    if (!wished) return giveUnusedBack(core, asked, value);
    return { result: 'wished', deployments: given.deployments, by: open.question.value.by };
  }
  // The licence is on its way back by now; where the answer is not written down, the card says so all the same.
  if (given.result === 'returning' || given.result === 'removing')
    await answer(core, asked, open, { shown: given.result, deployments: [], value });
  return given.result === 'cancelled' ? { result: 'over' } : given;
}

interface Answer {
  shown: 'wished' | 'removing' | 'returning';
  deployments: readonly string[];
  value: string;
}

/** `false`: the question changed meanwhile. */
async function answer(core: Core, asked: Asked, { id, question }: OpenUnused, given: Answer): Promise<boolean> {
  const { shown, deployments, value } = given;
  const next: UnusedQuestion = {
    ...question.value,
    ...{ answer: { answer: 'give-back', at: core.clock() }, shown, nextReminderAt: null },
  };
  const put: Put = { kind: 'unusedQuestion', id, value: next };
  const wish = shown === 'wished' ? [await wishCard(core, next, deployments, 'open', asked.reference)] : [];
  const { result } = await core.records.commit({
    expect: [{ kind: 'unusedQuestion', id, revision: question.revision }],
    put: [put],
    outbox: [await unusedCard(core, next, shown, asked.reference, deployments), ...wish],
    audit: [entryOf(core, asked, 'give-unused-back', subjectOf(value), shown, { by: next.by })],
  });
  if (result === 'committed') await core.onStep('unused.answered');
  return result === 'committed';
}

/** The question behind a button, for the person whom it was put to. */
async function ownQuestion(
  core: Core,
  asked: Asked,
  value: string,
): Promise<Refused | { result: 'open'; open: OpenUnused }> {
  const permission = await permitMember(core, asked.actor);
  if (permission.result === 'not-allowed') return permission;
  const key = parseUnusedKey(value);
  if (key === null) return { result: 'over' };
  if (key.userId !== asked.actor) return { result: 'not-yours', userId: key.userId };
  const open = await openUnused(core, value);
  return open === null ? { result: 'over' } : { result: 'open', open };
}

function subjectOf(value: string): string {
  const key = parseUnusedKey(value);
  return key === null ? 'assignment' : `assignment:${key.key}/${key.userId}`;
}
