import type { HomeView, KnownBlock, ModalView, PlainTextOption } from '@slack/types';
import type { SlackLog } from './slack-log.js';

/** A message as it is sent: `text` is what notifications and screen readers say. */
export interface Message {
  text: string;
  blocks: KnownBlock[];
}

/** What every interaction carries. The team has been checked; rights have not. */
export interface Interaction {
  userId: string;
  teamId: string;
  /** In the log lines of this interaction, and in what the person is told when it fails. */
  reference: string;
  log: SlackLog;
}

/** A slash command. */
export interface Invocation extends Interaction {
  /** With the slash. */
  command: string;
  /** What stands behind the command, trimmed. */
  text: string;
  channelId: string;
}

/** Where in an open modal something happened. Fields are a person's hints: look everything up again. */
export interface ViewContext {
  viewId: string;
  hash: string;
  callbackId: string;
  privateMetadata: string;
  values: ViewValues;
}

/** A click on a button, or a choice in a select. */
export interface Click extends Interaction {
  actionId: string;
  blockId: string;
  /** A button's `value`; `null` when it has none. */
  actionValue: string | null;
  /** The state of a select, picker or check box; empty for a button. */
  input: InputValue;
  /** Set when it happened in a message; an ephemeral one can't be updated by its `ts`. */
  message: { channelId: string; ts: string; ephemeral: boolean } | null;
  /** Set when it happened in a modal. */
  view: ViewContext | null;
}

export interface Submission extends Interaction, ViewContext {}

/** A modal that was closed by its person; Slack only tells of views with `notify_on_close`. */
export interface Closing extends Interaction, ViewContext {}

/** What somebody types into an external select. */
export interface Typeahead extends Interaction {
  actionId: string;
  blockId: string;
  typed: string;
  privateMetadata: string | null;
}

/** The state of one input in one shape. */
export interface InputValue {
  /** What was typed or picked as a date or time; `null` when empty. */
  text: string | null;
  /** Values of chosen options, or ids of chosen people and channels, in order. */
  selected: readonly string[];
  files: readonly UploadedFile[];
}

export interface UploadedFile {
  id: string;
  name: string;
  /** Bytes, as Slack says. */
  size: number;
  /** Where it can be downloaded with the bot token; `null` when Slack left it out. */
  url: string | null;
}

/** By `block_id`, then by `action_id`. */
export type ViewValues = Readonly<Record<string, Readonly<Record<string, InputValue>>>>;

const noInput: InputValue = { text: null, selected: [], files: [] };

/** One input's state; an input that isn't there reads as empty. */
export function inputOf(values: ViewValues, blockId: string, actionId: string): InputValue {
  return values[blockId]?.[actionId] ?? noInput;
}

export type ViewUpdate =
  | { result: 'updated'; viewId: string; hash: string }
  /** The view changed since `hash`. */
  | { result: 'changed-meanwhile' }
  /** The person closed it. */
  | { result: 'closed-meanwhile' };

/** Ways to answer one interaction. Any of them may throw what the Web API throws; the guard then tells the person. */
export interface Reply {
  /** Seen by this person only: where they clicked if possible, else in their direct messages. Not for what must last. */
  privately(message: Message): Promise<void>;
  /** Spends the trigger: once per interaction, within 3 seconds (Slack documents). A second call, or one without a trigger, throws `TriggerSpent`. */
  openView(view: ModalView): Promise<{ viewId: string; hash: string }>;
  /** As `openView`, on top of the view that was clicked; at most three views stand on each other (Slack documents). */
  pushView(view: ModalView): Promise<{ viewId: string; hash: string }>;
  /** Without `hash` whatever stands there is replaced. */
  updateView(view: ModalView, target: { viewId: string; hash?: string }): Promise<ViewUpdate>;
  /** Sends a file into this person's own conversation with the bot, whatever was clicked where. */
  sendFile(file: { name: string; text: string }): Promise<void>;
  /** Renews this person's Home tab. Failures are logged only. */
  publishHome(): Promise<void>;
}

/**
 * How a submitted view is answered. `after` runs once Slack has the answer, guarded like any work.
 * Keys of `errors` are `block_id`s of input blocks.
 */
export type ViewAnswer = (
  | { answer: 'close' }
  | { answer: 'close-all' }
  | { answer: 'errors'; errors: Record<string, string> }
  | { answer: 'update'; view: ModalView }
  | { answer: 'push'; view: ModalView }
) & { after?: () => Promise<void> };

/** Runs after the acknowledgement. */
export type CommandHandler = (invocation: Invocation, reply: Reply) => Promise<void>;
/** Runs after the acknowledgement. */
export type ActionHandler = (click: Click, reply: Reply) => Promise<void>;
/** Answers within 2.5 seconds or is overtaken by a "still working" view; long work belongs into `after`. */
export type ViewHandler = (submission: Submission, reply: Reply) => Promise<ViewAnswer>;
/** Runs after the acknowledgement. */
export type ClosedHandler = (closing: Closing, reply: Reply) => Promise<void>;
/** Answers within 2.5 seconds or the list is empty; only the first 100 options are sent. */
export type OptionsHandler = (typeahead: Typeahead) => Promise<readonly PlainTextOption[]>;
/** Builds one person's Home tab; `null` = it can't be said now what they may see, so what stands there stays. */
export type HomeHandler = (visit: { userId: string; reference: string; log: SlackLog }) => Promise<HomeView | null>;

/** The bot's entries, by `action_id` and `callback_id`. Action ids that start with `linkActionPrefix` need none. */
export interface ListenerTables {
  command: CommandHandler;
  actions: Readonly<Record<string, ActionHandler>>;
  views: Readonly<Record<string, ViewHandler>>;
  /** Of views that asked for `notify_on_close`; others are ignored. */
  closed: Readonly<Record<string, ClosedHandler>>;
  options: Readonly<Record<string, OptionsHandler>>;
}

/** Buttons that only open an address: Slack sends their clicks too, and they are acknowledged without an answer. */
export const linkActionPrefix = 'vpp.link.';
