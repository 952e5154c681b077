import { ActFailed } from '../act-failed.js';
import type { JsonObject } from '../json.js';
import { currentValues } from '../state/form.js';
import { findMessage } from '../state/messages.js';
import type { FormValues, StoredView, User } from '../state/records.js';
import type { Store } from '../state/store.js';
import { homeOf, stackOf } from '../state/views.js';
import { messageObject, viewObject } from '../web-api/objects.js';
import type { Surface } from '../workspace.js';
import { payloadName } from './payloads.js';
import { visibleChannels, visibleMessages } from './sight.js';

/** One place that a person can act in: what stands there, what was chosen, and how payloads describe it. */
export interface Place {
  blocks: readonly JsonObject[];
  values: FormValues;
  keep(values: FormValues): void;
  viewId: string | null;
  /** The members of a payload that say where it happened; `responseUrl` is asked only for messages. */
  describe(
    responseUrl: (target: { channelId: string; messageTs: string; threadTs: string | null }) => string,
  ): JsonObject;
}

function messagePlace(store: Store, user: User, channelId: string, ts: string): Place | undefined {
  const channel = visibleChannels(store, user).find((candidate) => candidate.id === channelId);
  const message = channel && findMessage(store, channelId, ts);
  if (channel === undefined || message === undefined || !visibleMessages(channel, user).includes(message))
    return undefined;
  const key = `${user.id} ${channelId} ${ts}`;
  const values = store.messageValues.get(key) ?? {};
  const ephemeral = message.seenBy !== null;
  const threadTs = message.threadTs;
  return {
    blocks: message.blocks,
    values,
    keep: (changed) => store.messageValues.set(key, changed),
    viewId: null,
    describe: (responseUrl) => ({
      container: {
        type: 'message',
        message_ts: ts,
        channel_id: channelId,
        is_ephemeral: ephemeral,
        ...(threadTs === null ? {} : { thread_ts: threadTs }),
      },
      channel: { id: channelId, name: payloadName(channel) },
      ...(ephemeral ? {} : { message: messageObject(store, message) }),
      state: { values: currentValues(message.blocks, store.messageValues.get(key) ?? {}) },
      response_url: responseUrl({ channelId, messageTs: ts, threadTs }),
    }),
  };
}

function viewPlace(store: Store, view: StoredView): Place {
  return {
    blocks: view.blocks,
    values: view.values,
    keep: (changed) => {
      view.values = changed;
    },
    viewId: view.type === 'modal' ? view.id : null,
    describe: () => ({ container: { type: 'view', view_id: view.id }, view: viewObject(store, view) }),
  };
}

function locate(store: Store, user: User, surface: Surface): Place | undefined {
  if (surface.kind === 'message') return messagePlace(store, user, surface.channelId, surface.ts);
  const view = surface.kind === 'home' ? homeOf(store, user.id) : stackOf(store, user.id).at(-1);
  if (view === undefined || (surface.kind === 'modal' && view.id !== surface.viewId)) return undefined;
  return viewPlace(store, view);
}

/** The place of an act; throws `ActFailed` when this person does not see it, or sees it below another modal. */
export function placeOf(store: Store, user: User, surface: Surface): Place {
  const place = locate(store, user, surface);
  if (place === undefined) throw new ActFailed('not_visible', `${user.realName} does not see that ${surface.kind}`);
  return place;
}
