import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { House } from '../../src/licensing/rules/house.js';
import { createLog } from '../../src/log.js';
import { type Sandbox, type SandboxOptions, startSandbox } from '../../src/sandbox/sandbox.js';
import type {
  ActResult,
  InputState,
  MessageView,
  ModalView,
  Surface,
  WorkspaceView,
} from '../../src/sandbox/slack/workspace.js';

export const people = {
  alva: 'U0000ALVA',
  bo: 'U00000BO',
  carl: 'U0000CARL',
  dora: 'U0000DORA',
  emma: 'U0000EMMA',
  fili: 'U0000FILI',
  gunn: 'U0000GUNN',
  hugo: 'U0000HUGO',
} as const;

/** Stories that other stories stand beside in both: one transport in the usual run, both with `VPP_TEST_FAULTS=all`. */
export const everyTransport = ['socket', 'http'] as const;

export function transportsOf(usual: (typeof everyTransport)[number]): readonly (typeof everyTransport)[number][] {
  return process.env.VPP_TEST_FAULTS === 'all' ? everyTransport : [usual];
}

/** Every log line of a story, to look for secrets in. */
export interface Story {
  sandbox: Sandbox;
  folder: string;
  log: string[];
  as(person: keyof typeof people): Person;
  stop(): Promise<void>;
}

/** The paces that Slack and Apple ask for are proved where each client is tested; here they would only make every story slower. */
export const quick = {
  cardSpacing: 50,
  posting: { postSpacing: 20, postsPerMinute: 10_000, updatesPerMinute: 10_000 },
  cataloguePace: 500,
} as const;

export async function startStory(options: Partial<SandboxOptions> = {}): Promise<Story> {
  const folder = options.folder ?? (await mkdtemp(join(tmpdir(), 'vpp-story-')));
  const log: string[] = [];
  const sandbox = await startSandbox({
    port: 0,
    folder,
    log: createLog('info', { write: (line) => void log.push(line) }),
    startsAt: Date.parse('2026-11-23T09:00:00Z'),
    overrides: quick,
    ...options,
  });
  sandbox.apple.switches.limits.maxRequestPerSecond = 500;
  sandbox.slack.levers.settings.rateLimits = 'off';
  return {
    sandbox,
    folder,
    log,
    as: (person) => new Person(sandbox, people[person]),
    async stop() {
      await sandbox.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

interface Found {
  surface: Surface;
  blockId: string;
  actionId: string;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function* objectsIn(value: unknown): Generator<Record<string, unknown>> {
  if (Array.isArray(value)) for (const one of value) yield* objectsIn(one);
  else if (isObject(value)) {
    yield value;
    for (const one of Object.values(value)) yield* objectsIn(one);
  }
}

function buttonIn(blocks: readonly unknown[], label: string): { blockId: string; actionId: string } | null {
  for (const block of blocks) {
    if (!isObject(block)) continue;
    for (const element of objectsIn(block)) {
      if (element.type !== 'button' || !isObject(element.text) || element.text.text !== label) continue;
      return { blockId: String(block.block_id), actionId: String(element.action_id) };
    }
  }
  return null;
}

/** All text that a reader sees in these blocks. */
export function textOf(blocks: readonly unknown[]): string {
  const texts: string[] = [];
  for (const one of objectsIn(blocks)) if (typeof one.text === 'string') texts.push(one.text);
  return texts.join('\n');
}

export class NotOnScreen extends Error {
  readonly code = 'not-on-screen';
}

/** One person in front of the sandbox's Slack. */
export class Person {
  readonly #sandbox: Pick<Sandbox, 'slack'>;
  readonly #userId: string;

  constructor(sandbox: Pick<Sandbox, 'slack'>, userId: string) {
    this.#sandbox = sandbox;
    this.#userId = userId;
  }

  get #act() {
    return this.#sandbox.slack.actAs(this.#userId);
  }

  view(): WorkspaceView {
    return this.#act.view();
  }

  slash(text: string, channelId = 'C000ITAPPS'): Promise<ActResult> {
    return this.#act.slash(channelId, '/vpp', text);
  }

  async home(): Promise<string> {
    await this.#act.openHome();
    return textOf(this.view().home?.blocks ?? []);
  }

  /** What stands on the Home tab now, without opening it again. */
  homeText(): string {
    return textOf(this.view().home?.blocks ?? []);
  }

  /** Presses the newest button with that label: in the open modal, else in any conversation, else on the Home tab. */
  press(label: string): Promise<ActResult> {
    const { surface, blockId, actionId } = this.#find(label);
    return this.#act.click(surface, blockId, actionId);
  }

  /** Presses that button on that message. */
  pressOn(message: MessageView, label: string): Promise<ActResult> {
    const channelId = this.view().conversations.find(({ messages }) =>
      messages.some(({ ts }) => ts === message.ts),
    )?.id;
    const button = buttonIn(message.blocks, label);
    if (channelId === undefined || button === null) throw new NotOnScreen(`no button “${label}” on that message`);
    return this.#act.click({ kind: 'message', channelId, ts: message.ts }, button.blockId, button.actionId);
  }

  /** Messages of the conversation with the bot that carry the button, oldest first. */
  messagesWithButton(label: string): MessageView[] {
    return this.messages().filter(({ blocks }) => buttonIn(blocks, label) !== null);
  }

  canPress(label: string): boolean {
    try {
      this.#find(label);
      return true;
    } catch (fault) {
      if (fault instanceof NotOnScreen) return false;
      throw fault;
    }
  }

  #find(label: string): Found {
    const view = this.view();
    const modal = view.modals.at(-1);
    if (modal !== undefined) {
      const button = buttonIn(modal.blocks, label);
      if (button !== null) return { surface: { kind: 'modal', viewId: modal.id }, ...button };
    }
    const messages = view.conversations
      .flatMap(({ id, messages: all }) => all.map((message) => ({ channelId: id, message })))
      .sort((a, b) => b.message.sentAt - a.message.sentAt || b.message.ts.localeCompare(a.message.ts));
    for (const { channelId, message } of messages) {
      const button = buttonIn(message.blocks, label);
      if (button !== null) return { surface: { kind: 'message', channelId, ts: message.ts }, ...button };
    }
    const button = buttonIn(view.home?.blocks ?? [], label);
    if (button !== null) return { surface: { kind: 'home' }, ...button };
    throw new NotOnScreen(`no button “${label}”`);
  }

  modal(): ModalView {
    const modal = this.view().modals.at(-1);
    if (modal === undefined) throw new NotOnScreen('no modal');
    return modal;
  }

  /** Closes every dialogue, the topmost first. */
  async closeModals(): Promise<void> {
    for (let modal = this.view().modals.at(-1); modal !== undefined; modal = this.view().modals.at(-1))
      await this.#act.close(modal.id);
  }

  /**
   * Fills in and submits the topmost dialogue as soon as it can be submitted: it opens some time after the press. By
   * `block_id`; `choices` are for selects that the bot fills, by `block_id` and the `action_id` of the select.
   */
  async submit(
    values: Record<string, InputState>,
    choices: Record<string, Record<string, InputState>> = {},
  ): Promise<ActResult> {
    const state = Object.fromEntries(Object.entries(values).map(([blockId, input]) => [blockId, { value: input }]));
    return this.#act.submit((await this.dialogue()).id, { ...state, ...choices });
  }

  /** The topmost dialogue, as soon as one that can be submitted is open. */
  async dialogue(title = ''): Promise<ModalView> {
    const modal = await eventually(
      `a dialogue to submit (${title})`,
      () => this.view().modals.at(-1),
      (top) => top !== undefined && top.submit !== null && top.title.includes(title),
    );
    return modal ?? this.modal();
  }

  /** What a select of the open dialogue offers for a typed text. */
  offers(blockId: string, actionId: string, typed: string) {
    return this.#act.typeahead({ kind: 'modal', viewId: this.modal().id }, blockId, actionId, typed);
  }

  upload(name: string, content: string): Promise<{ id: string; name: string; size: number }> {
    return this.#act.upload({ name, content });
  }

  /** Messages of a conversation, oldest first; without a name the direct one with the bot. */
  messages(channelId?: string): readonly MessageView[] {
    return this.view()
      .conversations.filter(({ id, kind }) => (channelId === undefined ? kind === 'direct' : id === channelId))
      .flatMap(({ messages }) => messages);
  }

  /** All text in that conversation. */
  reads(channelId?: string): string {
    return this.messages(channelId)
      .map(({ text, blocks }) => `${text}\n${textOf(blocks)}`)
      .join('\n---\n');
  }
}

export const input = {
  text: (value: string): InputState => ({ type: 'plain_text_input', value }),
  email: (value: string): InputState => ({ type: 'email_text_input', value }),
  ticked: (value: string): InputState => ({
    type: 'checkboxes',
    selected_options: [{ text: { type: 'plain_text', text: value }, value }],
  }),
  people: (...selected: string[]): InputState => ({ type: 'multi_users_select', selected_users: selected }),
  radio: (text: string, value: string): InputState => ({
    type: 'radio_buttons',
    selected_option: { text: { type: 'plain_text', text }, value },
  }),
  choice: (option: { text: string; value: string }): InputState => ({
    type: 'external_select',
    selected_option: { text: { type: 'plain_text', text: option.text }, value: option.value },
  }),
  files: (...ids: string[]): InputState => ({ type: 'file_input', files: ids.map((id) => ({ id })) }),
};

/** Waits for something that comes over a socket: polls until it holds, fails with what was last seen. */
export async function eventually<T>(
  what: string,
  look: () => T | Promise<T>,
  holds: (seen: T) => boolean = Boolean,
): Promise<T> {
  const deadline = Date.now() + 15_000;
  for (;;) {
    const seen = await look();
    if (holds(seen)) return seen;
    if (Date.now() > deadline)
      throw new NotOnScreen(`${what} did not come; last seen: ${JSON.stringify(seen)?.slice(0, 3_000)}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

/** The state of the bound house as it is now. */
export async function boundHouseOf({ sandbox }: Story): Promise<Extract<House, { state: 'bound' }>> {
  const house = await sandbox.bot().house();
  if (house?.state !== 'bound') throw new Error('not bound');
  return house;
}

/** Alva proposes the main location's token, as pasted text, up to the card of facts with its Continue button. */
export async function proposeMainToken(story: Story): Promise<void> {
  const alva = story.as('alva');
  await openTokenDialogue(alva);
  await alva.submit(tokenEntry(story.sandbox.apple.token));
  await eventually('the Continue button', () => alva.canPress('Continue'));
}

/** `/vpp token`, Start. */
export async function openTokenDialogue(person: Person): Promise<void> {
  await person.slash('token');
  await eventually('the Start button', () => person.canPress('Start'));
  await person.press('Start');
}

/** View 1, filled in with a pasted token. */
export function tokenEntry(token: string, name = 'Northwind 2026'): Record<string, InputState> {
  return {
    'token-text': input.text(token),
    'token-name': input.text(name),
    'apple-account': input.email('apps@northwind.example'),
  };
}

/** The whole ceremony by Alva and Bo, up to the first complete sync. */
export async function bindMainToken(story: Story): Promise<void> {
  await proposeMainToken(story);
  const alva = story.as('alva');
  await alva.press('Continue');
  await alva.submit(confirmationOf('Northwind Logistics'));
  const bo = story.as('bo');
  await eventually('the question to Bo', () => bo.canPress('Yes, bind'));
  await bo.press('Yes, bind');
  await eventually('the first sync', async () => {
    const house = await story.sandbox.bot().house();
    return house?.state === 'bound' && house.lastComplete !== null;
  });
}

/** View 2, filled in. */
export function confirmationOf(locationName: string): Record<string, InputState> {
  return {
    'location-name': input.text(locationName),
    acknowledged: input.ticked('yes'),
    'newly-generated': input.ticked('yes'),
    'sign-in': input.people(people.alva, people.bo),
  };
}
