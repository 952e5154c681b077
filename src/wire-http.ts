import type { Logger } from 'pino';
import { notificationHandler } from './apple/notifications.js';
import type { BackgroundWork } from './background.js';
import type { Config } from './config.js';
import { createPublicServer, type Mount, type PublicServer } from './http/public.js';
import { webhook } from './http/webhook.js';
import type { Core } from './licensing/flows/core.js';
import { NOTIFICATIONS_PATH } from './licensing/flows/subscription-step.js';
import { expectedSender, takeNotification } from './licensing/flows/take-notification.js';
import type { SlackApp } from './slack/app.js';

export interface CallersOptions {
  core: Core;
  slack: Pick<SlackApp, 'webhook'>;
  background: Pick<BackgroundWork, 'work'>;
  config: Config;
  log: Logger;
}

/** One server for everybody who calls the bot, and `null` when nobody does. Listens to nothing yet. */
export function wireHttp({ core, slack, background, config, log }: CallersOptions): PublicServer | null {
  const { host, port, publicUrl } = config.http;
  const mounts: Mount[] = [];
  if (slack.webhook !== null) mounts.push(slack.webhook);
  if (publicUrl !== null) mounts.push({ path: NOTIFICATIONS_PATH, handle: notifications(core, background, log) });
  if (mounts.length === 0) return null;
  return createPublicServer({
    ...{ host, port, mounts },
    basePath: publicUrl === null ? '' : new URL(publicUrl).pathname.replace(/\/$/, ''),
    onFault: (fault) => log.error({ fault }, 'A request from outside failed'),
  });
}

function notifications(core: Core, background: Pick<BackgroundWork, 'work'>, log: Logger): Mount['handle'] {
  const handle = notificationHandler({
    expected: () => expectedSender(core),
    take: (incoming) => takeNotification(core, incoming),
    onStored: () => background.work(),
    log: (event) => log.info(event, 'A request to the address of notifications'),
  });
  return webhook(handle);
}
