import type {
  ActionsBlock,
  Button,
  ColorScheme,
  ConfirmationDialog,
  ContextBlock,
  DividerBlock,
  HeaderBlock,
  ImageElement,
  KnownBlock,
  ModalView,
  MrkdwnElement,
  PlainTextElement,
  SectionBlock,
} from '@slack/types';
import type { Message } from '../interaction.js';
import { countCharacters, externalPlain, shorten, shortenMarkup } from './format.js';

/** Slack's limits in characters (Slack documents). */
const limits = { section: 3_000, field: 2_000, header: 150, button: 75, context: 2_000, message: 3_000 } as const;
/** Blocks of one message (Slack documents). */
const MESSAGE_BLOCKS = 50;

/** Text that is shown as it is. */
export function plain(text: string, limit: number): PlainTextElement {
  return { type: 'plain_text', text: shorten(text, limit), emoji: false };
}

/** Finished mrkdwn: everything from outside is escaped already. `verbatim`: Slack adds no links of its own. */
export function mrkdwn(text: string, limit: number): MrkdwnElement {
  return { type: 'mrkdwn', text: shortenMarkup(text, limit), verbatim: true };
}

export function header(text: string): HeaderBlock {
  return { type: 'header', text: plain(text, limits.header) };
}

/** Lines of mrkdwn; whole lines are left out at the end when they are too many. */
export function section(lines: string | readonly string[], accessory?: Button | ImageElement): SectionBlock {
  const text = typeof lines === 'string' ? lines : fitting(lines, limits.section);
  return {
    type: 'section',
    text: mrkdwn(text, limits.section),
    ...(accessory === undefined ? {} : { accessory }),
  };
}

function fitting(lines: readonly string[], limit: number): string {
  let text = '';
  for (const line of lines) {
    const next = text === '' ? line : `${text}\n${line}`;
    if (countCharacters(next) > limit - 2 && text !== '') return `${text}\n…`;
    text = next;
  }
  return text;
}

/** Labels with their values, two beside each other, at most ten. */
export function fields(pairs: readonly (readonly [label: string, value: string])[]): SectionBlock {
  return {
    type: 'section',
    fields: pairs.slice(0, 10).map(([label, value]) => mrkdwn(`*${label}*\n${value}`, limits.field)),
  };
}

/** Small print, with a small image before it if there is one. */
export function context(lines: readonly string[], image: ImageElement | null = null): ContextBlock {
  const said = lines.slice(0, image === null ? 10 : 9).map((line) => mrkdwn(line, limits.context));
  return { type: 'context', elements: image === null ? said : [image, ...said] };
}

export function divider(): DividerBlock {
  return { type: 'divider' };
}

export interface ButtonFacts {
  text: string;
  actionId: string;
  value?: string;
  style?: ColorScheme;
  confirm?: ConfirmationDialog;
  /** What a screen reader says, where the text alone is too short. */
  label?: string;
}

export function button(facts: ButtonFacts): Button {
  return {
    type: 'button',
    text: plain(facts.text, limits.button),
    action_id: facts.actionId,
    ...(facts.value === undefined ? {} : { value: facts.value }),
    ...(facts.style === undefined ? {} : { style: facts.style }),
    ...(facts.confirm === undefined ? {} : { confirm: facts.confirm }),
    ...(facts.label === undefined ? {} : { accessibility_label: shorten(facts.label, limits.button) }),
  };
}

/** Opens an address in the browser. */
export function linkButton(text: string, actionId: string, url: string): Button {
  return { type: 'button', text: plain(text, limits.button), action_id: actionId, url };
}

/** Asks once more before a button takes effect. */
export function confirmation(facts: {
  title: string;
  text: string;
  confirm: string;
  deny: string;
  style: ColorScheme;
}): ConfirmationDialog {
  return {
    title: plain(facts.title, 100),
    text: plain(facts.text, 300),
    confirm: plain(facts.confirm, 30),
    deny: plain(facts.deny, 30),
    style: facts.style,
  };
}

/** A row of buttons; no block at all without one. */
export function actions(buttons: readonly Button[]): ActionsBlock[] {
  return buttons.length === 0 ? [] : [{ type: 'actions', elements: [...buttons] }];
}

/** Of this computer itself, where a stand-in for Apple serves its icons. */
const loopback = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

/**
 * An app's icon, or `null`. Slack fetches the address itself and refuses the whole message when that fails, so only
 * https addresses are taken, and http ones of this computer for trying the bot out.
 */
export function icon(iconUrl: string | null, name: string): ImageElement | null {
  if (iconUrl === null || iconUrl.length > 3_000 || !URL.canParse(iconUrl)) return null;
  const url = new URL(iconUrl);
  const allowed = url.protocol === 'https:' || (url.protocol === 'http:' && loopback.test(url.hostname));
  if (!allowed || url.href.length > 3_000) return null;
  return { type: 'image', image_url: url.href, alt_text: `Icon of ${externalPlain(name)}` };
}

/** A message whose `text` says in one go what the blocks say. `text` is finished mrkdwn. */
export function message(text: string, blocks: readonly KnownBlock[]): Message {
  return { text: shortenMarkup(text, limits.message), blocks: blocks.slice(0, MESSAGE_BLOCKS) };
}

export interface ModalFacts {
  callbackId: string;
  /** At most 24 characters; “Apple licences” when left out, the title proper then stands in a header. */
  title?: string;
  submit?: string;
  close: string;
  /** Only ever a key. */
  metadata?: string;
  blocks: readonly KnownBlock[];
}

export function modal(facts: ModalFacts): ModalView {
  return {
    type: 'modal',
    callback_id: facts.callbackId,
    title: plain(facts.title ?? 'Apple licences', 24),
    ...(facts.submit === undefined ? {} : { submit: plain(facts.submit, 24) }),
    close: plain(facts.close, 24),
    ...(facts.metadata === undefined ? {} : { private_metadata: facts.metadata }),
    blocks: [...facts.blocks],
  };
}
