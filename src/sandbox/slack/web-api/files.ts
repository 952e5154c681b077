import { objectsOf, textOf } from '../json.js';
import { postMessage } from '../state/messages.js';
import type { Channel, StoredFile } from '../state/records.js';
import type { ApiContext, Method } from './method.js';
import { fileObject } from './objects.js';
import { writableChannel } from './places.js';
import { Refusal, refusalWith } from './refusal.js';

function knownFile(context: ApiContext, id: string): StoredFile {
  const file = context.store.files.get(id);
  const visible = file !== undefined && (file.sharedWithApp || file.ownerId === context.store.app.botUserId);
  if (file === undefined || !visible) throw new Refusal('file_not_found');
  return file;
}

const info: Method = {
  token: 'bot',
  scopes: ['files:read'],
  tier: 'tier4',
  run(context, call) {
    const file = knownFile(context, call.required('file'));
    return { file: fileObject(context.store, file, context.baseUrl()), comments: [] };
  },
};

const getUploadUrl: Method = {
  token: 'bot',
  scopes: ['files:write'],
  tier: 'tier4',
  run(context, call) {
    const name = call.required('filename');
    const length = call.integer('length');
    if (length === null || length <= 0) throw refusalWith('invalid_arguments', ['missing required field: length']);
    const id = context.store.newId('F');
    context.store.files.set(id, {
      id,
      name,
      title: name,
      mimeType: 'application/octet-stream',
      ownerId: context.store.app.botUserId,
      content: Buffer.alloc(0),
      created: Math.floor(context.store.now() / 1000),
      sharedWithApp: false,
    });
    return { upload_url: `${context.baseUrl()}/upload/${id}`, file_id: id };
  },
};

/** Slack takes the id of a conversation here, never a person's: its words have been seen by several of its SDK users. */
const CHANNEL_ID = /^[CGDZ][A-Z0-9]{8,}$/;

function destination(context: ApiContext, channelId: string | null): Channel | null {
  if (channelId === null) return null;
  if (!CHANNEL_ID.test(channelId)) {
    const problem = `input must match regex pattern: ${CHANNEL_ID.source} [json-pointer:/channel_id]`;
    throw refusalWith('invalid_arguments', [problem]);
  }
  return writableChannel(context, channelId);
}

const completeUpload: Method = {
  token: 'bot',
  scopes: ['files:write'],
  tier: 'tier4',
  run(context, call) {
    const entries = objectsOf(call.json('files'));
    const files = entries.map((entry) => knownFile(context, textOf(entry.id) ?? ''));
    if (files.length === 0) throw refusalWith('invalid_arguments', ['missing required field: files']);
    if (files.some((file) => file.content.length === 0)) throw new Refusal('file_not_found');
    const channel = destination(context, call.text('channel_id'));
    for (const [at, file] of files.entries()) file.title = textOf(entries[at]?.title) ?? file.name;
    if (channel !== null) {
      postMessage(context.store, {
        channel,
        authorId: context.store.app.botUserId,
        text: call.text('initial_comment') ?? '',
        blocks: [],
        fileIds: files.map((file) => file.id),
        threadTs: call.text('thread_ts'),
      });
    }
    return { files: files.map((file) => fileObject(context.store, file, context.baseUrl())) };
  },
};

export const fileMethods = {
  'files.info': info,
  'files.getUploadURLExternal': getUploadUrl,
  'files.completeUploadExternal': completeUpload,
} satisfies Record<string, Method>;
