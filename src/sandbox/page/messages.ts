import type { ConversationView, MessageView } from '../slack/workspace.js';
import type { Field } from './blocks/drawing.js';
import { el, keepingFocus } from './dom.js';
import type { Desk } from './elements/control.js';
import { icon } from './icons.js';
import { drawFiles } from './message-files.js';
import { avatar } from './people.js';
import { drawSurface } from './surface.js';
import { today, use } from './text/dates.js';
import { drawMrkdwn } from './text/draw.js';
import { announce } from './toasts.js';

interface Kept {
  print: string;
  /** The business day of the drawing: "today" means another one tomorrow. */
  day: string;
  node: HTMLElement;
  fields: Field[];
}

/** Draws the messages of one conversation, keeping the elements of those that did not change. */
export class MessageList {
  private readonly list: HTMLElement;
  private readonly desk: Desk;
  private key = '';
  private kept = new Map<string, Kept>();

  constructor(list: HTMLElement, desk: Desk) {
    this.list = list;
    this.desk = desk;
  }

  /** `viewer` is the id of the person who looks. */
  show(conversation: ConversationView, viewer: string): void {
    const key = `${viewer}/${conversation.id}`;
    const moved = key !== this.key;
    const scroller = this.list.parentElement;
    const atEnd = moved || !scroller || scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < 80;
    if (moved) this.kept.clear();
    this.key = key;
    const before = this.kept;
    this.kept = new Map(
      conversation.messages.map((message) => [message.ts, this.keep(before.get(message.ts), message, conversation.id)]),
    );
    const nodes = threaded(conversation.messages).flatMap(({ ts }) => this.kept.get(ts)?.node ?? []);
    const same =
      nodes.length === this.list.children.length && nodes.every((node, index) => node === this.list.children[index]);
    if (!same) keepingFocus(this.list, () => this.list.replaceChildren(...nodes));
    if (!same && atEnd && scroller) scroller.scrollTop = scroller.scrollHeight;
    if (!moved) this.announceNew(before, conversation.messages, viewer);
  }

  /** Scrolls to the latest message. */
  showEnd(): void {
    const scroller = this.list.parentElement;
    if (scroller) scroller.scrollTop = scroller.scrollHeight;
  }

  private keep(before: Kept | undefined, message: MessageView, channelId: string): Kept {
    const print = JSON.stringify(message);
    const day = today(this.desk.dates());
    if (before?.print === print && before.day === day) return before;
    const surface = { kind: 'message', channelId, ts: message.ts } as const;
    const drawn = drawSurface(this.desk, surface, `message-${message.ts}`, message.blocks, before?.fields ?? []);
    const body = message.blocks.length > 0 ? drawn.content : el('p', {}, drawMrkdwn(message.text, this.desk));
    const changed = before !== undefined && before.print !== print;
    return {
      print,
      day,
      node: messageNode(message, body, changed, drawFiles(message, this.desk)),
      fields: drawn.fields,
    };
  }

  private announceNew(before: Map<string, Kept>, messages: MessageView[], viewer: string): void {
    const fresh = messages.filter((message) => message.author.id !== viewer && !before.has(message.ts)).at(-1);
    if (!fresh) return;
    const words = this.kept.get(fresh.ts)?.node.querySelector('.message-body')?.textContent ?? fresh.text;
    announce(`${fresh.author.name}: ${words.slice(0, 300)}`);
  }
}

/** Parents in their order, each followed by its replies. */
function threaded(messages: MessageView[]): MessageView[] {
  const known = new Set(messages.map((message) => message.ts));
  const isReply = (message: MessageView) =>
    message.threadTs !== null && message.threadTs !== message.ts && known.has(message.threadTs);
  const inOrder = [...messages].sort((one, other) => Number(one.ts) - Number(other.ts));
  return inOrder
    .filter((message) => !isReply(message))
    .flatMap((parent) => [parent, ...inOrder.filter((message) => isReply(message) && message.threadTs === parent.ts)]);
}

function messageNode(message: MessageView, body: Node, changed: boolean, files: HTMLElement | null): HTMLElement {
  const reply = message.threadTs !== null && message.threadTs !== message.ts;
  const app = message.author.kind === 'bot' ? el('span', { class: 'badge bot' }, 'App') : null;
  const sent = new Date(message.sentAt);
  const clock = use('time', message.sentAt, { zone: null, now: message.sentAt });
  const time = el('time', { class: 'faint', datetime: sent.toISOString(), title: 'Time on this computer' }, clock);
  const head = el('div', { class: 'message-head' }, el('strong', {}, message.author.name), app, time);
  if (reply) head.append(el('span', { class: 'faint' }, 'in thread'));
  if (message.edited) head.append(el('span', { class: 'faint' }, '(edited)'));
  const only = message.ephemeral ? el('p', { class: 'only-you' }, icon('eye'), ' Only visible to you') : null;
  const classes = ['message', reply && 'reply', message.ephemeral && 'ephemeral', changed && 'changed']
    .filter(Boolean)
    .join(' ');
  const inner = el('div', { class: 'message-words' }, only, head, el('div', { class: 'message-body' }, body), files);
  return el('li', { class: classes, 'data-ts': message.ts }, avatar(message.author), inner);
}
