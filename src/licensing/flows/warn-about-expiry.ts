import type { Versioned } from '../ports/records.js';
import type { Audience } from '../rules/audience.js';
import type { BoundLocation } from '../rules/binding.js';
import type { WarningMemory } from '../rules/expiry.js';
import {
  boundTokenState,
  carerBefore,
  coveredSteps,
  dueWarning,
  warningAudiences,
  warningKey,
} from '../rules/expiry.js';
import type { Core } from './core.js';
import { BINDING, readBinding } from './state.js';
import { intoState } from './token-state.js';
import { warningCards, warningId, warningsOf } from './warnings.js';

/** Warns at each step before the expiry once, and says so once when the day has come. Answers in words for a log. */
export async function warnAboutExpiry(core: Core, reference: string): Promise<string | null> {
  const { value, revision } = await readBinding(core);
  if (value.state !== 'bound') return null;
  const now = core.clock();
  const state = boundTokenState(value, now);
  if (state === 'expired' && value.tokenState !== 'expired') return sayExpired(core, value, revision, reference);
  const step = dueWarning(value, now);
  if (step === null) return null;
  const known = await warningsOf(core, value.token.fingerprint);
  if (known.some((warning) => warning.value.step === step)) return null;
  const warned = await warn(core, { bound: value, revision, step, known, reference });
  return warned ? `warned of the token's expiry (${step} days)` : null;
}

async function sayExpired(
  core: Core,
  bound: BoundLocation,
  revision: number,
  reference: string,
): Promise<string | null> {
  const { binding, notices } = intoState(core, 'expired', reference, null, null)(bound);
  const result = await core.records.commit({
    expect: [{ kind: 'binding', id: BINDING, revision }],
    put: [{ kind: 'binding', id: BINDING, value: binding }],
    outbox: notices,
    audit: [
      {
        at: core.clock(),
        actor: 'system',
        act: 'watch-token',
        subject: 'token',
        outcome: 'expired',
        reference,
        facts: { expires: bound.token.expires },
      },
    ],
  });
  return result.result === 'committed' ? 'the token has expired' : null;
}

interface DueWarning {
  bound: BoundLocation;
  /** Of the binding: a renewal that comes first leaves nothing to warn of. */
  revision: number;
  step: number;
  known: readonly Versioned<WarningMemory>[];
  reference: string;
}

async function warn(core: Core, due: DueWarning): Promise<boolean> {
  const { bound, step, reference } = due;
  const now = core.clock();
  const sent: WarningMemory = { ...memoryOf(bound, step, now), audiences: await audiencesOf(core, due) };
  const earlier = new Set(due.known.map(({ value }) => value.step));
  const put = coveredSteps(step)
    .filter((days) => !earlier.has(days))
    .map((days) => ({
      kind: 'warning' as const,
      id: warningId(warningKey(bound.token.fingerprint, days)),
      value: days === step ? sent : memoryOf(bound, days, now),
    }));
  const result = await core.records.commit({
    expect: [
      { kind: 'binding', id: BINDING, revision: due.revision },
      ...put.map(({ kind, id }) => ({ kind, id, revision: 0 })),
    ],
    put,
    outbox: warningCards(bound, sent, now, null, reference),
    audit: [
      {
        at: now,
        actor: 'system',
        act: 'warn-about-expiry',
        subject: 'token',
        outcome: 'warned',
        reference,
        facts: { step },
      },
    ],
  });
  if (result.result === 'conflict') return false;
  await core.onStep('token.warned');
  return true;
}

async function audiencesOf(core: Core, { bound, step, known }: DueWarning): Promise<readonly Audience[]> {
  return warningAudiences(step, {
    importedBy: bound.token.importedBy,
    custodians: await core.people.holders('custodian'),
    acknowledgedBy: carerBefore(
      step,
      known.map(({ value }) => value),
    ),
  });
}

/** Of a step that a later one covers: nobody was told. */
function memoryOf({ token }: BoundLocation, step: number, now: number): WarningMemory {
  return {
    fingerprint: token.fingerprint,
    step,
    at: now,
    audiences: [],
    acknowledgedBy: null,
    acknowledgedAt: null,
  };
}
