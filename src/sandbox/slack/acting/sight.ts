import { plainOf } from '../json.js';
import type { SlackManifest } from '../manifest.js';
import type { Channel, Message, StoredView, User } from '../state/records.js';
import { SLACKBOT, type Store } from '../state/store.js';
import { homeOf, stackOf } from '../state/views.js';
import type { ConversationView, FileView, MessageView, ModalView, PersonView, WorkspaceView } from '../workspace.js';

function kindOf(store: Store, user: User): PersonView['kind'] {
  if (user.deleted) return 'deactivated';
  if (user.bot || user.id === SLACKBOT) return 'bot';
  if (user.teamId !== store.team.id) return 'external';
  return user.restricted || user.ultraRestricted ? 'guest' : 'member';
}

export function personView(store: Store, user: User): PersonView {
  return { id: user.id, name: user.realName, title: user.title, kind: kindOf(store, user) };
}

/** The conversations that a person is in; a deactivated person is in none. */
export function visibleChannels(store: Store, user: User): Channel[] {
  if (user.deleted) return [];
  return [...store.channels.values()].filter((channel) => channel.members.has(user.id));
}

/** The messages of a conversation that this person sees, oldest first. */
export function visibleMessages(channel: Channel, user: User): Message[] {
  return channel.messages.filter((message) => message.seenBy === null || message.seenBy === user.id);
}

function filesView(store: Store, message: Message): { files?: readonly FileView[] } {
  const found = message.fileIds.flatMap((id) => store.files.get(id) ?? []);
  if (found.length === 0) return {};
  return { files: found.map(({ id, name, title, content }) => ({ id, name, title, size: content.length })) };
}

export function messageView(store: Store, message: Message): MessageView {
  const author = store.users.get(message.authorId);
  const unknown: PersonView = { id: message.authorId, name: message.authorId, title: '', kind: 'deactivated' };
  return {
    ts: message.ts,
    threadTs: message.threadTs,
    author: author === undefined ? unknown : personView(store, author),
    text: message.text,
    blocks: message.blocks,
    ...filesView(store, message),
    ephemeral: message.seenBy !== null,
    edited: message.edited !== null,
    sentAt: message.sentAt,
  };
}

/** The messages that appeared or changed for this person after a revision. */
export function changedMessages(store: Store, user: User, since: number): MessageView[] {
  return visibleChannels(store, user)
    .flatMap((channel) => visibleMessages(channel, user))
    .filter((message) => message.revision > since)
    .map((message) => messageView(store, message));
}

function modalView(view: StoredView): ModalView {
  return {
    id: view.id,
    hash: view.hash,
    callbackId: view.callbackId,
    title: plainOf(view.title) ?? '',
    submit: plainOf(view.submit),
    close: plainOf(view.close) ?? 'Cancel',
    blocks: view.blocks,
    errors: view.errors,
  };
}

/** A person's open modals, topmost last. */
export function modalViews(store: Store, user: User): ModalView[] {
  return stackOf(store, user.id).map(modalView);
}

function conversationView(store: Store, channel: Channel, me: User): ConversationView {
  const other = [...channel.members].find((id) => id !== me.id) ?? me.id;
  return {
    id: channel.id,
    kind: channel.kind,
    name: channel.kind === 'direct' ? (store.users.get(other)?.realName ?? other) : channel.name,
    shared: channel.extShared,
    messages: visibleMessages(channel, me).map((message) => messageView(store, message)),
  };
}

/** Everything that one person sees right now. */
export function workspaceView(store: Store, manifest: SlackManifest, me: User): WorkspaceView {
  const home = homeOf(store, me.id);
  const people = [...store.users.values()].filter((user) => user.id !== SLACKBOT);
  return {
    revision: store.revision(),
    team: { id: store.team.id, name: store.team.name },
    me: personView(store, me),
    people: people.map((user) => personView(store, user)),
    conversations: visibleChannels(store, me).map((channel) => conversationView(store, channel, me)),
    home: home === undefined || me.deleted ? null : { blocks: home.blocks },
    modals: me.deleted ? [] : modalViews(store, me),
    commands: manifest.commands.map(({ name, description, usageHint }) => ({ name, description, usageHint })),
  };
}
