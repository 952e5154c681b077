import type { ActAs, InputState, ModalView, Surface } from '../slack/workspace.js';
import { CannotGoOn } from './endings.js';
import { objectsIn, wordsIn } from './plain-text.js';

/** What somebody enters into a field, by words of its label. */
export interface Answer {
  label: RegExp;
  /** Typed text, or the ids of the people chosen. */
  value: string | readonly string[];
}

interface Found {
  surface: Surface;
  blockId: string;
  actionId: string;
}

type Json = Record<string, unknown>;

/** Somebody in front of Slack who reads labels and presses buttons, and knows nothing of the app's insides. */
export class Person {
  readonly #actor: ActAs;

  constructor(actor: ActAs) {
    this.#actor = actor;
  }

  get name(): string {
    return this.#actor.view().me.name;
  }

  /** Types a command into the conversation with the app. */
  async slash(command: string, text: string): Promise<void> {
    const { people, conversations } = this.#actor.view();
    const apps = people.filter(({ kind }) => kind === 'bot').map(({ name }) => name);
    const direct = conversations.find(({ kind, name }) => kind === 'direct' && apps.includes(name));
    if (direct === undefined) throw new CannotGoOn(`${this.name} has no conversation with the app.`);
    await this.#actor.slash(direct.id, command, text);
  }

  /** Whether a button of this label is in sight. */
  sees(label: string): boolean {
    return this.#find(label) !== null;
  }

  /** Presses the newest button of this label, in the open dialogue first. Throws `CannotGoOn` when there is none. */
  async press(label: string): Promise<void> {
    const found = this.#find(label);
    if (found === null) throw new CannotGoOn(`${this.name} sees no button “${label}”.`);
    await this.#actor.click(found.surface, found.blockId, found.actionId);
  }

  /** The topmost dialogue that can be submitted. */
  dialogue(): ModalView | null {
    const top = this.#actor.view().modals.at(-1);
    return top === undefined || top.submit === null ? null : top;
  }

  /** Fills the dialogue in and submits it: fields by their labels, every box ticked. */
  async submit(dialogue: ModalView, answers: readonly Answer[]): Promise<void> {
    const values: Record<string, Record<string, InputState>> = {};
    for (const block of dialogue.blocks) {
      if (!isObject(block) || block.type !== 'input' || !isObject(block.element)) continue;
      const state = entered(block, block.element, answers);
      if (state !== null) values[String(block.block_id)] = { [String(block.element.action_id)]: state };
      else if (block.optional !== true)
        throw new CannotGoOn(`${this.name} does not know what to answer to “${wordsIn(block.label)}”.`);
    }
    await this.#actor.submit(dialogue.id, values);
    const [error] = Object.values(this.#actor.view().modals.find(({ id }) => id === dialogue.id)?.errors ?? {});
    if (error !== undefined) throw new CannotGoOn(`The app did not accept what ${this.name} entered: ${error}`);
  }

  /** Closes every dialogue, the topmost first. */
  async closeDialogues(): Promise<void> {
    for (const { id } of this.#actor.view().modals.toReversed()) await this.#actor.close(id);
  }

  #find(label: string): Found | null {
    const { modals, conversations } = this.#actor.view();
    const top = modals.at(-1);
    const inDialogue = top === undefined ? null : buttonIn(top.blocks, label);
    if (top !== undefined && inDialogue !== null) return { surface: { kind: 'modal', viewId: top.id }, ...inDialogue };
    const messages = conversations
      .flatMap(({ id, messages: all }) => all.map(({ ts, blocks }) => ({ channelId: id, ts, blocks })))
      .sort((one, other) => Number(other.ts) - Number(one.ts));
    for (const { channelId, ts, blocks } of messages) {
      const button = buttonIn(blocks, label);
      if (button !== null) return { surface: { kind: 'message', channelId, ts }, ...button };
    }
    return null;
  }
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null;
}

function buttonIn(blocks: readonly unknown[], label: string): { blockId: string; actionId: string } | null {
  for (const block of blocks.filter(isObject))
    for (const element of objectsIn(block))
      if (element.type === 'button' && wordsIn(element.text) === label)
        return { blockId: String(block.block_id), actionId: String(element.action_id) };
  return null;
}

/** `null` when the field is left as it is. */
function entered(block: Json, element: Json, answers: readonly Answer[]): InputState | null {
  const type = String(element.type);
  if (type === 'checkboxes' && block.optional !== true) return { type, selected_options: element.options };
  const label = wordsIn(block.label);
  const value = answers.find((answer) => answer.label.test(label))?.value;
  if (value === undefined) return null;
  return typeof value === 'string' ? { type, value } : { type, selected_users: value };
}
