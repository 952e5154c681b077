import type { JsonObject } from '../json.js';
import type { Channel, StoredView, User } from '../state/records.js';
import type { Store } from '../state/store.js';
import { homeOf } from '../state/views.js';
import { viewObject } from '../web-api/objects.js';

/** Slack still sends the retired verification token; nobody should look at it. */
const VERIFICATION_TOKEN = 'verification-token-is-retired';

function userPart(user: User): JsonObject {
  return { id: user.id, username: user.handle, name: user.handle, team_id: user.teamId };
}

/** What every interactive payload says of the app, the workspace and the person. */
function interactive(store: Store, user: User, type: string): JsonObject {
  return {
    type,
    user: userPart(user),
    api_app_id: store.app.id,
    token: VERIFICATION_TOKEN,
    team: { id: store.team.id, domain: store.team.domain },
    enterprise: null,
    is_enterprise_install: false,
  };
}

const CHANNEL_NAME: Record<Exclude<Channel['kind'], 'channel'>, string> = {
  private: 'privategroup',
  direct: 'directmessage',
};

/** A channel's name as payloads carry it: only that of a public one. */
export function payloadName(channel: Channel): string {
  return channel.kind === 'channel' ? channel.name : CHANNEL_NAME[channel.kind];
}

export interface SlashFacts {
  channel: Channel;
  command: string;
  text: string;
  responseUrl: string;
  triggerId: string;
}

/** The form fields of a slash command; every value is text. */
export function slashPayload(store: Store, user: User, facts: SlashFacts): JsonObject {
  return {
    token: VERIFICATION_TOKEN,
    team_id: store.team.id,
    team_domain: store.team.domain,
    channel_id: facts.channel.id,
    channel_name: payloadName(facts.channel),
    user_id: user.id,
    user_name: user.handle,
    command: facts.command,
    text: facts.text,
    api_app_id: store.app.id,
    is_enterprise_install: 'false',
    response_url: facts.responseUrl,
    trigger_id: facts.triggerId,
  };
}

/** `place` says where it happened: container, and message with channel, or view. */
export function actionsPayload(
  store: Store,
  user: User,
  facts: { place: JsonObject; action: JsonObject; triggerId: string },
): JsonObject {
  return {
    ...interactive(store, user, 'block_actions'),
    trigger_id: facts.triggerId,
    ...facts.place,
    actions: [facts.action],
  };
}

export function suggestionPayload(
  store: Store,
  user: User,
  facts: { place: JsonObject; blockId: string; actionId: string; value: string },
): JsonObject {
  const { response_url: _none, state: _state, ...place } = facts.place;
  return {
    ...interactive(store, user, 'block_suggestion'),
    ...place,
    action_id: facts.actionId,
    block_id: facts.blockId,
    value: facts.value,
  };
}

export function submissionPayload(store: Store, user: User, view: StoredView, triggerId: string): JsonObject {
  return {
    ...interactive(store, user, 'view_submission'),
    trigger_id: triggerId,
    view: viewObject(store, view),
    response_urls: [],
  };
}

export function closedPayload(store: Store, user: User, view: StoredView, cleared: boolean): JsonObject {
  return { ...interactive(store, user, 'view_closed'), view: viewObject(store, view), is_cleared: cleared };
}

/** The inner event of somebody opening the app's Home. */
export function homeOpenedEvent(store: Store, user: User, channelId: string): JsonObject {
  const home = homeOf(store, user.id);
  const view = home === undefined ? {} : { view: viewObject(store, home) };
  return { type: 'app_home_opened', user: user.id, channel: channelId, tab: 'home', ...view };
}

/** Wraps an inner event as the Events API does. */
export function eventPayload(store: Store, event: JsonObject): JsonObject {
  const { id: teamId } = store.team;
  const user = store.app.botUserId;
  return {
    token: VERIFICATION_TOKEN,
    team_id: teamId,
    context_team_id: teamId,
    context_enterprise_id: null,
    api_app_id: store.app.id,
    event: { ...event, event_ts: store.newTs() },
    type: 'event_callback',
    event_id: store.newId('Ev'),
    event_time: Math.floor(store.now() / 1000),
    authorizations: [
      { enterprise_id: null, team_id: teamId, user_id: user, is_bot: true, is_enterprise_install: false },
    ],
    is_ext_shared_channel: false,
  };
}
