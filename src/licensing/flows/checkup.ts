import type { Check } from '../ports/checks.js';
import type { Versioned } from '../ports/records.js';
import {
  type CheckLine,
  type CheckName,
  type CheckupMemory,
  isCheckupDue,
  type Telling,
  whatToTell,
} from '../rules/checkup.js';
import type { NotAllowed } from '../rules/policy.js';
import { type Asked, type Core, permit } from './core.js';
import { ownChecks } from './own-checks.js';

const MEMORY = 'memory';

/** Looks at everything at once; what throws or takes too long hides nothing else. */
export async function checkEverything(core: Core): Promise<CheckLine[]> {
  const all: Readonly<Record<CheckName, Check>> = { ...core.checks.outside, ...ownChecks(core) };
  const isName = (name: string): name is CheckName => Object.hasOwn(all, name);
  return Promise.all(
    Object.keys(all)
      .filter(isName)
      .map((name) => look(core, name, all[name])),
  );
}

async function look(core: Core, name: CheckName, check: Check): Promise<CheckLine> {
  try {
    const line = await core.checks.inTime(check());
    return line === 'late' ? { name, verdict: 'not-checked', why: 'late' } : line;
  } catch (fault) {
    core.onTrouble('checkup.check-failed', { name, fault });
    return { name, verdict: 'not-checked', why: 'failed' };
  }
}

export type CheckupOutcome = NotAllowed | { result: 'checked'; lines: readonly CheckLine[] };

/** A custodian asks how everything is. */
export async function requestCheckup(core: Core, asked: Asked): Promise<CheckupOutcome> {
  const permission = await permit(core, asked.actor, 'doctor');
  if (permission.result === 'not-allowed') return permission;
  return { result: 'checked', lines: await checkEverything(core) };
}

/** Cores that were looked at since their process began. */
const looked = new WeakSet<Core>();

/** At the start and once a day. */
export async function isCheckupWanted(core: Core): Promise<boolean> {
  return !looked.has(core) || isCheckupDue((await memoryOf(core))?.value ?? null, core.clock());
}

/** Looks at everything by itself, and tells the custodians when something is wrong or is well again. Answers what was told. */
export async function checkUp(core: Core, reference: string): Promise<Telling['tell']> {
  looked.add(core);
  const lines = await checkEverything(core);
  const stored = await memoryOf(core);
  const now = core.clock();
  const { tell, wrong } = whatToTell(stored?.value ?? null, lines, now);
  const toldAt = tell === 'nothing' ? (stored?.value.toldAt ?? null) : now;
  const value: CheckupMemory = { ranAt: now, wrong, toldAt };
  const result = await core.records.commit({
    expect: [{ kind: 'checkup', id: MEMORY, revision: stored?.revision ?? 0 }],
    put: [{ kind: 'checkup', id: MEMORY, value }],
    outbox:
      tell === 'nothing'
        ? []
        : [
            {
              kind: 'doctor-report',
              subject: `doctor-report:${now}`,
              audience: { to: 'custodians', except: [] },
              facts: { at: now, lines },
              reference,
            },
          ],
    audit:
      tell === 'nothing'
        ? []
        : [
            {
              at: now,
              actor: 'system',
              act: 'check-up',
              subject: 'house',
              outcome: tell,
              reference,
              facts: { wrong: wrong.join(' ') },
            },
          ],
  });
  if (result.result === 'conflict') return 'nothing';
  if (tell !== 'nothing') await core.onStep('doctor.reported');
  return tell;
}

function memoryOf(core: Core): Promise<Versioned<CheckupMemory> | null> {
  return core.records.get('checkup', MEMORY);
}

export const checkupWork = { due: isCheckupWanted, run: checkUp };
