import type { Trouble } from '../rules/apple-answer.js';
import type { DecommissionBlocker } from '../rules/decommission.js';
import type { NotAllowed } from '../rules/policy.js';
import { isRequestOver, type RequestedAct, type RequestOf, requestRights } from '../rules/request.js';
import { type Asked, type Core, permit } from './core.js';
import { type Closing, closing, endRequest, findRequest } from './requests.js';
import { isPaused } from './state.js';

/** How the act of a confirmed request began. Everything but `begun` left the request as it was, or ended it. */
export type Begun =
  | { result: 'begun' }
  | { result: 'over' | 'paused' }
  /** The world differs from what both were shown. */
  | { result: 'changed'; what: readonly string[] }
  /** Something is open that has to end first; the request stands. */
  | { result: 'blocked'; by: readonly DecommissionBlocker[] }
  /** Apple could not be asked; the request stands. */
  | { result: 'trouble'; trouble: Trouble };

/** Looks again whether the facts still hold, then stores the intent together with `closing`; the work itself follows in the background. */
export type Begin<A extends RequestedAct> = (
  core: Core,
  asked: Asked,
  request: RequestOf<A>,
  closing: Required<Closing>,
) => Promise<Begun>;

export type Beginnings = { readonly [A in RequestedAct]: Begin<A> };

export type ConfirmRequestOutcome =
  | NotAllowed
  | { result: 'same-person' }
  | { result: 'asker-without-role' }
  | (Begun & { act?: RequestedAct });

/** The second custodian's click: rights of both are asked again, the facts are read again, and the act begins. */
export async function confirmRequest(
  core: Core,
  asked: Asked,
  requestId: string,
  beginnings: Beginnings,
): Promise<ConfirmRequestOutcome> {
  const stored = await findRequest(core, requestId);
  if (stored === null || isRequestOver(stored.value, core.clock())) return { result: 'over' };
  const { act, requestedBy } = stored.value;
  const permission = await permit(core, asked.actor, requestRights[act]);
  if (permission.result === 'not-allowed') return permission;
  if (requestedBy === asked.actor) return { result: 'same-person' };
  if (await isPaused(core)) return { result: 'paused' };
  const asker = await permit(core, requestedBy, requestRights[act]);
  if (asker.result === 'not-allowed') {
    if (asker.reason === 'cannot-check') return asker;
    await endRequest(core, asked, stored, { result: 'changed', what: ['whoever asked no longer is a custodian'] });
    return { result: 'asker-without-role' };
  }
  const end = { result: 'confirmed', by: asked.actor, at: core.clock() } as const;
  const ending = closing(core, asked, stored.value, stored.revision, end);
  const begun = await begin(beginnings, act, core, asked, stored.value, ending);
  if (begun.result === 'changed') await endRequest(core, asked, stored, begun);
  return { ...begun, act };
}

function begin<A extends RequestedAct>(
  beginnings: Beginnings,
  act: A,
  core: Core,
  asked: Asked,
  request: RequestOf<A>,
  ending: Required<Closing>,
): Promise<Begun> {
  return beginnings[act](core, asked, request, ending);
}
