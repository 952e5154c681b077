import type { App, BlockAction, ViewClosedAction, ViewSubmitAction } from '@slack/bolt';
import type { PlainTextOption } from '@slack/types';
import type * as z from 'zod';
import { type Admitted, createGuard, type Guard, type GuardOptions } from './guard.js';
import { type ListenerTables, linkActionPrefix } from './interaction.js';
import { failed, type Note, noteView, olderVersion } from './notes.js';
import {
  actionPayload,
  type Caller,
  commandCaller,
  commandPayload,
  homeOpened,
  interactiveCaller,
  typeaheadPayload,
  viewPayload,
} from './payloads.js';
import { acknowledge, createSubmissions, type Submissions, type ViewAck, within } from './submissions.js';

export interface ListenerOptions extends GuardOptions {
  /** Milliseconds in which a view or an option list is answered; 2,500 when left out, as Slack waits 3,000. */
  answerWithin?: number;
}

export interface Listeners {
  /** Resolves when no interaction is being worked on. */
  settled(): Promise<void>;
}

type OptionsAck = (answer: { options: PlainTextOption[] }) => Promise<void>;

interface Setting {
  tables: ListenerTables;
  options: ListenerOptions;
  guard: Guard;
  submissions: Submissions;
  answerWithin: number;
}

/**
 * One listener per kind of interaction, because Bolt runs every listener that matches; all of them dispatch into the
 * tables. Everything is acknowledged, also what no table knows.
 */
export function registerListeners(app: App, tables: ListenerTables, options: ListenerOptions): Listeners {
  const guard = createGuard(options);
  const { answerWithin = 2_500 } = options;
  const setting: Setting = {
    tables,
    options,
    guard,
    answerWithin,
    submissions: createSubmissions(guard, answerWithin),
  };
  const working = new Set<Promise<void>>();
  const track = (work: Promise<void>) => {
    working.add(work);
    return work.finally(() => working.delete(work));
  };

  app.command(/^\//, ({ body, ack }) => track(onCommand(setting, body, ack)));
  app.action<BlockAction>({ type: 'block_actions' }, ({ body, ack }) => track(onAction(setting, body, ack)));
  app.view<ViewSubmitAction>({ type: 'view_submission' }, ({ body, ack }) => track(onSubmission(setting, body, ack)));
  app.view<ViewClosedAction>({ type: 'view_closed' }, ({ body, ack }) => track(onClosed(setting, body, ack)));
  app.options<'block_suggestion'>({ type: 'block_suggestion' }, ({ body, ack }) =>
    track(onTypeahead(setting, body, ack)),
  );
  app.event('app_home_opened', ({ event }) => track(onHome(setting, event)));

  return {
    async settled() {
      while (working.size > 0) await Promise.all(working);
    },
  };
}

interface Arrival<Payload> {
  what: string;
  body: unknown;
  callerOf: z.ZodType<Caller>;
  payloadOf: z.ZodType<Payload>;
  ack: () => Promise<void>;
}

/** Acknowledges at once, then refuses foreign teams, hasty clicks and unreadable payloads, telling the person; `null` = nothing left to do. */
async function receive<Payload>(
  { guard, options }: Setting,
  { what, body, callerOf, payloadOf, ack }: Arrival<Payload>,
): Promise<(Admitted & { payload: Payload }) | null> {
  await acknowledge(ack, options.log);
  const admission = guard.admit(what, body, callerOf);
  if (admission.result === 'unreadable') return null;
  const { interaction, reply } = admission;
  const admitted = { interaction, reply };
  const refusal = admission.result === 'other-team' ? admission.note : guard.overBudget(interaction.userId);
  if (refusal === 'silence') return null;
  const read = payloadOf.safeParse(body);
  if (refusal === null && read.success) return { ...admitted, payload: read.data };
  await guard.tell(admitted, refusal ?? guard.explain(interaction, read.error, 'none'));
  return null;
}

async function onCommand(setting: Setting, body: unknown, ack: () => Promise<void>): Promise<void> {
  const arrival = { what: 'command', body, callerOf: commandCaller, payloadOf: commandPayload, ack };
  const received = await receive(setting, arrival);
  if (received === null) return;
  const { interaction, payload, reply } = received;
  await setting.guard.run(received, 'unknown', () => setting.tables.command({ ...interaction, ...payload }, reply));
}

async function onAction(setting: Setting, body: unknown, ack: () => Promise<void>): Promise<void> {
  const arrival = { what: 'action', body, callerOf: interactiveCaller, payloadOf: actionPayload, ack };
  const received = await receive(setting, arrival);
  if (received === null) return;
  const { interaction, payload, reply } = received;
  if (payload.actionId.startsWith(linkActionPrefix)) return;
  const handler = entryOf(setting.tables.actions, payload.actionId);
  if (handler === null) return tellUnknown(setting, received, payload.actionId);
  await setting.guard.run(received, 'unknown', () => handler({ ...interaction, ...payload }, reply));
}

async function onClosed(setting: Setting, body: unknown, ack: () => Promise<void>): Promise<void> {
  await acknowledge(ack, setting.options.log);
  const admission = setting.guard.admit('view-closed', body, interactiveCaller);
  const read = viewPayload.safeParse(body);
  if (admission.result !== 'admitted' || !read.success) return;
  const { interaction, reply } = admission;
  const handler = entryOf(setting.tables.closed, read.data.callbackId);
  if (handler === null) return;
  await setting.guard.run(admission, 'unknown', () => handler({ ...interaction, ...read.data }, reply));
}

async function onSubmission(setting: Setting, body: unknown, ack: ViewAck): Promise<void> {
  const { guard, options, submissions, tables } = setting;
  const admission = guard.admit('submission', body, interactiveCaller);
  const showing = (note: Note) =>
    acknowledge(() => ack({ response_action: 'update', view: noteView(note) }), options.log);
  if (admission.result === 'unreadable') return showing(failed(admission.reference, 'none'));
  if (admission.result === 'other-team') return showing(admission.note);
  const { interaction } = admission;
  const read = viewPayload.safeParse(body);
  if (!read.success) return showing(guard.explain(interaction, read.error, 'none'));
  const handler = entryOf(tables.views, read.data.callbackId);
  if (handler === null) {
    interaction.log.warn({ callbackId: read.data.callbackId }, 'A view that no table knows');
    return showing(olderVersion(interaction.reference));
  }
  await submissions.take({ ...interaction, ...read.data }, admission, handler, ack);
}

async function onTypeahead(setting: Setting, body: unknown, ack: OptionsAck): Promise<void> {
  const { guard, options, tables, answerWithin } = setting;
  const admission = guard.admit('options', body, interactiveCaller);
  const read = typeaheadPayload.safeParse(body);
  const handler = read.success ? entryOf(tables.options, read.data.actionId) : null;
  if (admission.result !== 'admitted' || !read.success || handler === null) {
    return acknowledge(() => ack({ options: [] }), options.log);
  }
  const { interaction } = admission;
  const found = Promise.resolve()
    .then(() => handler({ ...interaction, ...read.data }))
    .catch((fault) => {
      guard.explain(interaction, fault, 'none');
      return [];
    });
  const inTime = (await within(found, answerWithin)) ?? [];
  await acknowledge(() => ack({ options: inTime.slice(0, 100) }), interaction.log);
}

async function onHome({ options }: Setting, event: unknown): Promise<void> {
  const read = homeOpened.safeParse(event);
  if (read.success && read.data.tab === 'home') await options.home.publish(read.data.user);
}

async function tellUnknown({ guard }: Setting, admitted: Admitted, id: string): Promise<void> {
  admitted.interaction.log.warn({ id }, 'An action that no table knows');
  await guard.tell(admitted, olderVersion(admitted.interaction.reference));
}

/** Own entries only: an id from outside may be called `constructor`. */
function entryOf<Entry>(table: Readonly<Record<string, Entry>>, id: string): Entry | null {
  return Object.hasOwn(table, id) ? (table[id] ?? null) : null;
}
