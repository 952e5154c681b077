import type { AuditEntry } from '../ports/audit.js';
import type { Interference } from '../rules/alert.js';
import { assetName } from '../rules/needs.js';
import type { Notice } from '../rules/notice.js';
import type { NotAllowed } from '../rules/policy.js';
import { type Asked, type Core, permit } from './core.js';
import { INTERFERENCE } from './licence-hold.js';

export type AnswerInterferenceOutcome =
  | NotAllowed
  /** Answered by somebody, or it is another one by now. */
  | { result: 'over'; by: string | null }
  | { result: 'answered' };

/** A custodian has looked into it: new writes go on. `since`: of the card that was pressed. */
export async function answerInterference(core: Core, asked: Asked, since: number): Promise<AnswerInterferenceOutcome> {
  const permission = await permit(core, asked.actor, 'answer-interference');
  const stored = await core.records.get('interference', INTERFERENCE);
  if (permission.result === 'not-allowed') {
    await core.records.commit({ audit: [entry(core, asked, `refused: ${permission.reason}`, stored?.value ?? null)] });
    return permission;
  }
  const { value } = stored ?? { value: null };
  if (stored === null || value === null || value.since !== since || value.answered !== null) {
    await core.records.commit({ audit: [entry(core, asked, 'refused: over', value)] });
    return { result: 'over', by: value?.answered?.by ?? null };
  }
  const next: Interference = { ...value, answered: { by: asked.actor, at: core.clock() } };
  const result = await core.records.commit({
    expect: [{ kind: 'interference', id: INTERFERENCE, revision: stored.revision }],
    put: [{ kind: 'interference', id: INTERFERENCE, value: next }],
    outbox: [await interferenceCard(core, next)],
    audit: [entry(core, asked, 'answered', next)],
  });
  if (result.result === 'conflict') return answerInterference(core, asked, since);
  await core.onStep('interference.answered');
  return { result: 'answered' };
}

/** The living card for every custodian. */
export async function interferenceCard(core: Core, value: Interference): Promise<Notice> {
  const lost = await Promise.all(
    value.lost.map(async ({ key, count }) => {
      const asset = await core.records.get('asset', key);
      return { key, name: asset === null ? `Product ${key}` : assetName(asset.value), count };
    }),
  );
  const { since, foreignRise, answered, reference } = value;
  return {
    kind: 'interference',
    subject: interferenceSubject(since),
    audience: { to: 'custodians', except: [] },
    facts: { since, lost, foreignRise, answered },
    reference,
  };
}

export const interferenceSubject = (since: number): string => `interference:${since}`;

function entry(core: Core, asked: Asked, outcome: string, value: Interference | null): AuditEntry {
  const lost = value?.lost.reduce((sum, { count }) => sum + count, 0) ?? 0;
  const what = { act: 'answer-interference', subject: 'location', outcome, reference: asked.reference };
  return { at: core.clock(), actor: asked.actor, ...what, facts: { lost, foreignRise: value?.foreignRise ?? 0 } };
}
