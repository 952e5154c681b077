import type { InputState, PersonView, Surface } from '../../slack/workspace.js';
import type { Act, TokenSummary } from '../protocol.js';
import { type Json, record, text } from '../read.js';
import { drawMrkdwn, drawPlain, drawPlainNodes, type TextReader } from '../text/draw.js';

/** One choice as an external select's app offers it. */
export interface Suggestion {
  text: string;
  value: string;
  description?: string;
}

/** A stored upload as a `file_input` state carries it. */
export interface UploadedFile {
  id: string;
  name: string;
  size: number;
}

/** What blocks may ask of the page around them. */
export interface Desk extends TextReader {
  /** Does something as the person; answers `undefined` after telling the person why when it failed. */
  act(act: Act): Promise<unknown>;
  suggest(surface: Surface, blockId: string, actionId: string, typed: string): Promise<Suggestion[]>;
  confirm(dialog: Json): Promise<boolean>;
  people(): PersonView[];
  channels(): { id: string; name: string }[];
  tokens(): TokenSummary[];
  /** The file of a token that was downloaded at Apple, `undefined` after telling the person why when it failed. */
  tokenFile(id: string): Promise<{ name: string; content: string } | undefined>;
  /** Downloads a new token at Apple, `undefined` after telling the person why when it failed. */
  downloadToken(): Promise<TokenSummary | undefined>;
  upload(name: string, content: string): Promise<UploadedFile | undefined>;
  /** The text of a file in a conversation, `undefined` after telling the person why when it failed. */
  file(id: string): Promise<string | undefined>;
  warn(message: string): void;
}

/** One interactive element on the page. */
export interface Control {
  element: Json;
  blockId: string;
  actionId: string;
  surface: Surface;
  desk: Desk;
  /** The id of the form control, so that a label can point at it. */
  id: string;
  /** The accessible name when no label element points at it. */
  name: string | null;
  /** The words above it, empty outside an `input` block. */
  label: string;
  state: InputState;
  /** Stores the new state and, where the block asks for it, tells the app. */
  change(state: InputState): void;
}

/** How one type of element starts, looks and is read. Elements without state, such as buttons, have `initial: null`. */
export interface ElementEntry {
  initial: ((element: Json) => InputState) | null;
  draw(control: Control): HTMLElement;
}

/** The words of a text object as a node that may be put in the page. */
export function drawTextObject(object: Json, reader: TextReader): Node {
  if (text(object, 'type') === 'mrkdwn') return drawMrkdwn(text(object, 'text'), reader);
  return object.emoji === false
    ? document.createTextNode(text(object, 'text'))
    : drawPlainNodes(text(object, 'text'), reader);
}

/** The words of the text object under `key`, shortcodes turned into emoji. */
export function words(value: unknown, key: string): string {
  return drawPlain(text(record(value, key), 'text'));
}

/** Asks first when the element carries a `confirm`. */
export async function confirmed(control: Control): Promise<boolean> {
  const dialog = record(control.element, 'confirm');
  return Object.keys(dialog).length === 0 || control.desk.confirm(dialog);
}
