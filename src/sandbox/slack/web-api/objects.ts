import { type JsonObject, withoutNulls } from '../json.js';
import { currentValues } from '../state/form.js';
import type { Channel, Message, StoredFile, StoredView, User, UserGroup } from '../state/records.js';
import type { Store } from '../state/store.js';

/** Whether Slack counts a person as somebody who may be a guest, a stranger or gone. */
export function userObject(store: Store, user: User, withEmail: boolean): JsonObject {
  const own = user.teamId === store.team.id;
  const profile = withoutNulls({
    real_name: user.realName,
    real_name_normalized: user.realName,
    // As of most people, who never set one.
    display_name: '',
    display_name_normalized: '',
    title: user.title,
    team: user.teamId,
    email: withEmail && own && !user.bot ? user.email : null,
    bot_id: user.id === store.app.botUserId ? store.app.botId : null,
    api_app_id: user.id === store.app.botUserId ? store.app.id : null,
  });
  const base = { id: user.id, team_id: user.teamId, name: user.handle, deleted: user.deleted, profile };
  const common = { is_bot: user.bot, is_app_user: false, updated: user.updated };
  if (user.deleted) return { ...base, ...common };
  return {
    ...base,
    ...common,
    real_name: user.realName,
    tz: user.timeZone,
    tz_label: user.timeZone,
    tz_offset: zoneOffset(user.timeZone, store.now()),
    is_admin: user.admin,
    is_owner: false,
    is_primary_owner: false,
    is_restricted: user.restricted,
    is_ultra_restricted: user.ultraRestricted,
    is_email_confirmed: true,
    ...(own ? {} : { is_stranger: user.stranger }),
  };
}

/** Seconds by which a zone is ahead of UTC. */
function zoneOffset(timeZone: string, at: number): number {
  const parts = new Intl.DateTimeFormat('en-GB', { timeZone, timeZoneName: 'longOffset' }).formatToParts(at);
  const name = parts.find((part) => part.type === 'timeZoneName')?.value ?? 'GMT';
  const match = /GMT([+-])(\d{2}):(\d{2})/.exec(name);
  if (match === null) return 0;
  const size = Number(match[2]) * 3600 + Number(match[3]) * 60;
  return match[1] === '-' ? -size : size;
}

export function channelObject(store: Store, channel: Channel): JsonObject {
  const base = { id: channel.id, created: 0, is_archived: channel.archived, context_team_id: store.team.id };
  if (channel.kind === 'direct') {
    const other = [...channel.members].find((id) => id !== store.app.botUserId) ?? '';
    return {
      ...base,
      is_im: true,
      is_org_shared: false,
      user: other,
      is_user_deleted: store.users.get(other)?.deleted,
    };
  }
  return {
    ...base,
    name: channel.name,
    name_normalized: channel.name,
    is_channel: channel.kind === 'channel',
    is_group: channel.kind === 'private',
    is_im: false,
    is_mpim: false,
    is_private: channel.kind === 'private',
    is_general: channel.name === 'general',
    is_shared: channel.extShared,
    is_org_shared: false,
    is_ext_shared: channel.extShared,
    is_member: channel.members.has(store.app.botUserId),
    num_members: channel.members.size,
  };
}

export function messageObject(store: Store, message: Message): JsonObject {
  const own = message.authorId === store.app.botUserId;
  return withoutNulls({
    type: 'message',
    user: message.authorId,
    ts: message.ts,
    bot_id: own ? store.app.botId : null,
    app_id: own ? store.app.id : null,
    team: store.team.id,
    text: message.text,
    blocks: message.blocks.length > 0 ? message.blocks : null,
    thread_ts: message.threadTs,
    edited: message.edited === null ? null : { user: message.authorId, ts: message.edited },
    metadata: message.metadata,
  });
}

export function viewObject(store: Store, view: StoredView): JsonObject {
  return {
    id: view.id,
    team_id: store.team.id,
    type: view.type,
    blocks: view.blocks,
    private_metadata: view.privateMetadata,
    callback_id: view.callbackId,
    state: { values: currentValues(view.blocks, view.values) },
    hash: view.hash,
    title: view.title,
    clear_on_close: view.clearOnClose,
    notify_on_close: view.notifyOnClose,
    close: view.close,
    submit: view.submit,
    previous_view_id: view.previousViewId,
    root_view_id: view.rootViewId,
    app_id: store.app.id,
    external_id: view.externalId,
    app_installed_team_id: store.team.id,
    bot_id: store.app.botId,
  };
}

export function groupObject(store: Store, group: UserGroup, withUsers: boolean): JsonObject {
  return {
    id: group.id,
    team_id: store.team.id,
    is_usergroup: true,
    name: group.name,
    handle: group.handle,
    is_external: false,
    date_delete: group.enabled ? 0 : 1,
    user_count: group.members.length,
    ...(withUsers ? { users: [...group.members] } : {}),
  };
}

export function fileObject(store: Store, file: StoredFile, baseUrl: string): JsonObject {
  const place = `${baseUrl}/files-pri/${store.team.id}-${file.id}`;
  const name = encodeURIComponent(file.name);
  return {
    id: file.id,
    created: file.created,
    timestamp: file.created,
    name: file.name,
    title: file.title,
    mimetype: file.mimeType,
    filetype: /\.([A-Za-z0-9]+)$/.exec(file.name)?.[1]?.toLowerCase() ?? 'binary',
    user: file.ownerId,
    user_team: store.team.id,
    size: file.content.length,
    mode: 'hosted',
    is_external: false,
    is_public: false,
    url_private: `${place}/${name}`,
    url_private_download: `${place}/download/${name}`,
  };
}
