import type { AuditEntry } from '../ports/audit.js';
import type { ClientConfig } from '../ports/licences.js';
import type { Trouble } from '../rules/apple-answer.js';
import type { BoundLocation } from '../rules/binding.js';
import type { Core } from './core.js';
import { BINDING, readBinding } from './state.js';
import { afterReading, type BindingChange, intoStateShownBy, unlessChanged, unlessReplaced } from './token-state.js';

/**
 * What any failed request to the bound location shows of the token or of who manages it: the state changes at once, with
 * its cards. Nothing happens when it shows nothing new. `asked`: the binding that the request was made with; without it
 * the answer counts for whatever is bound now.
 */
export async function noteTrouble(
  core: Core,
  trouble: Trouble,
  reference: string,
  asked: BoundLocation | null = null,
): Promise<void> {
  const change = intoStateShownBy(core, trouble, reference);
  if (change !== null) await changeBinding(core, asked === null ? change : unlessReplaced(asked, change), reference);
}

/** What a reading of `client/config` shows: who manages the location, the token's expiry, or that trouble is over. */
export async function noteAnswer(
  core: Core,
  config: ClientConfig,
  reference: string,
  asked: BoundLocation,
): Promise<void> {
  await changeBinding(core, unlessChanged(asked, afterReading(core, config, reference)), reference);
}

/** Applies a change to whatever is bound now, in one commit with its cards; nothing when nothing is bound. */
export async function changeBinding(core: Core, change: BindingChange, reference: string): Promise<void> {
  const stored = await readBinding(core);
  if (stored.value.state !== 'bound') return;
  const { binding, notices } = change(stored.value);
  if (binding === stored.value) return;
  const result = await core.records.commit({
    expect: [{ kind: 'binding', id: BINDING, revision: stored.revision }],
    put: [{ kind: 'binding', id: BINDING, value: binding }],
    outbox: notices,
    audit: stateChange(core, stored.value, binding, reference),
  });
  if (result.result === 'conflict') return changeBinding(core, change, reference);
  await core.onStep('location.looked');
}

/** The audit line of a new state of the token; none when it is as it was. */
export function stateChange(core: Core, before: BoundLocation, after: BoundLocation, reference: string): AuditEntry[] {
  if (before.tokenState === after.tokenState && before.heldBy?.id === after.heldBy?.id) return [];
  return [
    {
      at: core.clock(),
      actor: 'system',
      act: 'watch-token',
      subject: 'token',
      outcome: after.tokenState,
      reference,
      facts: { before: before.tokenState, heldBy: after.heldBy?.name ?? null },
    },
  ];
}
