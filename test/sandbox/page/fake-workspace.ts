import type {
  Actor,
  ActResult,
  ConversationView,
  InputState,
  MessageView,
  ModalView,
  PersonView,
  Surface,
  WorkspaceView,
} from '../../../src/sandbox/slack/workspace.js';

export const people: PersonView[] = [
  { id: 'U1ALVA', name: 'Alva Lind', title: 'IT administrator', kind: 'member' },
  { id: 'U2BO', name: 'Bo Ek', title: 'IT administrator', kind: 'member' },
  { id: 'U3CARL', name: 'Carl Nyman', title: 'Head of IT', kind: 'member' },
  { id: 'U4EMMA', name: 'Emma Berg', title: 'Driver', kind: 'member' },
  { id: 'U5GUNN', name: 'Gunn Roth', title: 'Consultant', kind: 'guest' },
  { id: 'U6HUGO', name: 'Hugo Vance', title: 'Partner at Contoso', kind: 'external' },
  { id: 'U7IRIS', name: 'Iris Dahl', title: 'Left the company', kind: 'deactivated' },
  { id: 'U9BOT', name: 'vpp-bot', title: '', kind: 'bot' },
];

export interface Done {
  as: string;
  act: string;
  [detail: string]: unknown;
}

/** A failure as a stand-in throws it. */
export class FakeFailure extends Error {
  readonly code: string;

  constructor(code: string) {
    super(`fake: ${code}`);
    this.code = code;
  }
}

/** A workspace that does what a test tells it to, and remembers every act. */
export class FakeWorkspace {
  readonly done: Done[] = [];
  readonly modals = new Map<string, ModalView[]>();
  readonly homes = new Map<string, unknown[]>();
  readonly options: { text: string; value: string; description?: string }[] = [];
  /** What the app does on an act; a thrown `FakeFailure` fails the act. */
  react: (done: Done) => void | Promise<void> = () => {};
  private readonly messages = new Map<string, MessageView[]>();
  private readonly listeners = new Set<() => void>();
  private revision = 0;

  readonly onChange = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  changed(): void {
    this.revision += 1;
    for (const listener of this.listeners) listener();
  }

  /** Posts as the bot. `seenBy` makes it ephemeral; `ts` of an earlier message replaces that one. */
  post(channelId: string, blocks: unknown[], more: Partial<MessageView> & { seenBy?: string } = {}): string {
    const all = this.messages.get(channelId) ?? [];
    const ts = more.ts ?? `1700000000.${String(this.revision).padStart(6, '0')}`;
    const author = people.find((person) => person.id === 'U9BOT') ?? fail();
    const message = {
      ts,
      threadTs: null,
      author,
      text: '',
      blocks,
      ephemeral: more.seenBy !== undefined,
      edited: false,
      sentAt: 1_763_800_000_000,
      ...more,
    };
    this.messages.set(
      channelId,
      all.some((old) => old.ts === ts) ? all.map((old) => (old.ts === ts ? message : old)) : [...all, message],
    );
    this.changed();
    return ts;
  }

  openModal(userId: string, modal: Partial<ModalView>): void {
    const stack = this.modals.get(userId) ?? [];
    const view = {
      id: `V${this.revision}`,
      hash: `h${this.revision}`,
      callbackId: 'c',
      title: 'Modal',
      submit: 'Submit',
      close: 'Cancel',
      blocks: [],
      errors: {},
      ...modal,
    };
    this.modals.set(
      userId,
      stack.some((old) => old.id === view.id)
        ? stack.map((old) => (old.id === view.id ? view : old))
        : [...stack, view],
    );
    this.changed();
  }

  closeModals(userId: string): void {
    this.modals.delete(userId);
    this.changed();
  }

  readonly actAs = (userId: string): Actor => {
    const act = async (name: string, detail: object): Promise<ActResult> => {
      const done = { as: userId, act: name, ...detail };
      this.done.push(done);
      await this.react(done);
      this.changed();
      return { ack: null, latency: 3, messages: [], modals: [] };
    };
    return {
      view: () => this.view(userId),
      slash: (channelId, command, text) => act('slash', { channelId, command, text }),
      click: (surface: Surface, blockId, actionId) => act('click', { surface, blockId, actionId }),
      select: (surface: Surface, blockId, actionId, state: InputState) =>
        act('select', { surface, blockId, actionId, state }),
      typeahead: async (_surface, _blockId, _actionId, text) =>
        this.options.filter((option) => option.text.toLowerCase().includes(text.toLowerCase())),
      submit: (viewId, values) => act('submit', { viewId, values }),
      close: async (viewId) => {
        this.modals.set(
          userId,
          (this.modals.get(userId) ?? []).filter((modal) => modal.id !== viewId),
        );
        return act('close', { viewId });
      },
      openHome: () => act('openHome', {}),
      upload: async ({ name, content }) => {
        this.done.push({ as: userId, act: 'upload', name, content });
        return { id: `F${this.done.length}`, name, size: content.length };
      },
      download: async (fileId) => `content of ${fileId} as ${userId} sees it`,
    };
  };

  private view(userId: string): WorkspaceView {
    const home = this.homes.get(userId);
    const person = people.find((candidate) => candidate.id === userId) ?? fail();
    return {
      revision: this.revision,
      team: { id: 'T1', name: 'Northwind Logistics' },
      me: person,
      people,
      conversations: this.conversations(person),
      home: home === undefined ? null : { blocks: home },
      modals: this.modals.get(userId) ?? [],
      commands: [
        { name: '/vpp', description: 'Apps and licences from Apple', usageHint: '[help | token | sync | apps]' },
      ],
    };
  }

  private conversations(person: PersonView): ConversationView[] {
    const channel = (id: string, name: string, kind: ConversationView['kind'], shared = false) => ({
      ...{ id, name, kind, shared },
      messages: (this.messages.get(id) ?? []).filter(
        (message) => !message.ephemeral || ('seenBy' in message && message.seenBy === person.id),
      ),
    });
    const partner = channel('C3', 'partner-contoso', 'channel', true);
    if (person.kind === 'external') return [partner];
    return [
      channel('C1', 'it-apps', 'channel'),
      channel('C2', 'app-approvals', 'private'),
      partner,
      channel(`D${person.id}`, 'vpp-bot', 'direct'),
    ];
  }
}

function fail(): never {
  throw new FakeFailure('no_such_person');
}
