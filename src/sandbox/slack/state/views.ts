import { isObject, type JsonObject, objectsOf, textOf } from '../json.js';
import { withIds } from './blocks.js';
import { keptValues } from './form.js';
import type { StoredView } from './records.js';
import type { Store } from './store.js';

/** Slack stacks at most this many modals. */
export const STACK_LIMIT = 3;

function newHash(store: Store): string {
  return `${Math.floor(store.now() / 1000)}.${store.newId('').toLowerCase()}`;
}

function contentOf(store: Store, view: JsonObject) {
  return {
    callbackId: textOf(view.callback_id) ?? '',
    externalId: textOf(view.external_id) ?? '',
    privateMetadata: textOf(view.private_metadata) ?? '',
    title: view.title ?? null,
    submit: view.submit ?? null,
    close: view.close ?? null,
    blocks: withIds(objectsOf(view.blocks), store.newId),
    clearOnClose: view.clear_on_close === true,
    notifyOnClose: view.notify_on_close === true,
    hash: newHash(store),
    errors: {},
  };
}

/** A person's open modals, topmost last. */
export function stackOf(store: Store, userId: string): StoredView[] {
  return (store.stacks.get(userId) ?? []).flatMap((id) => store.views.get(id) ?? []);
}

/** Opens a modal; one that was open before is replaced (we assume; Slack's guide does not say). */
export function openModal(store: Store, userId: string, view: JsonObject): StoredView {
  closeAll(store, userId);
  return placeOnTop(store, userId, view);
}

/** Puts a modal on top of those that are open. The caller checks the limit. */
export function placeOnTop(store: Store, userId: string, view: JsonObject): StoredView {
  const below = stackOf(store, userId).at(-1);
  const id = store.newId('V');
  const stored: StoredView = {
    ...contentOf(store, view),
    id,
    type: 'modal',
    ownerId: userId,
    previousViewId: below?.id ?? null,
    rootViewId: below?.rootViewId ?? id,
    values: {},
  };
  store.views.set(id, stored);
  store.stacks.set(userId, [...(store.stacks.get(userId) ?? []), id]);
  store.touch();
  return stored;
}

/** Replaces a view's content; inputs keep what was entered where block_id and action_id stay. */
export function replaceView(store: Store, stored: StoredView, view: JsonObject): void {
  Object.assign(stored, contentOf(store, view));
  stored.values = keptValues(stored.blocks, stored.values);
  store.touch();
}

/** Closes a modal with everything above it and answers the closed ones, topmost first. */
export function closeFrom(store: Store, view: StoredView): StoredView[] {
  const stack = store.stacks.get(view.ownerId) ?? [];
  const at = stack.indexOf(view.id);
  if (at < 0) return [];
  const closed = stack.slice(at).flatMap((id) => store.views.get(id) ?? []);
  store.stacks.set(view.ownerId, stack.slice(0, at));
  for (const gone of closed) store.views.delete(gone.id);
  store.touch();
  return closed.reverse();
}

/** Closes every modal of a person and answers them, topmost first. */
export function closeAll(store: Store, userId: string): StoredView[] {
  const root = stackOf(store, userId)[0];
  return root === undefined ? [] : closeFrom(store, root);
}

/** Publishes a person's home tab. */
export function publishHome(store: Store, userId: string, view: JsonObject): StoredView {
  const id = store.homes.get(userId) ?? store.newId('V');
  const before = store.views.get(id);
  const stored: StoredView = {
    ...contentOf(store, view),
    id,
    type: 'home',
    ownerId: userId,
    previousViewId: null,
    rootViewId: id,
    values: before?.values ?? {},
  };
  store.views.set(id, stored);
  store.homes.set(userId, id);
  store.touch();
  return stored;
}

/** A person's published home tab. */
export function homeOf(store: Store, userId: string): StoredView | undefined {
  return store.views.get(store.homes.get(userId) ?? '');
}

/** The view with this id, or with this `external_id`. */
export function findView(store: Store, by: { id: string | null; externalId: string | null }): StoredView | undefined {
  if (by.id !== null) return store.views.get(by.id);
  if (by.externalId === null) return undefined;
  return [...store.views.values()].find((view) => view.externalId === by.externalId);
}

/** Whether a view carries an input block, which makes `submit` a must. */
export function hasInput(view: { blocks: unknown }): boolean {
  return objectsOf(view.blocks).some((block) => isObject(block) && block.type === 'input');
}
