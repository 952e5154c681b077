import { ActFailed } from '../act-failed.js';
import type { StoredFile, User } from '../state/records.js';
import type { Stage } from './act.js';
import { visibleChannels, visibleMessages } from './sight.js';

/** Stores a file as this person's upload; the app does not see it before a form gives it away. */
export function upload(stage: Stage, user: User, file: { name: string; content: string }) {
  if (user.deleted) throw new ActFailed('user_deactivated', `${user.realName} is deactivated`);
  const id = stage.store.newId('F');
  const content = Buffer.from(file.content);
  stage.store.files.set(id, {
    id,
    name: file.name,
    title: file.name,
    mimeType: 'application/octet-stream',
    ownerId: user.id,
    content,
    created: Math.floor(stage.store.now() / 1000),
    sharedWithApp: false,
  });
  return { id, name: file.name, size: content.length };
}

function sees(stage: Stage, user: User, file: StoredFile): boolean {
  if (user.deleted) return false;
  if (file.ownerId === user.id) return true;
  return visibleChannels(stage.store, user).some((channel) =>
    visibleMessages(channel, user).some((message) => message.fileIds.includes(file.id)),
  );
}

/** The text of a file that stands in a conversation of this person, or that is their own; else throws `ActFailed`. */
export function download(stage: Stage, user: User, fileId: string): string {
  const file = stage.store.files.get(fileId);
  if (file === undefined || !sees(stage, user, file)) {
    throw new ActFailed('not_visible', `${user.realName} does not see the file ${fileId}`);
  }
  return file.content.toString();
}
