import type { AuditEntry } from '../ports/audit.js';
import type { Asked, Core } from './core.js';

/** One line of the audit about what somebody asked for. */
export function entryOf(
  core: Core,
  asked: Asked,
  act: string,
  subject: string,
  outcome: string,
  facts: AuditEntry['facts'] = {},
): AuditEntry {
  return { at: core.clock(), actor: asked.actor, act, subject, outcome, reference: asked.reference, facts };
}

/** Records that a click was refused, and answers the refusal. */
export async function refusing<R extends { result: string }>(
  core: Core,
  asked: Asked,
  act: string,
  subject: string,
  refusal: R,
): Promise<R> {
  await core.records.commit({ audit: [entryOf(core, asked, act, subject, `refused: ${refusal.result}`)] });
  return refusal;
}
