/** Somebody the sandbox lets you act as. */
export interface PersonView {
  id: string;
  name: string;
  title: string;
  kind: 'member' | 'guest' | 'external' | 'deactivated' | 'bot';
}

export interface FileView {
  id: string;
  name: string;
  title: string;
  /** Bytes. */
  size: number;
}

export interface MessageView {
  ts: string;
  threadTs: string | null;
  author: PersonView;
  text: string;
  /** Block Kit as the app sent it, already judged by the validator. */
  blocks: unknown[];
  /** Absent when the message carries none. */
  files?: readonly FileView[];
  /** Seen by one person only, and gone after a reload in the real Slack. */
  ephemeral: boolean;
  edited: boolean;
  /** Milliseconds since the epoch, wire time. */
  sentAt: number;
}

export interface ConversationView {
  id: string;
  kind: 'channel' | 'private' | 'direct';
  /** Without '#'; for a direct conversation the other person's name. */
  name: string;
  shared: boolean;
  messages: MessageView[];
}

export interface ModalView {
  id: string;
  hash: string;
  callbackId: string;
  title: string;
  submit: string | null;
  close: string;
  blocks: unknown[];
  /** By block_id, as the last submission was answered. */
  errors: Record<string, string>;
}

/** What one person sees of the workspace right now. */
export interface WorkspaceView {
  /** Grows with every change of the workspace. */
  revision: number;
  team: { id: string; name: string };
  me: PersonView;
  people: PersonView[];
  conversations: ConversationView[];
  home: { blocks: unknown[] } | null;
  /** The stack, topmost last; at most three. */
  modals: ModalView[];
  commands: { name: string; description: string; usageHint: string }[];
}

/** The state of one input as Slack sends it in `view.state.values[block_id][action_id]`. */
export type InputState = { type: string } & Record<string, unknown>;

/** Where a click happens. */
export type Surface =
  | { kind: 'message'; channelId: string; ts: string }
  | { kind: 'home' }
  | { kind: 'modal'; viewId: string };

/** What one act led to. A missing, late or refused acknowledgement rejects the call with `ActFailed` instead. */
export interface ActResult {
  /** The acknowledgement's payload as the app sent it, `null` when it was empty. */
  ack: unknown;
  /** Milliseconds from sending to the acknowledgement. */
  latency: number;
  /** Messages that the person could see appear or change until the app fell quiet. */
  messages: MessageView[];
  modals: ModalView[];
}

/** Acts as one person. Every verb waits for the acknowledgement and then until `settle` milliseconds passed without a change. */
export interface ActAs {
  view(): WorkspaceView;
  slash(channelId: string, command: string, text: string): Promise<ActResult>;
  click(surface: Surface, blockId: string, actionId: string): Promise<ActResult>;
  /** Changes a select, check box, picker or radio in place; `state` is the element's new state. */
  select(surface: Surface, blockId: string, actionId: string, state: InputState): Promise<ActResult>;
  typeahead(
    surface: Surface,
    blockId: string,
    actionId: string,
    text: string,
  ): Promise<{ text: string; value: string; description?: string }[]>;
  submit(viewId: string, values: Record<string, Record<string, InputState>>): Promise<ActResult>;
  close(viewId: string): Promise<ActResult>;
  openHome(): Promise<ActResult>;
  /** Stores a file as this person's upload and answers the file object that a `file_input` state carries. */
  upload(file: { name: string; content: string }): Promise<{ id: string; name: string; size: number }>;
}

/** Somebody who acts, and who also reads the files that stand in their conversations. */
export interface Actor extends ActAs {
  /** The text of a file that this person sees; throws `ActFailed` for any other. */
  download(fileId: string): Promise<string>;
}
