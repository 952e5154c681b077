import type { PageState, TokenSummary } from '../page/protocol.js';
import type { ConversationView } from '../slack/workspace.js';
import type { PageServerOptions } from './options.js';

/** All that the page shows for one person, without the contents of tokens. */
export function pageState(options: PageServerOptions, as: string): PageState {
  const workspace = options.slack.actAs(as).view();
  const apple = options.apple.view();
  const watched = workspace.people.filter((person) => person.kind !== 'bot' && person.kind !== 'deactivated');
  return {
    workspace,
    apple: {
      ...apple,
      tokens: apple.tokens.map(summary),
      knobs: options.notifications?.view() ?? null,
      switches: options.switches?.view() ?? null,
    },
    clock: {
      now: options.clock.now(),
      zone: options.zone ?? null,
      tokenExpires: options.tokenExpires?.() ?? null,
      nextSync: options.nextSync?.() ?? null,
    },
    hints: options.hints(),
    news: Object.fromEntries(
      watched.map((person) => [person.id, newest(options.slack.actAs(person.id).view().conversations, person.id)]),
    ),
    can: { restart: options.restart !== undefined, reset: options.reset !== undefined },
    whatIf: options.whatIf?.state() ?? null,
    slack: options.slackSide?.view() ?? null,
    phones:
      options.phones === undefined ? null : { all: options.phones.view(), lost: options.phoneEvents?.lost() ?? false },
  };
}

function summary(token: TokenSummary): TokenSummary {
  return {
    id: token.id,
    location: token.location,
    fileName: token.fileName,
    expires: token.expires,
    state: token.state,
    permission: token.permission,
  };
}

function newest(conversations: ConversationView[], reader: string): Record<string, string> {
  return Object.fromEntries(
    conversations.flatMap((conversation) => {
      const others = conversation.messages
        .filter((message) => message.author.id !== reader)
        .map((message) => message.ts);
      const last = others.sort((one, other) => Number(one) - Number(other)).at(-1);
      return last === undefined ? [] : [[conversation.id, last]];
    }),
  );
}
