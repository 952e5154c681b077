import type { ClientConfig } from '../ports/licences.js';
import type { RefusalReason, Trouble } from '../rules/apple-answer.js';
import type { BoundLocation, MdmInfo, TokenState } from '../rules/binding.js';
import { tokenFacts } from '../rules/expiry.js';
import type { Notice } from '../rules/notice.js';
import type { SyncOutcome, SyncStage } from '../rules/sync-report.js';
import type { Core } from './core.js';

type TroubledState = Exclude<TokenState, 'valid' | 'expiring'>;

const stateOfRefusal: Record<RefusalReason, TroubledState | null> = {
  expired: 'expired',
  revoked: 'revoked',
  invalid: 'invalid',
  'not-allowed': 'read-only',
  'managed-by-apple': 'read-only',
  'legacy-token': 'invalid',
  'service-removed': null,
  'stale-version': null,
  other: null,
};

/** What a reading changes in the binding; applied to the newest stored binding, so that nothing else is lost. */
export type BindingChange = (bound: BoundLocation) => { binding: BoundLocation; notices: readonly Notice[] };

/** What a failed reading means for the token: its own card the moment the state changes, and nothing twice. `later`: when trying again may help, it is done then. */
export function afterTrouble(
  core: Core,
  stage: SyncStage,
  trouble: Trouble,
  reference: string,
  later: number,
): { outcome: SyncOutcome; change: BindingChange | null } {
  if (trouble.result === 'in-use-elsewhere') {
    const change = intoState(core, 'in-use-elsewhere', reference, trouble.mdmInfo, null);
    return { outcome: { result: 'in-use-elsewhere', mdmInfo: trouble.mdmInfo }, change };
  }
  if (trouble.result === 'other-location') return { outcome: trouble, change: null };
  if (trouble.result === 'unreachable')
    return { outcome: { result: 'failed', stage, trouble, nextTry: later }, change: null };
  const state = stateOfRefusal[trouble.reason];
  if (state === null) return { outcome: { result: 'failed', stage, trouble, nextTry: later }, change: null };
  return {
    outcome: { result: 'failed', stage, trouble, nextTry: null },
    change: intoState(core, state, reference, null, trouble.errorNumber),
  };
}

/** The binding after a good reading: attributes and expiry from Apple, state back to the date's word, or `claim-gone`. */
export function afterReading(core: Core, config: ClientConfig, reference: string): BindingChange {
  return (bound) => {
    const expires = config.tokenExpires ?? bound.token.expires;
    const binding: BoundLocation = {
      ...bound,
      facts: {
        ...bound.facts,
        locationName: config.locationName ?? bound.facts.locationName,
        countryISO2ACode: config.countryISO2ACode ?? bound.facts.countryISO2ACode,
        defaultPlatform: config.defaultPlatform ?? bound.facts.defaultPlatform,
        websiteURL: config.websiteURL ?? bound.facts.websiteURL,
        tokenExpires: expires,
      },
      token: { ...bound.token, expires },
    };
    if (config.mdmInfo === null) return intoState(core, 'claim-gone', reference, null, null)(binding);
    // Apple may go on answering for a while; the expiry that was said stays said.
    const stillExpired = binding.tokenState === 'expired' && expires <= core.clock();
    if (binding.tokenState === 'valid' || stillExpired) return { binding, notices: [] };
    return { binding: { ...binding, tokenState: 'valid', tokenStateSince: core.clock(), heldBy: null }, notices: [] };
  };
}

/** The binding in a troubled state, with the card for custodians and channel when the state is new. */
export function intoState(
  core: Core,
  state: TroubledState,
  reference: string,
  heldBy: MdmInfo | null,
  errorNumber: number | null,
): BindingChange {
  return (bound) => {
    if (bound.tokenState === state) return { binding: bound, notices: [] };
    const now = core.clock();
    const binding: BoundLocation = { ...bound, tokenState: state, tokenStateSince: now, heldBy };
    const facts = {
      state,
      token: tokenFacts(binding.token, state, now),
      locationName: bound.facts.locationName,
      heldBy,
      errorNumber,
      reference,
    };
    const subject = `token-trouble:${bound.token.fingerprint}:${state}:${now}`;
    return {
      binding,
      notices: [
        { kind: 'token-trouble', subject, audience: { to: 'channel' }, facts, reference },
        { kind: 'token-trouble', subject, audience: { to: 'custodians', except: [] }, facts, reference },
      ],
    };
  };
}
