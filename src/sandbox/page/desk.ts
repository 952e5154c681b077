import { post, sendAct } from './api.js';
import { askConfirm } from './confirm.js';
import type { Desk, Suggestion } from './elements/control.js';
import { explain } from './plain-words.js';
import type { Act, TokenSummary } from './protocol.js';
import { has, isRecord, type Json, number, record, text } from './read.js';
import type { Store } from './store.js';
import type { TextReader } from './text/draw.js';
import { toast } from './toasts.js';

/** What blocks may ask of the page, for whoever acts when they ask. */
export function openDesk(store: Store): Desk {
  const act = (wanted: Act) => perform(store, wanted);
  const reader = textReader(store);
  const state = () => store.state();
  return {
    ...reader,
    act,
    people: () => (state()?.workspace.people ?? []).filter(({ kind }) => kind === 'member' || kind === 'guest'),
    channels: () => (state()?.workspace.conversations ?? []).filter(({ kind }) => kind !== 'direct'),
    tokens: () => state()?.apple.tokens ?? [],
    confirm: (dialog) => askConfirm(dialog, reader),
    async suggest(surface, blockId, actionId, typed) {
      const found = await act({ act: 'typeahead', surface, blockId, actionId, text: typed });
      return Array.isArray(found) ? found.filter(isRecord).map(toSuggestion) : [];
    },
    async tokenFile(id) {
      const answer = await pull('/apple/token-file', { id });
      return answer && { name: text(answer, 'name'), content: text(answer, 'content') };
    },
    downloadToken: () => download(store),
    async upload(name, content) {
      const file = await act({ act: 'upload', name, content });
      if (!has(file, 'id')) return undefined;
      return { id: text(file, 'id'), name: text(file, 'name'), size: number(file, 'size') ?? 0 };
    },
    async file(id) {
      const answer = await pull('/file', { as: state()?.workspace.me.id, id });
      return answer && text(answer, 'content');
    },
    warn: (message) => toast(message, 'failure'),
  };
}

function textReader(store: Store): TextReader {
  const workspace = () => store.state()?.workspace;
  return {
    personName: (id) => workspace()?.people.find((person) => person.id === id)?.name ?? null,
    channelName: (id) => workspace()?.conversations.find((conversation) => conversation.id === id)?.name ?? null,
    dates: () => ({ zone: store.state()?.clock.zone ?? null, now: store.now() }),
  };
}

async function perform(store: Store, wanted: Act): Promise<unknown> {
  const me = store.state()?.workspace.me.id;
  if (me === undefined) return undefined;
  try {
    return (await sendAct(me, wanted)) ?? {};
  } catch (error) {
    toast(explain(error), 'failure');
    return undefined;
  } finally {
    await store.refresh();
  }
}

async function download(store: Store): Promise<TokenSummary | undefined> {
  const tokens = () => store.state()?.apple.tokens ?? [];
  const before = tokens().map((token) => token.id);
  await pull('/apple/download-token', {});
  await store.refresh();
  return tokens().find((token) => !before.includes(token.id));
}

async function pull(path: string, body: Json): Promise<Json | undefined> {
  try {
    return await post(path, body);
  } catch (error) {
    toast(explain(error), 'failure');
    return undefined;
  }
}

function toSuggestion(option: Record<string, unknown>): Suggestion {
  const words = (key: string) => text(option, key) || text(record(option, key), 'text');
  const description = words('description');
  return { text: words('text'), value: text(option, 'value'), ...(description === '' ? {} : { description }) };
}
