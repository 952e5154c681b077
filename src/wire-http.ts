import type { Logger } from 'pino';
import { notificationHandler, type Outcome } from './apple/notifications.js';
import type { BackgroundWork } from './background.js';
import type { Config } from './config.js';
import { createPublicServer, type Mount, type PublicServer } from './http/public.js';
import { webhook } from './http/webhook.js';
import type { Core } from './licensing/flows/core.js';
import { NOTIFICATIONS_PATH } from './licensing/flows/subscription-step.js';
import { takeDeviceEvent } from './licensing/flows/take-device-event.js';
import { expectedSender, takeNotification } from './licensing/flows/take-notification.js';
import { type MdmWebhookOutcome, mdmWebhookHandler } from './mdm/webhook.js';
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
  if (config.mdm.kind !== 'none') mounts.push({ path: MDM_PATH, handle: mdm(core, background, config.mdm, log) });
  if (mounts.length === 0) return null;
  const server = createPublicServer({
    ...{ host, port, mounts },
    basePath: publicUrl === null ? '' : new URL(publicUrl).pathname.replace(/\/$/, ''),
    onFault: (fault) => log.error({ fault }, 'A request from outside failed'),
  });
  const start = () => server.start().catch((fault) => Promise.reject(new ListenRefused(host, port, fault)));
  return { ...server, start };
}

/** Below the public address. MicroMDM's secret stands behind it. */
const MDM_PATH = '/mdm/webhook';

const reasons: Readonly<Record<string, string>> = {
  EADDRINUSE: 'Another process listens there: end it, or name a free port',
  EACCES: 'The system keeps that port for others: name one from 1024 on, and let a proxy stand in front of it',
  EADDRNOTAVAIL: 'This machine has no such address: name one of its own, such as 127.0.0.1, or 0.0.0.0 for all',
  ENOTFOUND: 'That name leads to no address: name an address of this machine, such as 127.0.0.1',
};

/** The bot cannot listen, and what to do. */
export class ListenRefused extends Error {
  readonly code = 'LISTEN_REFUSED';
  override readonly name = 'ListenRefused';

  constructor(host: string, port: number, cause: unknown) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown fault';
    const reason = reasons[code] ?? 'The system refused it: check the address';
    super(`The bot cannot listen at VPP_LISTEN, ${host}:${port} (${code}). ${reason}.`, { cause });
  }
}

/** What somebody should hear of at any level of the log. */
const levels: Readonly<Partial<Record<Outcome, 'warn' | 'error'>>> = { 'not-stored': 'error', 'wrong-bearer': 'warn' };

function notifications(core: Core, background: Pick<BackgroundWork, 'work'>, log: Logger): Mount['handle'] {
  const handle = notificationHandler({
    expected: () => expectedSender(core),
    take: (incoming) => takeNotification(core, incoming),
    onStored: () => background.work(),
    log: (event) => log[levels[event.outcome] ?? 'info'](event, 'A request to the address of notifications'),
  });
  return webhook(handle);
}

const mdmLevels: Readonly<Partial<Record<MdmWebhookOutcome, 'warn' | 'error'>>> = {
  'not-stored': 'error',
  'no-signature': 'warn',
  'wrong-signature': 'warn',
  'plist-refused': 'warn',
  unreadable: 'warn',
  'too-long': 'warn',
};

function mdm(
  core: Core,
  background: Pick<BackgroundWork, 'work'>,
  { kind, webhookSecret }: Exclude<Config['mdm'], { kind: 'none' }>,
  log: Logger,
): Mount['handle'] {
  const handle = mdmWebhookHandler({
    kind,
    secret: webhookSecret,
    take: (event) => takeDeviceEvent(core, event),
    onStored: () => background.work(),
    log: (event) => log[mdmLevels[event.outcome] ?? 'info'](event, 'A request to the address of the MDM server'),
  });
  return webhook(handle);
}
