import type { ClientConfig } from '../ports/licences.js';
import type { Trouble } from '../rules/apple-answer.js';
import type { BoundLocation, MdmInfo, TokenState, TroubledState } from '../rules/binding.js';
import type { Notice } from '../rules/notice.js';
import type { SyncOutcome, SyncStage } from '../rules/sync-report.js';
import { isNotOurs, isWriteRefused, stateShownBy, type TroubleEnd } from '../rules/token-trouble.js';
import type { Core } from './core.js';
import { troubleCards } from './trouble-cards.js';

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
  const shown = intoStateShownBy(core, trouble, reference);
  const change = shown === null ? null : looked(core, shown);
  if (trouble.result === 'in-use-elsewhere') {
    return { outcome: { result: 'in-use-elsewhere', mdmInfo: trouble.mdmInfo }, change };
  }
  if (trouble.result === 'other-location') return { outcome: trouble, change };
  return { outcome: { result: 'failed', stage, trouble, nextTry: change === null ? later : null }, change };
}

/** The state that a failed request shows; `null` when it shows nothing of the token. */
export function intoStateShownBy(core: Core, trouble: Trouble, reference: string): BindingChange | null {
  const shown = stateShownBy(trouble);
  if (shown === null) return null;
  return intoState(core, shown.state, reference, shown.heldBy, shown.errorNumber);
}

/** The binding after a good reading: attributes and expiry from Apple, state back to the date's word, or `claim-gone`. */
export function afterReading(core: Core, config: ClientConfig, reference: string): BindingChange {
  return looked(core, (bound) => {
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
      foreignNotificationHost: foreignHost(core, config.notificationHost),
    };
    // Who took it back says so, and what was found on the way.
    if (binding.intent?.kind === 'take-back') return { binding, notices: [] };
    if (config.mdmInfo === null) return intoState(core, 'claim-gone', reference, null, null)(binding);
    if (isWriteRefused(binding)) return { binding, notices: [] };
    // Apple may go on answering for a while; the expiry that was said stays said.
    const stillExpired = binding.tokenState === 'expired' && expires <= core.clock();
    if (binding.tokenState === 'valid' || stillExpired) return { binding, notices: [] };
    return outOfTrouble(core, isNotOurs(binding.tokenState) ? 'back' : 'recovered', [])(binding);
  });
}

/** Where Apple sends notifications, unless that is our own address. */
export function foreignHost({ settings: { publicUrl } }: Pick<Core, 'settings'>, host: string | null): string | null {
  return publicUrl !== null && host === new URL(publicUrl).host ? null : host;
}

/** After `client/config` was read. */
export function looked(core: Core, change: BindingChange): BindingChange {
  return (bound) => {
    const { binding, notices } = change(bound);
    return { binding: { ...binding, lookedAt: core.clock() }, notices };
  };
}

/** A reading with another token, or from before a take-back, says nothing of what is bound now. */
export function unlessReplaced(asked: BoundLocation, change: BindingChange): BindingChange {
  return (bound) =>
    bound.token.fingerprint === asked.token.fingerprint && bound.epoch === asked.epoch
      ? change(bound)
      : { binding: bound, notices: [] };
}

/**
 * As `unlessReplaced`, for good news: what another request has shown since this one was sent is newer. An hour later the
 * location is looked at again anyway.
 */
export function unlessChanged(asked: BoundLocation, change: BindingChange): BindingChange {
  return unlessReplaced(asked, (bound) => {
    const same =
      bound.tokenState === asked.tokenState &&
      bound.tokenStateSince === asked.tokenStateSince &&
      bound.heldBy?.id === asked.heldBy?.id;
    return same ? change(bound) : { binding: bound, notices: [] };
  });
}

/** The binding in a troubled state, with the card for custodians and channel when the state, or who holds the location, is new. */
export function intoState(
  core: Core,
  state: TroubledState,
  reference: string,
  heldBy: MdmInfo | null,
  errorNumber: number | null,
): BindingChange {
  return (bound) => {
    if (bound.tokenState === state) {
      if (bound.heldBy?.id === heldBy?.id) return { binding: bound, notices: [] };
      const binding = { ...bound, heldBy };
      return { binding, notices: troubleCards(core, binding, null, null) };
    }
    const now = core.clock();
    const subject = `token-trouble:${bound.token.fingerprint}:${state}:${now}`;
    const binding: BoundLocation = {
      ...bound,
      tokenState: state,
      tokenStateSince: now,
      heldBy,
      trouble: { subject, state, errorNumber, reference },
      // Whoever held the location until now may have changed it.
      writesAwaitReadingAfter: leaves(bound.tokenState, state) ? now : bound.writesAwaitReadingAfter,
    };
    const before = troubleCards(core, bound, null, { how: 'replaced', by: [], at: now });
    return { binding, notices: [...before, ...troubleCards(core, binding, null, null)] };
  };
}

/** Whether a trouble of the token takes the place of one of the location. */
function leaves(before: TokenState, after: TokenState): boolean {
  return isNotOurs(before) && !isNotOurs(after);
}

/**
 * The binding without trouble, its cards ended; from now on the date alone says what the token is worth. After another
 * product may have held the location nothing is written before everything was read again.
 */
export function outOfTrouble(core: Core, how: TroubleEnd['how'], by: readonly string[]): BindingChange {
  return (bound) => {
    const now = core.clock();
    const read = how === 'back' || how === 'taken-back';
    const binding: BoundLocation = {
      ...bound,
      tokenState: 'valid',
      tokenStateSince: now,
      heldBy: null,
      trouble: null,
      writesAwaitReadingAfter: read ? now : bound.writesAwaitReadingAfter,
    };
    return { binding, notices: troubleCards(core, bound, null, { how, by, at: now }) };
  };
}
