import { readFile, stat } from 'node:fs/promises';
import type { Logger } from 'pino';
import { type BackgroundWork, createBackground } from './background.js';
import type { Config } from './config.js';
import type { Core } from './licensing/flows/core.js';
import type { SlackApp } from './slack/app.js';
import { createFiles } from './slack/files.js';
import { createHomePublisher, type HomePublisher } from './slack/home-publisher.js';
import { slackHosts } from './slack/hosts.js';
import { actionHandlers } from './slack/listeners/actions.js';
import { vppCommand } from './slack/listeners/commands.js';
import type { Conversation, ServerFile } from './slack/listeners/conversation.js';
import { createDrafts } from './slack/listeners/drafts.js';
import { homeTab } from './slack/listeners/home.js';
import { optionsHandlers } from './slack/listeners/options.js';
import { viewHandlers } from './slack/listeners/views.js';
import { type Listeners, registerListeners } from './slack/register-listeners.js';

const PORTAL = 'https://business.apple.com';
/** A content token is far shorter. */
const TOKEN_FILE_LIMIT = 64 * 1024;

export interface TalkOptions {
  core: Core;
  slack: SlackApp;
  config: Config;
  log: Logger;
  /** Commands and clicks of one person. */
  clicksPerMinute?: number | undefined;
}

/** What a conversation between people and the core consists of. */
export interface Talk {
  conversation: Conversation;
  background: BackgroundWork;
  listeners: Listeners;
  home: HomePublisher;
}

/** Everything between Bolt and the core: registers the listeners, begins nothing. */
export function wireSlack({ core, slack, config, log, clicksPerMinute }: TalkOptions): Talk {
  const hosts = slackHosts(config.slack.apiUrl);
  const background = createBackground({
    core,
    onFault: (fault, reference) => log.error({ fault, reference }, 'Background work failed'),
    onRung: (reference, done) => log.info({ reference, done }, 'Rung'),
    onBegin: (work, reference) => log.info({ reference, work }, 'Begun'),
    onChange: () => home.renew(),
  });
  const conversation: Conversation = {
    core,
    background,
    drafts: createDrafts(() => core.ids.uuid()),
    portalUrl: PORTAL,
    download: createFiles({ client: slack.client, botToken: config.slack.botToken, hosts, log }).read,
    readServerFile: config.apple.tokenFile === null ? null : serverFile(config.apple.tokenFile),
  };
  const home = createHomePublisher({
    client: slack.client,
    home: homeTab(conversation),
    ids: core.ids,
    log,
    wireNow: Date.now,
  });
  const listeners = registerListeners(
    slack.app,
    {
      command: vppCommand(conversation),
      actions: actionHandlers(conversation),
      views: viewHandlers(conversation),
      closed: {},
      options: optionsHandlers(conversation),
    },
    {
      client: slack.client,
      postingClient: slack.postingClient,
      hosts,
      home,
      identity: slack.identity,
      ids: core.ids,
      log,
      wireNow: Date.now,
      ...(clicksPerMinute === undefined ? {} : { clicksPerMinute }),
    },
  );
  return { conversation, background, listeners, home };
}

function serverFile(path: string): () => Promise<ServerFile> {
  return async () => {
    try {
      const { size } = await stat(path);
      if (size > TOKEN_FILE_LIMIT) return { result: 'unreadable', reason: 'the file is larger than a content token' };
      return { result: 'text', text: await readFile(path, 'utf8') };
    } catch (fault) {
      const code = fault instanceof Error && 'code' in fault ? String(fault.code) : 'unknown';
      return { result: 'unreadable', reason: `the file could not be read (${code})` };
    }
  };
}
