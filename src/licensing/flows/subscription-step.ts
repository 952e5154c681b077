import type { Versioned } from '../ports/records.js';
import type { BoundLocation, SealedSecret } from '../rules/binding.js';
import { LOOK_AFTER, type Subscription } from '../rules/notification.js';
import type { Core } from './core.js';
import { readBinding, readPause } from './state.js';

/** Id of the one subscription. */
export const SUBSCRIPTION = 'apple';
const BEARER_PURPOSE = 'notification-token';

/** Where Apple's notifications arrive, below the public address; the installation id follows. */
export const NOTIFICATIONS_PATH = '/apple/notifications';

/** What Apple is given as `notificationUrl`. */
export const notificationUrl = (publicUrl: string, { mdmInfo }: BoundLocation): string =>
  `${publicUrl}${NOTIFICATIONS_PATH}/${mdmInfo.id}`;

export const readSubscription = (core: Core): Promise<Versioned<Subscription> | null> =>
  core.records.get('subscription', SUBSCRIPTION);

export const openBearer = (core: Core, { bearer }: Subscription): string => core.secrets.open(bearer, BEARER_PURPOSE);

/** What is to be done about Apple's notification settings now. */
export type Step =
  | { step: 'subscribe'; bound: BoundLocation; url: string; before: Versioned<Subscription> | null }
  | { step: 'look'; bound: BoundLocation; before: Versioned<Subscription> }
  | { step: 'end'; bound: BoundLocation; before: Versioned<Subscription> };

/** A new secret, sealed. */
export const newBearer = (core: Core): SealedSecret => core.secrets.seal(core.ids.secret(), BEARER_PURPOSE);

/** `null`: all is as the configuration wants it, or nothing may be sent now. */
export async function nextStep(core: Core): Promise<Step | null> {
  const bound = (await readBinding(core)).value;
  if (bound.state !== 'bound' || !mayWrite(bound) || (await readPause(core))?.value.paused === true) return null;
  const before = await readSubscription(core);
  const { publicUrl } = core.settings;
  const now = core.clock();
  const mayAsk = before === null || before.value.nextTry === null || before.value.nextTry <= now;
  if (publicUrl === null) return before !== null && mayAsk ? { step: 'end', bound, before } : null;
  const url = notificationUrl(publicUrl, bound);
  if (before === null || before.value.url !== url || before.value.epoch !== bound.epoch) {
    return { step: 'subscribe', bound, url, before };
  }
  if (before.value.state !== 'subscribed') return mayAsk ? { step: 'subscribe', bound, url, before } : null;
  return now - before.value.askedAt >= LOOK_AFTER && mayAsk ? { step: 'look', bound, before } : null;
}

function mayWrite({ tokenState, intent, writesAwaitReadingAfter }: BoundLocation): boolean {
  const good = tokenState === 'valid' || tokenState === 'expiring';
  return good && intent === null && writesAwaitReadingAfter === null;
}
