import type { SlackSide } from '../page/protocol.js';
import type { SlackLevers } from '../slack/levers.js';
import type { CallFault } from './lever-bodies.js';
import { RefusedRequest } from './refused-request.js';

/** What people do in Slack's administration, and Slack's own moods. Every lever answers what happened in one sentence. */
export interface SlackSideLevers {
  view(): SlackSide;
  /** The next posts into the channel are answered with 429 and `Retry-After` in seconds. */
  limitPosts(count: number, seconds: number): string;
  /** The bot's next calls, whatever they are, fail so. */
  failCalls(fault: CallFault, count: number): string;
  /** Gives the bot one of its scopes back, or takes it away. Throws `RefusedRequest` (404) for one that it never had. */
  grant(scope: string, granted: boolean): string;
  removeBot(): Promise<string>;
  inviteBot(): Promise<string>;
  archive(archived: boolean): string;
  /** Takes a person out of the workspace, or back in. */
  deactivate(userId: string, deleted: boolean): Promise<string>;
  /** Seconds by which Slack's clock is ahead; negative when it is behind. */
  skewClock(seconds: number): string;
  dropConnections(): string;
  /** Ends every arranged failure. */
  calm(): string;
}

export interface SlackSideParts {
  transport: SlackSide['transport'];
  levers: Pick<
    SlackLevers,
    | 'settings'
    | 'failNext'
    | 'clearFaults'
    | 'removeFromChannel'
    | 'addToChannel'
    | 'archive'
    | 'changePerson'
    | 'connections'
    | 'dropConnections'
  >;
  /** The channel of the bot's summaries. */
  channel: { id: string; name: string };
}

/** Slack's side of the page. What the stand-in does not tell of the channel is remembered from what was pulled here. */
export function openSlackSide({ transport, levers, channel }: SlackSideParts): SlackSideLevers {
  const known = { ...channel, archived: false, hasBot: true };
  const installed = [...levers.settings.scopes].sort();
  return {
    ...channelLevers(levers, known),
    ...callLevers(levers, installed),
    view: () => ({
      transport,
      connections: levers.connections(),
      clockSkew: levers.settings.clockSkew,
      channel: { ...known },
      scopes: installed.map((name) => ({ name, granted: levers.settings.scopes.has(name) })),
    }),
    async deactivate(userId, deleted) {
      await levers.changePerson(userId, { deleted });
      return deleted ? 'The person is deactivated and in no channel any more.' : 'The person is back in the workspace.';
    },
    skewClock(seconds) {
      levers.settings.clockSkew = seconds;
      return seconds === 0 ? 'Slack’s clock is right.' : `Slack’s clock is wrong by ${Math.abs(seconds)} seconds.`;
    },
    dropConnections() {
      if (transport === 'http') throw new RefusedRequest(409, 'no_connection', 'Over HTTP no connection stands.');
      levers.dropConnections();
      return 'Every connection to the bot was cut.';
    },
    calm() {
      levers.clearFaults();
      return 'Slack answers as it should.';
    },
  };
}

const callFaults = {
  '503': { fault: { kind: 'status', status: 503 }, words: 'are answered with an error (503); nothing is done.' },
  lost: { fault: { kind: 'lost' }, words: 'are done, but their answers never come.' },
} as const satisfies Record<CallFault, unknown>;

function callLevers(
  levers: SlackSideParts['levers'],
  installed: readonly string[],
): Pick<SlackSideLevers, 'failCalls' | 'grant'> {
  return {
    failCalls(wanted, count) {
      const { fault, words } = callFaults[wanted];
      levers.failNext('*', fault, count);
      return `The next ${count} calls of the bot ${words}`;
    },
    grant(scope, granted) {
      if (!installed.includes(scope)) throw new RefusedRequest(404, 'no_scope', 'The bot was never given that scope.');
      const { scopes } = levers.settings;
      if (granted) scopes.add(scope);
      else scopes.delete(scope);
      return granted ? `The bot has the scope ${scope} again.` : `The bot does not have the scope ${scope} any more.`;
    },
  };
}

type ChannelLevers = Pick<SlackSideLevers, 'limitPosts' | 'removeBot' | 'inviteBot' | 'archive'>;

function channelLevers(levers: SlackSideParts['levers'], known: SlackSide['channel']): ChannelLevers {
  const { id, name } = known;
  const place = `#${name}`;
  return {
    limitPosts(count, seconds) {
      levers.failNext('chat.postMessage', { kind: 'rate-limit', seconds }, count, { channel: id });
      return `The next ${count} posts into ${place} are told to come back in ${seconds} seconds.`;
    },
    async removeBot() {
      await levers.removeFromChannel(id);
      known.hasBot = false;
      return `The bot is no longer in ${place}.`;
    },
    async inviteBot() {
      await levers.addToChannel(id);
      known.hasBot = true;
      return `The bot is in ${place} again.`;
    },
    archive(wanted) {
      levers.archive(id, wanted);
      known.archived = wanted;
      return wanted ? `${place} is archived.` : `${place} is open again.`;
    },
  };
}
