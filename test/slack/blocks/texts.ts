/** Every text that Slack reads as mrkdwn, `text` of a message included. */
export function textsOf(rendering: unknown): string[] {
  return [...markup(rendering), ...topText(rendering)];
}

function topText(rendering: unknown): string[] {
  if (typeof rendering !== 'object' || rendering === null || !('blocks' in rendering) || !('text' in rendering))
    return [];
  return typeof rendering.text === 'string' ? [rendering.text] : [];
}

function markup(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(markup);
  if (typeof value !== 'object' || value === null) return [];
  const own =
    'type' in value && value.type === 'mrkdwn' && 'text' in value && typeof value.text === 'string' ? [value.text] : [];
  return [...own, ...Object.values(value).flatMap(markup)];
}

/** Whatever stands in pointed brackets and is neither a date nor a person of ours. */
export function pings(text: string): string[] {
  const rest = text
    .replace(/<!date\^-?\d{1,12}\^\{date_short_pretty\} \{time\}\|[^<>|]{1,40}>/g, '')
    .replace(/<@[UW][A-Z0-9]{1,30}>/g, '');
  return rest.match(/[<>].{0,20}/g) ?? [];
}

/** All words of a rendering on one line, for looking things up. */
export function wordsOf(rendering: unknown): string {
  return strings(rendering).join(' ');
}

function strings(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return value.flatMap(strings);
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(strings);
}

export interface ButtonSeen {
  action_id: string;
  value?: string;
  style?: string;
  confirm?: { style?: string };
  text: { text: string };
}

/** Every button of a rendering, in order. */
export function buttonsOf(rendering: unknown): ButtonSeen[] {
  return objectsOf(rendering).filter((one): one is Record<string, unknown> & ButtonSeen => one.type === 'button');
}

export interface InputSeen {
  block_id: string;
  optional?: boolean;
  element: { type: string; initial_value?: string };
}

/** Every input block of a view, in order. */
export function inputsOf(view: unknown): InputSeen[] {
  return objectsOf(view).filter((one): one is Record<string, unknown> & InputSeen => one.type === 'input');
}

function objectsOf(value: unknown): Record<string, unknown>[] {
  if (Array.isArray(value)) return value.flatMap(objectsOf);
  if (typeof value !== 'object' || value === null) return [];
  return [{ ...value }, ...Object.values(value).flatMap(objectsOf)];
}
