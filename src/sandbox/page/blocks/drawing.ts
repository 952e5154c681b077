import type { InputState, Surface } from '../../slack/workspace.js';
import { busy, el } from '../dom.js';
import { type Control, confirmed, type Desk } from '../elements/control.js';
import { elementEntry } from '../elements/table.js';
import { type Json, text } from '../read.js';

/** One interactive element of a surface, with what a submission needs to know about it. */
export interface Field {
  control: Control;
  required: boolean;
  /** Where the field's error is shown, `null` for elements outside an `input` block. */
  errorPlace: HTMLElement | null;
  /** Changed on this page, and the app's side does not hold it yet. */
  unsent: boolean;
}

/** One drawing of the blocks of one surface. */
export interface Drawing {
  desk: Desk;
  surface: Surface;
  /** Names the surface in ids and keys. */
  key: string;
  /** What the person had entered before this drawing, by `fieldKey`. */
  saved: ReadonlyMap<string, InputState>;
  /** Filled while drawing. */
  fields: Field[];
}

/** How an element is placed: its label, and whether changes go to the app at once. */
export interface Placing {
  name: string | null;
  /** The words above it, empty outside an `input` block. */
  label: string;
  dispatch: boolean;
  required: boolean;
  errorPlace: HTMLElement | null;
}

const loose: Placing = { name: null, label: '', dispatch: true, required: false, errorPlace: null };

export function fieldKey(blockId: string, actionId: string): string {
  return `${blockId}\n${actionId}`;
}

/** Draws one element of a block and remembers it in `drawing.fields` when it carries state. */
export function drawElement(
  drawing: Drawing,
  element: Json,
  blockId: string,
  index: number,
  placing: Partial<Placing> = {},
): { node: HTMLElement; control: Control } {
  const how = { ...loose, ...placing };
  const entry = elementEntry(element);
  const onEnter = typed.includes(text(element, 'type'));
  const field = makeField(drawing, element, blockId, index, how);
  const { control } = field;
  control.change = (state) => {
    control.state = state;
    field.unsent = !how.dispatch;
    forgetError(control.id, how.errorPlace);
    if (how.dispatch && !onEnter) void busy(node, () => tell(control));
  };
  const node = entry.draw(control);
  if (entry.initial) drawing.fields.push(field);
  if (how.dispatch && onEnter) {
    node.addEventListener('keydown', (event) => event.key === 'Enter' && void busy(node, () => tell(control)));
  }
  return { node, control };
}

function makeField(drawing: Drawing, element: Json, blockId: string, index: number, how: Placing): Field {
  const { desk, surface, key } = drawing;
  const type = text(element, 'type');
  const actionId = text(element, 'action_id') || `action-${index}`;
  const saved = drawing.saved.get(fieldKey(blockId, actionId));
  const kept = saved?.type === type;
  const state = kept ? saved : (elementEntry(element).initial?.(element) ?? { type });
  const id = `${key}-${blockId}-${actionId}`.replace(/\s/g, '-');
  const { name, label } = how;
  const control = { element, blockId, actionId, surface, desk, id, name, label, state, change: () => {} };
  return { control, required: how.required, errorPlace: how.errorPlace, unsent: !how.dispatch && kept };
}

/** What was wrong may be right now; the next submission tells. */
function forgetError(controlId: string, errorPlace: HTMLElement | null): void {
  if (errorPlace === null || errorPlace.hidden) return;
  errorPlace.hidden = true;
  document.getElementById(controlId)?.removeAttribute('aria-invalid');
}

/** Sends the new state of an element, unless the person says no to its `confirm`. */
async function tell(control: Control): Promise<void> {
  const { surface, blockId, actionId, desk } = control;
  if (await confirmed(control)) await desk.act({ act: 'select', surface, blockId, actionId, state: control.state });
}

/** Elements that tell the app on Enter instead of on every change. */
const typed: readonly string[] = [
  'plain_text_input',
  'number_input',
  'email_text_input',
  'url_text_input',
  'rich_text_input',
];

/** What stands in for a block that this page does not know. */
export function unknownBlock(type: string): HTMLElement {
  return el('p', { class: 'unknown' }, `This page cannot show a block of type “${type}”.`);
}
