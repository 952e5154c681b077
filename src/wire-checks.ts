import { appleChecks } from './apple/checks.js';
import type { AppleLicences } from './apple/client.js';
import type { Config } from './config.js';
import type { Check, Checks } from './licensing/ports/checks.js';
import type { People } from './licensing/ports/people.js';
import { mdmChecks } from './mdm/checks.js';
import type { MdmDevices } from './mdm/devices.js';
import type { SlackApp } from './slack/app.js';
import { slackChecks } from './slack/checks.js';
import { slackHosts } from './slack/hosts.js';
import type { UserGroups } from './slack/user-groups.js';
import { storageChecks } from './storage/checks.js';
import type { Store } from './storage/folder.js';

/** Milliseconds after which a check is given up. */
const CHECK_TIME = 10_000;

export interface ChecksOptions {
  config: Config;
  store: Pick<Store, 'audit'>;
  slack: SlackApp;
  licences: Pick<AppleLicences, 'serviceConfig'>;
  devices: MdmDevices | null;
  people: People;
  groups: UserGroups;
  bell: Readonly<Record<'bell', Check>>;
  /** Somebody calls the bot, so it listens. */
  listens: boolean;
}

/** What the adapters can look at, and how long is waited for it. */
export function wireChecks(options: ChecksOptions): Checks {
  const { config, store, slack, licences, devices, people, groups, bell, listens } = options;
  return {
    outside: {
      ...slackChecks({
        client: slack.client,
        apiUrl: slackHosts(config.slack.apiUrl).apiUrl,
        transport: config.slack.transport.kind,
        transportState: () => slack.transportState(),
        channel: config.slack.channel,
        approvalsChannel: config.slack.approvalsChannel,
        twoApprove: config.deployments.approvals.twoFrom !== null,
        people,
        groups,
        roles: config.roles,
        wireNow: Date.now,
      }),
      ...storageChecks({ folder: config.folder, audit: store.audit }),
      ...appleChecks(licences),
      ...mdmChecks(devices),
      ...bell,
      addresses: addresses(config, listens),
    },
    inTime: (work) => inTime(work, CHECK_TIME),
  };
}

/** Slack needs a public address; Apple goes without one, and the MDM server may stand beside us. */
function addresses({ http, slack }: Config, listens: boolean): Check {
  const listensAt = listens ? `${http.host}:${http.port}` : null;
  const { publicUrl } = http;
  return async () => {
    const verdict = slack.transport.kind === 'http' && publicUrl === null ? 'hint' : 'ok';
    return { name: 'addresses', verdict, facts: { listensAt, publicUrl } };
  };
}

/** The work goes on unheard when it is late; its fault is heard by nobody then. */
async function inTime<T>(work: Promise<T>, milliseconds: number): Promise<T | 'late'> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<'late'>((resolve) => {
    timer = setTimeout(resolve, milliseconds, 'late');
  });
  work.catch(() => undefined);
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}
