import { App, type Logger, LogLevel } from '@slack/bolt';
import { WebClient } from '@slack/web-api';
import { parseManifest } from '../../../src/sandbox/slack/manifest.js';
import { type SlackStandIn, type SlackStandInOptions, startSlackStandIn } from '../../../src/sandbox/slack/server.js';

export const MANIFEST_TEXT = `
display_information:
  name: vpp-bot
features:
  app_home:
    home_tab_enabled: true
    messages_tab_enabled: true
  bot_user:
    display_name: vpp-bot
  slash_commands:
    - command: /vpp
      description: Apps and licences
      usage_hint: "[help | sync | apps]"
      should_escape: true
oauth_config:
  scopes:
    bot:
      - commands
      - chat:write
      - im:write
      - im:read
      - users:read
      - users:read.email
      - usergroups:read
      - channels:read
      - channels:join
      - groups:read
      - files:read
      - files:write
      - team:read
settings:
  event_subscriptions:
    bot_events:
      - app_home_opened
      - user_change
      - team_join
      - subteam_members_changed
      - member_joined_channel
      - member_left_channel
  interactivity:
    is_enabled: true
  socket_mode_enabled: true
`;

export const manifest = parseManifest(MANIFEST_TEXT);

/** A stand-in with quick acts. */
export function startSlack(options: Partial<SlackStandInOptions> = {}): Promise<SlackStandIn> {
  return startSlackStandIn({ manifest, settle: 25, ...options });
}

const retryConfig = { retries: 0 };

/** The SDKs write every refusal to the console; the tests provoke them on purpose. */
export const silent: Logger = {
  debug: () => {},
  info: () => {},
  warn: () => {},
  error: () => {},
  setLevel: () => {},
  getLevel: () => LogLevel.ERROR,
  setName: () => {},
};

/** Slack's own client, pointed at the stand-in. */
export function clientOf(slack: SlackStandIn, token = slack.botToken): WebClient {
  return new WebClient(token, {
    slackApiUrl: slack.apiUrl,
    retryConfig,
    rejectRateLimitedCalls: true,
    logger: silent,
  });
}

/** A Bolt app over the stand-in's transport; `register` adds its listeners before it starts. */
export async function startBolt(slack: SlackStandIn, register: (app: App) => void): Promise<App> {
  const { botToken: token, appToken, signingSecret, apiUrl: slackApiUrl } = slack;
  const app = new App({
    token,
    ...(slack.transport === 'socket' ? { appToken, socketMode: true } : { signingSecret }),
    deferInitialization: true,
    logger: silent,
    clientOptions: { slackApiUrl, retryConfig },
  });
  register(app);
  await app.init();
  if (slack.transport === 'socket') await app.start();
  else await slack.levers.setRequestUrl(eventsUrl(await app.start({ port: 0, host: '127.0.0.1' })));
  return app;
}

function eventsUrl(server: { address(): unknown }): string {
  const address = server.address();
  const port = typeof address === 'object' && address !== null && 'port' in address ? address.port : 0;
  return `http://127.0.0.1:${port}/slack/events`;
}

/** The `error` of the platform error that a call ends in, or 'ok'. */
export async function refusalOf(call: Promise<unknown>): Promise<string> {
  try {
    await call;
    return 'ok';
  } catch (error) {
    if (error instanceof Error && 'data' in error && typeof error.data === 'object' && error.data !== null) {
      return 'error' in error.data ? String(error.data.error) : 'no error named';
    }
    throw error;
  }
}

/** A text without any formatting. */
export const plain = (text: string) => ({ type: 'plain_text' as const, text });

/** The same value without its type, to send what Bolt's types would not let an app say. */
export const untyped = (value: object) => JSON.parse(JSON.stringify(value));
