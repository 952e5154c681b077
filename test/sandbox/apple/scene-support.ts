import { Deliveries } from '../../../src/sandbox/apple/deliveries.js';
import { Faults } from '../../../src/sandbox/apple/faults.js';
import { leversOf } from '../../../src/sandbox/apple/lever-actions.js';
import { appleSeed } from '../../../src/sandbox/apple/seed.js';
import type { AppleSeed } from '../../../src/sandbox/apple/seed-schema.js';
import { type SwitchChanges, switchesOf } from '../../../src/sandbox/apple/switches.js';
import { makeWorld, parseSeed } from '../../../src/sandbox/apple/world.js';
import { isRecord, start } from './support.js';

/** A notification as its subscriber would have got it. */
export interface Posted {
  url: string | null;
  token: string | null;
  notificationId: string;
  notificationType: string;
  uId: string;
  notification: Record<string, unknown>;
}

const envelope = (text: string): Record<string, unknown> => {
  const parsed: unknown = JSON.parse(text);
  return isRecord(parsed) ? parsed : {};
};

/** Apple's side without sockets: events are worked off at once, the subscriber is a list, and time moves by hand. */
export function appleScene(options: { switches?: SwitchChanges; seed?: AppleSeed } = {}) {
  const clock = { at: start };
  const now = () => clock.at;
  const switches = switchesOf({ eventLatencyMilliseconds: 0, eventMillisecondsPerTask: 0, ...options.switches });
  const posted: Posted[] = [];
  /** What the subscriber answers; the next ones first. */
  const refusals: boolean[] = [];
  const deliveries = new Deliveries(now, switches, async ({ url, token }, text) => {
    const { notificationId, notificationType, uId, notification } = envelope(text);
    const body = isRecord(notification) ? notification : {};
    posted.push({
      ...{ url, token, notification: body, uId: String(uId) },
      ...{ notificationId: String(notificationId), notificationType: String(notificationType) },
    });
    return refusals.shift() !== true;
  });
  const faults = new Faults();
  const surroundings = { switches, faults, outbox: deliveries };
  const world = makeWorld(parseSeed(options.seed ?? appleSeed), surroundings, start);
  const notifications = () => deliveries.records();
  const levers = leversOf({ world: () => world, now, reset: () => undefined, notifications });
  const { location, events } = world.main;
  const subscribe = (...types: string[]) => {
    location.notifications = { url: 'https://bot.invalid/hook', token: 'shared', types };
  };
  return { clock, now, switches, posted, refusals, deliveries, faults, world, levers, location, events, subscribe };
}
