import type { Asked, Core, Settings } from '../../src/licensing/flows/core.js';
import { countForeign } from '../../src/licensing/flows/count-foreign.js';
import { LOOK_AGAIN } from '../../src/licensing/flows/long-work.js';
import { longWorks } from '../../src/licensing/flows/long-works.js';
import type { Background } from '../../src/licensing/flows/ring.js';
import { resume, ring } from '../../src/licensing/flows/ring.js';
import { readSync } from '../../src/licensing/flows/state.js';
import { runSync } from '../../src/licensing/flows/sync.js';
import type { ChannelMembers, People, UserGroup } from '../../src/licensing/ports/people.js';
import type { Records } from '../../src/licensing/ports/records.js';
import type { Audience } from '../../src/licensing/rules/audience.js';
import { SETTLING_TIME } from '../../src/licensing/rules/installation-gaps.js';
import type { Notice, NoticeKind } from '../../src/licensing/rules/notice.js';
import type { Exclusion, Role } from '../../src/licensing/rules/policy.js';
import { ScriptedApple } from './core-apple.js';
import { ScriptedChecks } from './core-checks.js';
import { ScriptedMdm } from './core-devices.js';
import { type Disk, MemoryDisk } from './core-disk.js';
import { NOON } from './core-samples.js';

/** Thrown where a test ends the process. */
export class Cut extends Error {
  readonly code = 'cut';
}

/** The organisation's people: roles, or why somebody is refused. */
export class ScriptedPeople implements People {
  readonly #known = new Map<string, readonly Role[] | Exclusion>();

  /** Roles that somebody holds, or an exclusion that holds whatever their roles. */
  set(userId: string, what: readonly Role[] | Exclusion): void {
    this.#known.set(userId, what);
  }

  async standing(userId: string) {
    const known = this.#known.get(userId) ?? 'unknown';
    if (typeof known === 'string') return { result: 'excluded', userId, reason: known } as const;
    return { result: 'member', userId, name: userId, timeZone: null, roles: known } as const;
  }

  readonly userGroups = new Map<string, UserGroup & { members: readonly string[] }>();
  readonly channels = new Map<string, readonly string[]>();

  async groups(): Promise<readonly UserGroup[] | null> {
    return [...this.userGroups.values()].map(({ id, name, handle }) => ({ id, name, handle }));
  }

  async groupMembers(groupId: string): Promise<readonly string[] | null> {
    return this.userGroups.get(groupId)?.members ?? null;
  }

  async channelMembers(channelId: string): Promise<ChannelMembers> {
    const userIds = this.channels.get(channelId);
    return userIds === undefined ? { result: 'not-found' } : { result: 'members', userIds };
  }

  async holders(role: Role): Promise<readonly string[]> {
    return [...this.#known].flatMap(([userId, known]) =>
      typeof known !== 'string' && known.includes(role) ? [userId] : [],
    );
  }
}

const defaults: Settings = {
  schedule: { job: 'sync', times: ['06:00', '18:00'], timeZone: 'Europe/Stockholm' },
  confirmations: 'two',
  pinnedUId: null,
  productName: 'VPP bot',
  publicUrl: null,
  approvals: { noneBelow: 0, twoFrom: null, twoForUninstallFrom: 25 },
  working: { timeZone: 'Europe/Stockholm', weekend: [6, 0], holidays: [] },
  alerts: { shares: [20, 10], counts: null, minimumPool: 10, runwayDays: 14 },
  managedAppleAccounts: 'none',
  settlingTime: SETTLING_TIME,
};

type NoticeOf<K extends NoticeKind> = Extract<Notice, { kind: K }>;

/**
 * The licensing core on a scripted Apple and an in-memory store, or another disk. `restart` is the end of the process
 * and the next start: everything in memory is dropped, what was stored and what Apple knows stays.
 */
export class TestHouse {
  now = NOON;
  /** The clock goes on by this much at each look, as a real one does between two looks. */
  tick = 0;
  settings: Settings;
  readonly apple = new ScriptedApple(() => this.now);
  readonly people = new ScriptedPeople();
  readonly checks = new ScriptedChecks();
  readonly mdm = new ScriptedMdm(() => this.now);
  /** The bot is ending: long work is to leave what it does. */
  closing = false;
  readonly steps: string[] = [];
  readonly troubles: string[] = [];
  /** Ends the process at a point when it answers true; points are named steps, and `commit` before and after each. */
  cutAt: (point: string, count: number) => boolean = () => false;
  core: Core;
  #devices = false;
  readonly #disk: Disk;
  readonly #counts = new Map<string, number>();
  /** Nothing that an ended process still does reaches the store. */
  #process = { ended: false };
  #ids = 0;
  #references = 0;
  #sync: 'idle' | 'wanted' | 'running' = 'idle';
  #draining: Promise<void> | null = null;
  #counting: string[] = [];
  #working = false;

  constructor(settings: Partial<Settings> = {}, disk: Disk = new MemoryDisk()) {
    this.#disk = disk;
    disk.now = () => this.now;
    disk.onStep = (step) => this.#point(step);
    this.settings = { ...defaults, ...settings };
    this.people.set('U1', ['custodian']);
    this.people.set('U2', ['custodian']);
    this.people.set('U3', ['custodian']);
    this.people.set('OPERATOR', ['operator']);
    this.people.set('APPROVER', ['approver']);
    this.people.set('VIEWER', ['viewer']);
    this.people.set('EMPLOYEE', []);
    this.core = this.#open();
  }

  /** From now on there is an MDM server. */
  withDevices(): this {
    this.#devices = true;
    this.core = this.#open();
    return this;
  }

  get records(): Records {
    return this.core.records;
  }

  readonly background: Background = {
    // As the real one: asked for while one runs, nothing happens.
    sync: () => {
      if (this.#sync === 'idle') this.#sync = 'wanted';
    },
    count: (proposalId) => {
      this.#counting.push(proposalId);
    },
    work: () => {
      this.#working = true;
    },
  };

  asked(actor: string): Asked {
    return { actor, reference: this.core.ids.reference() };
  }

  /** A bell, and everything that it leaves to be done. */
  async ring(): Promise<string[]> {
    const done = await ring(this.core, this.background, this.core.ids.reference());
    await this.drain();
    return done;
  }

  /** Does what was left to the background, one after another. */
  drain(): Promise<void> {
    this.#draining ??= this.#work().finally(() => {
      this.#draining = null;
    });
    return this.#draining;
  }

  async #work(): Promise<void> {
    for (;;) {
      const proposalId = this.#counting.shift();
      if (proposalId !== undefined) await countForeign(this.core, proposalId, this.core.ids.reference());
      else if (this.#sync === 'wanted') {
        this.#sync = 'running';
        await runSync(this.core, this.core.ids.reference()).finally(() => {
          this.#sync = 'idle';
        });
      } else if (this.#working) {
        this.#working = false;
        for (const [name, { due, run }] of Object.entries(longWorks)) {
          if (name === 'checkup' && !this.checks.byItself) continue;
          if (!(await due(this.core))) continue;
          if ((await run(this.core, this.core.ids.reference())) === LOOK_AGAIN) this.#working = true;
        }
        if ((await readSync(this.core)).value.running !== null) this.background.sync();
      } else return;
    }
  }

  /** The next start on the same store; what was under way in memory is gone. */
  async restart(): Promise<void> {
    this.cutAt = () => false;
    this.closing = false;
    this.#sync = 'idle';
    this.#counting = [];
    this.#working = false;
    await this.#reopen();
    await resume(this.core, this.background, this.core.ids.reference());
    await this.drain();
  }

  /** The store is left as it is in the middle of what it does, and read from its disk. */
  async #reopen(): Promise<void> {
    this.#process.ended = true;
    await this.#disk.reopen();
    this.core = this.#open();
  }

  #point(name: string): void {
    if (this.#process.ended) throw new Cut();
    const count = (this.#counts.get(name) ?? 0) + 1;
    this.#counts.set(name, count);
    if (!this.cutAt(name, count)) return;
    this.#process.ended = true;
    throw new Cut();
  }

  /** Runs something that a cut may end. */
  async untilCut(work: () => Promise<unknown>): Promise<'done' | 'cut'> {
    try {
      await work();
      return 'done';
    } catch (fault) {
      if (fault instanceof Cut) return 'cut';
      throw fault;
    }
  }

  /** Everything that was told to people, oldest first. */
  async notices(): Promise<Notice[]> {
    return (await this.core.records.list('outbox')).map(({ value }) => value.notice);
  }

  async noticesOf<K extends NoticeKind>(kind: K, to?: Audience['to']): Promise<NoticeOf<K>[]> {
    const isKind = (notice: Notice): notice is NoticeOf<K> => notice.kind === kind;
    return (await this.notices()).filter(isKind).filter((notice) => to === undefined || notice.audience.to === to);
  }

  async audit(): Promise<string[]> {
    const entries = await this.#audit.read({ newest: 1000 });
    return [...entries].reverse().map(({ actor, act, outcome }) => `${actor} ${act}: ${outcome}`);
  }

  /** All that is stored, as text. */
  async stored(): Promise<string> {
    const kinds = [
      'binding',
      'installation',
      'pause',
      'sync',
      'slot',
      'warning',
      'request',
      'cleanUp',
      'subscription',
      'notification',
      'deployment',
      'roster',
      'draft',
      'ledger',
      'assignment',
      'holding',
      'membership',
      'write',
      'device',
      'deviceCommand',
      'deviceEvent',
      'deviceInstallation',
      'deviceHolding',
      'alert',
      'asset',
      'outbox',
    ] as const;
    const records = await Promise.all(kinds.map((kind) => this.core.records.list(kind)));
    return JSON.stringify([records, await this.#audit.read({ newest: 1000 })]);
  }

  get #audit() {
    return this.#disk.store().audit;
  }

  #open(): Core {
    const process = { ended: false };
    this.#process = process;
    // Whoever still works for the process before this one finds it ended.
    const point = (name: string): void => {
      if (process.ended) throw new Cut();
      this.#point(name);
    };
    const clock = (): number => {
      this.now += this.tick;
      return this.now;
    };
    const { records, audit, mirror, secrets, exports } = this.#disk.store();
    return {
      records: {
        get: (kind, id) => records.get(kind, id),
        list: (kind, prefix) => records.list(kind, prefix),
        claim: (key, holder, now, until) => records.claim(key, holder, now, until),
        release: (key, holder) => records.release(key, holder),
        onOutbox: (listener) => records.onOutbox(listener),
        commit: async (change) => {
          point('before a commit');
          const result = await records.commit(change);
          point('after a commit');
          return result;
        },
      },
      audit,
      people: this.people,
      licences: this.apple,
      catalogue: this.apple,
      devices: this.#devices ? this.mdm : null,
      checks: this.checks,
      secrets,
      mirror,
      exports,
      clock,
      wait: async (milliseconds) => {
        this.now += milliseconds;
        point(`waited ${milliseconds}`);
        return this.closing ? 'closing' : 'waited';
      },
      ids: {
        uuid: () => {
          this.#ids += 1;
          return `id-${this.#ids}`;
        },
        secret: () => {
          this.#ids += 1;
          return `secret-${this.#ids}`;
        },
        reference: () => {
          this.#references += 1;
          return `R-${this.#references}`;
        },
      },
      settings: this.settings,
      onStep: (step) => {
        this.steps.push(step);
        point(step);
      },
      onTrouble: (event) => {
        this.troubles.push(event);
      },
    };
  }
}
