import { z } from 'zod';
import { type Answer, type AssetName, firstRefusal, type Refusal, refused } from '../answers.js';
import { type Call, enveloped, id, pricing } from '../call.js';
import { assetKey } from '../location-rows.js';
import type { BodyCheck } from '../switches.js';
import {
  associateTasks,
  disassociateTasks,
  type ManageRequest,
  type RequestedUser,
  revocable,
  revokeTasks,
} from '../tasks.js';

/** Without a quality STDQ is meant: Apple's own samples leave it out (that it means STDQ is assumed from v1). */
const asset = z.object({ adamId: id, pricingParam: pricing.default('STDQ') });
const targets = { clientUserIds: z.array(id).nullish(), serialNumbers: z.array(id).nullish() };
const manageSchema = z.object({ assets: z.array(asset).nullish(), ...targets });

/** Every value that appears a second time. */
export function repeated<Value>(values: readonly Value[], keyOf: (value: Value) => string): Value[] {
  const seen = new Set<string>();
  return values.filter((value) => seen.size === seen.add(keyOf(value)).size);
}

export const itself = (value: string): string => value;

function duplicates(request: ManageRequest): Refusal | null {
  const assets = repeated(request.assets, assetKey);
  if (assets.length > 0) return refused(9703, { assets });
  const clientUserIds = repeated(request.clientUserIds, itself);
  if (clientUserIds.length > 0) return refused(9704, { clientUserIds });
  const serialNumbers = repeated(request.serialNumbers, itself);
  return serialNumbers.length > 0 ? refused(9705, { serialNumbers }) : null;
}

function limits(call: Call, request: ManageRequest): Refusal | null {
  const { maxAssets, maxClientUserIds, maxSerialNumbers } = call.switches.limits;
  if (request.assets.length > maxAssets) return refused(9700);
  if (request.clientUserIds.length > maxClientUserIds) return refused(9701);
  return request.serialNumbers.length > maxSerialNumbers ? refused(9702) : null;
}

/** Which of the assets fail the test; those that the location does not hold are another check. */
function failing(call: Call, request: ManageRequest, fails: 'revocable' | 'deviceAssignable'): AssetName[] {
  return request.assets.filter((name) => call.place.location.asset(name)?.product[fails] === false);
}

function assets(call: Call, request: ManageRequest, verb: 'associate' | 'disassociate'): Refusal | null {
  const unknown = request.assets.filter((name) => call.place.location.asset(name) === null);
  if (unknown.length > 0 && call.switches.unknownAsset === 'synchronous-9602')
    return refused(9602, { assets: unknown });
  const fixed = verb === 'disassociate' ? failing(call, request, 'revocable') : [];
  if (fixed.length > 0) return refused(9706, { assets: fixed });
  const personal = request.serialNumbers.length > 0 ? failing(call, request, 'deviceAssignable') : [];
  return personal.length > 0 ? refused(9707, { assets: personal }) : null;
}

/** 9609 for clientUserIds without an active row. */
export function unknownUsers(call: Call, users: readonly Pick<RequestedUser, 'clientUserId'>[]): Refusal | null {
  if (call.switches.unknownUser === 'asynchronous') return null;
  const unknown = users.filter((user) => call.place.location.activeUser(user.clientUserId) === null);
  return unknown.length > 0 ? refused(9609, { clientUserIds: unknown.map((user) => user.clientUserId) }) : null;
}

const named = (clientUserId: string) => ({ clientUserId });

function targetsMissing(call: Call, request: ManageRequest): Refusal | null {
  const users = request.clientUserIds.length;
  const devices = request.serialNumbers.length;
  if (users === 0 && devices === 0) return refused(9719);
  return users > 0 && devices > 0 && call.switches.mixedTargets === 'refused' ? refused(9602) : null;
}

function inOrder(call: Call, checks: Record<BodyCheck, () => Refusal | null>): Refusal | null {
  return firstRefusal(call.switches.bodyCheckOrder.map((name) => checks[name]));
}

function accepted(call: Call, eventId: string): Answer {
  return enveloped(call, { eventId });
}

function manage(call: Call, verb: 'associate' | 'disassociate'): Answer {
  const body = manageSchema.safeParse(call.body);
  if (!body.success) return refused(9602);
  const { assets: names, clientUserIds, serialNumbers } = body.data;
  const request = { assets: names ?? [], clientUserIds: clientUserIds ?? [], serialNumbers: serialNumbers ?? [] };
  const refusal = inOrder(call, {
    required: () => (request.assets.length === 0 ? refused(9718) : targetsMissing(call, request)),
    duplicates: () => duplicates(request),
    limits: () => limits(call, request),
    assets: () => assets(call, request, verb),
    users: () => unknownUsers(call, request.clientUserIds.map(named)),
  });
  if (refusal !== null) return refusal;
  const { location, events } = call.place;
  const count = request.assets.length * (request.clientUserIds.length + request.serialNumbers.length);
  if (verb === 'associate')
    return accepted(
      call,
      events.accept('ASSOCIATE', count, associateTasks(location, request, call.switches), call.now),
    );
  const tasks = disassociateTasks(location, request, call.switches);
  return accepted(call, events.accept('DISASSOCIATE', count, tasks, call.now));
}

/** `POST assets/associate`: every asset to every user and device, 9709 where licences run out. */
export const associateAssets = (call: Call): Answer => manage(call, 'associate');

/** `POST assets/disassociate`. */
export const disassociateAssets = (call: Call): Answer => manage(call, 'disassociate');

const revokeSchema = z.object(targets);

function revokeLimits(call: Call, request: ManageRequest): Refusal | null {
  const { maxRevokeClientUserIds, maxRevokeSerialNumbers } = call.switches.limits;
  if (!call.switches.revokeLimits) return limits(call, request);
  if (request.clientUserIds.length > maxRevokeClientUserIds) return refused(9701);
  return request.serialNumbers.length > maxRevokeSerialNumbers ? refused(9702) : null;
}

/** `POST assets/revoke`: all revocable licences of these users and devices. A task is one licence (assumed). */
export function revokeAssets(call: Call): Answer {
  const body = revokeSchema.safeParse(call.body);
  if (!body.success) return refused(9602);
  const { clientUserIds, serialNumbers } = body.data;
  const request = { assets: [], clientUserIds: clientUserIds ?? [], serialNumbers: serialNumbers ?? [] };
  const refusal = inOrder(call, {
    required: () => targetsMissing(call, request),
    duplicates: () => duplicates(request),
    limits: () => revokeLimits(call, request),
    assets: () => null,
    users: () => unknownUsers(call, request.clientUserIds.map(named)),
  });
  if (refusal !== null) return refusal;
  const { location, events } = call.place;
  const found = revocable(location, request);
  return accepted(call, events.accept('REVOKE', found.length, revokeTasks(location, found), call.now));
}
