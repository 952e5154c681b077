import type { IncomingMessage } from 'node:http';
import { z } from 'zod';
import { jsonAnswer, type WireAnswer } from './answers.js';
import { UnknownDownloadError } from './levers/tokens.js';
import { sameSite } from './same-site.js';
import type { Scene } from './scene.js';
import { changeSwitches } from './switches.js';
import { SeedError } from './world.js';

const count = z.int().min(1).max(1_000_000);
const name = z.string().min(1).max(255);
const pricingParam = z.enum(['STDQ', 'PLUS']).default('STDQ');
const order = z.strictObject({ adamId: name, pricingParam, count });
const transfer = z.strictObject({ ...order.shape, to: z.exactOptional(name) });
const belowAssigned = z.strictObject({ adamId: name, pricingParam, by: count.default(1) });
const ours = z.strictObject({ count: count.default(1), prefix: z.string().max(255).default('vb') });
const user = z.strictObject({ clientUserId: name });
const mdmInfo = z.strictObject({ id: name, name, metadata: name });
const path = z.string().max(255);
const nothing = z.strictObject({});
const instant = z.union([z.int(), z.iso.datetime({ offset: true }).transform((text) => Date.parse(text))]);

const download = z.strictObject({
  location: z.exactOptional(name),
  permission: z.exactOptional(z.enum(['manage', 'read'])),
  expires: z.exactOptional(instant),
});

const failure = z.strictObject({
  count: count.default(1),
  status: z.int().min(200).max(599),
  errorNumber: z.exactOptional(z.int()),
  errorMessage: z.exactOptional(z.string().max(1000)),
  retryAfter: z.exactOptional(z.union([z.int().min(0), z.string().max(64)])),
  pathStartsWith: z.exactOptional(path),
});
const cut = z.strictObject({
  count: count.default(1),
  when: z.enum(['before', 'after']).default('before'),
  pathStartsWith: z.exactOptional(path),
});
const tear = z.strictObject({
  count: count.default(1),
  contentLength: z.enum(['matching', 'missing', 'whole']).default('matching'),
  pathStartsWith: z.exactOptional(path),
});
const latency = z.strictObject({ milliseconds: z.int().min(0).max(600_000), pathStartsWith: path.default('') });
const eventFailure = z.strictObject({ count: count.default(1), errorNumber: z.int() });

/** A lever as the address serves it: takes parsed JSON, answers a sentence or a view, or promises one. */
type ControlLever = (scene: Scene, given: unknown) => unknown;

/** Ties what a lever takes to what it does. Throws ZodError when the two do not fit. */
function lever<Given>(takes: z.core.$ZodType<Given>, does: (scene: Scene, given: Given) => unknown): ControlLever {
  return (scene, given) => does(scene, z.parse(takes, given));
}

/** A lever that only prepares what later requests will meet. */
function arranging<Given>(takes: z.core.$ZodType<Given>, does: (scene: Scene, given: Given) => void): ControlLever {
  return lever(takes, (scene, given) => {
    does(scene, given);
    return 'Arranged.';
  });
}

const elsewhere = 'Time is moved elsewhere.';

/** POST /control/<name> with a JSON object. */
export const controlLevers = {
  buy: lever(order, ({ levers }, given) => levers.buy(given)),
  refund: lever(order, ({ levers }, given) => levers.refund(given)),
  refundBelowAssigned: lever(belowAssigned, ({ levers }, given) => levers.refundBelowAssigned(given)),
  transfer: lever(transfer, ({ levers }, given) => levers.transfer(given)),
  revokeToken: lever(z.strictObject({ tokenId: name }), ({ levers }, given) => levers.revokeToken(given.tokenId)),
  expireToken: lever(z.strictObject({ tokenId: name }), ({ levers }, given) => levers.expireToken(given)),
  changePassword: lever(nothing, ({ levers }) => levers.changePassword()),
  downloadToken: lever(download, ({ levers }, given) => levers.downloadToken(given)),
  acceptInvitation: lever(user, ({ levers }, given) => levers.acceptInvitation(given.clientUserId)),
  claim: lever(z.strictObject({ mdmInfo: mdmInfo.nullable() }), ({ levers }, given) => levers.claim(given.mdmInfo)),
  clearClaim: lever(nothing, ({ levers }) => levers.clearClaim()),
  claimByOldProduct: lever(nothing, ({ levers }) => levers.claimByOldProduct()),
  takeOver: lever(z.strictObject({ mdmInfo: z.boolean() }), ({ levers }, given) => levers.takeOver(given)),
  retireOurUsers: lever(ours, ({ levers }, given) => levers.retireOurUsers(given)),
  takeOurLicences: lever(ours, ({ levers }, given) => levers.takeOurLicences(given)),
  assignElsewhere: lever(order, ({ levers }, given) => levers.assignElsewhere(given)),
  takeElsewhere: lever(order, ({ levers }, given) => levers.takeElsewhere(given)),
  retireElsewhere: lever(user, ({ levers }, given) => levers.retireElsewhere(given.clientUserId)),
  rename: lever(z.strictObject({ name }), ({ levers }, given) => levers.rename(given.name)),
  deliver: lever(nothing, async ({ deliverDue }) => `${await deliverDue()} notifications were sent.`),
  reset: lever(nothing, ({ levers }) => {
    levers.reset();
    return 'Everything is as it was at the start.';
  }),
  'faults/fail': arranging(failure, ({ faults }, { count: times, ...given }) => faults.failNext(times, given)),
  'faults/cut': arranging(cut, ({ faults }, { count: times, ...given }) => faults.cutConnection(times, given)),
  'faults/tear': arranging(tear, ({ faults }, { count: times, ...given }) => faults.tearNext(times, given)),
  'faults/latency': arranging(latency, ({ faults }, given) => faults.latency(given.milliseconds, given.pathStartsWith)),
  'faults/hold': arranging(z.strictObject({ pathStartsWith: path.default('') }), ({ faults }, given) =>
    faults.hold(given.pathStartsWith),
  ),
  'faults/release': arranging(z.strictObject({ pathStartsWith: z.exactOptional(path) }), ({ faults }, given) =>
    faults.release(given.pathStartsWith),
  ),
  'faults/events': arranging(eventFailure, ({ faults }, given) => faults.failEvents(given.count, given.errorNumber)),
  'faults/clear': arranging(nothing, ({ faults }) => faults.clear()),
  switches: lever(z.record(z.string(), z.unknown()), ({ switches }, given) => {
    changeSwitches(switches, given);
    return switches;
  }),
  move: lever(z.strictObject({ milliseconds: z.int() }), ({ clock, deliverDue }, given) => {
    clock?.move(given.milliseconds);
    void deliverDue();
    return clock === null ? elsewhere : 'Time was moved.';
  }),
  set: lever(z.strictObject({ instant }), ({ clock, deliverDue }, given) => {
    clock?.set(given.instant);
    void deliverDue();
    return clock === null ? elsewhere : 'Time was set.';
  }),
} satisfies Record<string, ControlLever>;

function view(scene: Scene): WireAnswer {
  const { levers, switches, faults } = scene;
  const now = new Date(scene.now()).toISOString();
  return jsonAnswer(200, {
    ...levers.view(),
    now,
    switches,
    held: faults.held(),
    deliveries: scene.deliveries.records().slice(-200),
    levers: Object.keys(controlLevers),
    requests: scene.requests().slice(-200),
  });
}

async function pulled(scene: Scene, pull: ControlLever, body: string): Promise<WireAnswer> {
  try {
    const outcome = await pull(scene, JSON.parse(body === '' ? '{}' : body));
    return jsonAnswer(200, typeof outcome === 'string' ? { said: outcome } : outcome);
  } catch (error) {
    if (error instanceof z.ZodError) return jsonAnswer(400, { error: z.prettifyError(error) });
    if (error instanceof SyntaxError) return jsonAnswer(400, { error: 'The body is not JSON.' });
    if (error instanceof UnknownDownloadError || error instanceof SeedError)
      return jsonAnswer(400, { error: error.message });
    throw error;
  }
}

/** GET shows everything at Apple; POST to a lever's name pulls it. Foreign hosts and origins are refused. */
export async function controlAnswer(
  scene: Scene,
  request: IncomingMessage,
  url: URL,
  body: string | null,
): Promise<WireAnswer> {
  if (!sameSite(request, scene.origin())) return jsonAnswer(403, { error: 'Foreign host or origin.' });
  const wanted = url.pathname.replace(/^\/control\/?/, '');
  if (request.method === 'GET' && wanted === '') return view(scene);
  const levers: Readonly<Record<string, ControlLever>> = controlLevers;
  const pull = Object.hasOwn(levers, wanted) ? levers[wanted] : undefined;
  if (pull === undefined) return jsonAnswer(404, { error: `There is no lever "${wanted}".` });
  if (request.method !== 'POST') return jsonAnswer(405, { error: 'Levers are pulled by POST.' });
  const type = request.headers['content-type']?.split(';')[0]?.trim();
  if (type !== 'application/json') return jsonAnswer(415, { error: 'The body must be application/json.' });
  if (body === null) return jsonAnswer(413, { error: 'The body is too long.' });
  return pulled(scene, pull, body);
}
