import type { Check, Checks } from '../../src/licensing/ports/checks.js';
import type { CheckLine } from '../../src/licensing/rules/checkup.js';

type Outside = keyof Checks['outside'];

const well: Readonly<Record<Outside, CheckLine>> = {
  'slack-scopes': { name: 'slack-scopes', verdict: 'ok', facts: { missing: [] } },
  transport: { name: 'transport', verdict: 'ok', facts: { kind: 'socket', state: 'connected' } },
  channel: { name: 'channel', verdict: 'ok', facts: { channelId: 'C0CHANNEL', problem: null } },
  'approvals-channel': {
    name: 'approvals-channel',
    verdict: 'ok',
    facts: { channelId: 'C0APPROVALS', problem: null },
  },
  clock: { name: 'clock', verdict: 'ok', facts: { ahead: 300 } },
  folder: { name: 'folder', verdict: 'ok', facts: { folder: '/data', problem: null } },
  'disk-space': { name: 'disk-space', verdict: 'ok', facts: { folder: '/data', freeBytes: 2 ** 30 } },
  'folder-rights': { name: 'folder-rights', verdict: 'ok', facts: { folder: '/data', open: [] } },
  audit: { name: 'audit', verdict: 'ok', facts: { entries: 12, broken: null } },
  'apple-service': { name: 'apple-service', verdict: 'ok', facts: { detail: null } },
  'apple-addresses': { name: 'apple-addresses', verdict: 'ok', facts: { elsewhere: [] } },
  bell: { name: 'bell', verdict: 'ok', facts: { silentFor: 20_000 } },
  custodians: { name: 'custodians', verdict: 'ok', facts: { active: ['U1', 'U2'] } },
  people: { name: 'people', verdict: 'ok', facts: { gone: [] } },
  'user-groups': { name: 'user-groups', verdict: 'ok', facts: { unreadable: [] } },
  approvers: { name: 'approvers', verdict: 'ok', facts: { active: 1, needed: 1 } },
  addresses: { name: 'addresses', verdict: 'ok', facts: { listensAt: null, publicUrl: null } },
  mdm: { name: 'mdm', verdict: 'ok', facts: { kind: 'none', state: 'none', detail: null } },
};

/** What the adapters would find: all is well, but for what a test says. */
export class ScriptedChecks implements Checks {
  /** The bot looks at itself at its start and daily, as the real one does. */
  byItself = false;
  /** Instead of a line that is well; may throw. */
  readonly found = new Map<Outside, Check>();
  /** Checks that are not waited for. */
  late = false;

  readonly outside: Checks['outside'] = {
    'slack-scopes': () => this.#look('slack-scopes'),
    transport: () => this.#look('transport'),
    channel: () => this.#look('channel'),
    'approvals-channel': () => this.#look('approvals-channel'),
    clock: () => this.#look('clock'),
    folder: () => this.#look('folder'),
    'disk-space': () => this.#look('disk-space'),
    'folder-rights': () => this.#look('folder-rights'),
    audit: () => this.#look('audit'),
    'apple-service': () => this.#look('apple-service'),
    'apple-addresses': () => this.#look('apple-addresses'),
    bell: () => this.#look('bell'),
    custodians: () => this.#look('custodians'),
    people: () => this.#look('people'),
    'user-groups': () => this.#look('user-groups'),
    approvers: () => this.#look('approvers'),
    addresses: () => this.#look('addresses'),
    mdm: () => this.#look('mdm'),
  };

  async inTime<T>(work: Promise<T>): Promise<T | 'late'> {
    const done = await work;
    return this.late ? 'late' : done;
  }

  async #look(name: Outside): Promise<CheckLine> {
    return this.found.get(name)?.() ?? well[name];
  }
}
