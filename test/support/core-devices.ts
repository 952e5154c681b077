import { takeDeviceEvent } from '../../src/licensing/flows/take-device-event.js';
import type { DeviceCommand, Devices, QueueLook, SendOutcome, WakeOutcome } from '../../src/licensing/ports/devices.js';
import type { Device } from '../../src/licensing/rules/device.js';
import type {
  DeviceAnswer,
  DeviceError,
  DeviceEvent,
  DeviceInformation,
} from '../../src/licensing/rules/device-answer.js';
import type { TestHouse } from './core.js';

interface Queued {
  uuid: string;
  command: DeviceCommand;
}

/** A phone as the MDM server sees it. Apps are called `com.example.a<adamId>`, as ScriptedApple's catalogue has them. */
export class ScriptedPhone {
  /** Bundle id to what ManagedApplicationList says; `installed` false: only in that list. */
  readonly apps = new Map<string, { status: string | null; installed: boolean }>();
  readonly queue: Queued[] = [];
  /** Answers NotNow to what iOS answers so. */
  locked = false;
  /** Never asks for its commands. */
  silent = false;
  /** What becomes of an install: `managed` at the next look, or the status that it stays in. */
  installs: 'managed' | 'Prompting' | 'PromptingForLogin' | 'UserRejected' | 'Failed' = 'managed';
  /** An error chain for the next installs, one each. */
  readonly installErrors: DeviceError[][] = [];
  readonly removeErrors: DeviceError[][] = [];
  /** It has shown an invitation to its owner. */
  invited = false;
  information: DeviceInformation;
  readonly id: string;

  constructor(id: string, serialNumber: string | null) {
    this.id = id;
    this.information = {
      serialNumber,
      name: `Phone ${id}`,
      model: 'iPhone16,1',
      osVersion: '18.1',
      platform: 'iOS',
      supervised: false,
      accountActive: true,
      accountHash: null,
    };
  }

  answer({ uuid, command }: Queued): DeviceAnswer {
    const base: DeviceAnswer = { ...empty, commandUuid: uuid, status: 'acknowledged' };
    const never = command.act === 'installed-apps' || command.act === 'device-information';
    if (this.locked && !never) return { ...base, status: 'not-now' };
    switch (command.act) {
      case 'install':
        return this.#install(base, command.adamId);
      case 'remove':
        return this.#remove(base, command.bundleId);
      case 'invite':
        this.invited = true;
        return { ...base, invitationResult: 'Acknowledged' };
      case 'managed-apps':
        return { ...base, managedApps: this.#managed(command.bundleIds) };
      case 'installed-apps':
        return { ...base, installedApps: this.#installed(command.bundleIds) };
      case 'device-information':
        return { ...base, information: this.information };
    }
  }

  #install(base: DeviceAnswer, adamId: string): DeviceAnswer {
    const errors = this.installErrors.shift();
    if (errors !== undefined) return { ...base, status: 'error', errors };
    const bundleId = `com.example.a${adamId}`;
    const status = this.installs === 'managed' ? 'Installing' : this.installs;
    this.apps.set(bundleId, { status, installed: false });
    return { ...base, identifier: bundleId, installState: status };
  }

  #remove(base: DeviceAnswer, bundleId: string): DeviceAnswer {
    const errors = this.removeErrors.shift();
    if (errors !== undefined) return { ...base, status: 'error', errors };
    const app = this.apps.get(bundleId);
    if (app === undefined || app.status === null) {
      return { ...base, status: 'error', errors: [{ code: 12_029, domain: 'MCMDMErrorDomain', text: 'Not managed' }] };
    }
    this.apps.delete(bundleId);
    return base;
  }

  /** An install that is under way is done at the next look; transient states are told once. */
  #managed(asked: readonly string[]) {
    const told = [...this.apps].flatMap(([bundleId, { status }]) =>
      status !== null && (asked.length === 0 || asked.includes(bundleId)) ? [{ bundleId, status }] : [],
    );
    for (const { bundleId, status } of told) {
      if (transient.includes(status)) this.apps.delete(bundleId);
      if (status === 'Installing') this.apps.set(bundleId, { status: 'Managed', installed: true });
    }
    return told;
  }

  #installed(asked: readonly string[]) {
    return [...this.apps].flatMap(([bundleId, { installed }]) =>
      installed && (asked.length === 0 || asked.includes(bundleId)) ? [{ bundleId, version: '1.0' }] : [],
    );
  }
}

const transient = ['UserRejected', 'UpdateRejected', 'ManagementRejected', 'Failed'];

const empty: DeviceAnswer = {
  ...{ status: 'idle', commandUuid: null, errors: [], installState: null, rejectionReason: null, identifier: null },
  ...{ managedApps: null, installedApps: null, invitationResult: null, information: null },
};

/** An MDM server with phones. What they tell waits in `events` until it is delivered. */
export class ScriptedMdm implements Devices {
  readonly kind = 'nanomdm';
  readonly phones = new Map<string, ScriptedPhone>();
  readonly sent: { enrolmentId: string; commandUuid: string; command: DeviceCommand }[] = [];
  readonly woken: string[] = [];
  /** Answers instead of what would be, one each. `unknown` is queued all the same. */
  readonly outcomes: SendOutcome[] = [];
  events: DeviceEvent[] = [];
  /** Webhooks are lost. */
  losing = false;
  /** Neither the bot nor a phone reaches the server. */
  down = false;
  /** Answers to looks into the queue instead of `send-again`, one each; the same of wakes. */
  readonly looks: QueueLook[] = [];
  readonly wakes: WakeOutcome[] = [];
  #events = 0;
  #told = 0;
  readonly #commands = new Set<string>();
  readonly #clock: () => number;

  /** Events follow each other in the server's time, even where `clock` stands. */
  constructor(clock: () => number) {
    this.#clock = clock;
  }

  async send(enrolmentId: string, commandUuid: string, command: DeviceCommand): Promise<SendOutcome> {
    if (this.down) return { result: 'unreachable', why: 'unavailable', message: 'Nobody listens' };
    this.sent.push({ enrolmentId, commandUuid, command });
    const scripted = this.outcomes.shift();
    const phone = this.phones.get(enrolmentId);
    if (scripted !== undefined && scripted.result !== 'unknown' && scripted.result !== 'queued') return scripted;
    if (phone === undefined) return { result: 'unknown-device' };
    if (!this.#commands.has(commandUuid)) phone.queue.push({ uuid: commandUuid, command });
    this.#commands.add(commandUuid);
    return scripted ?? { result: 'queued', woken: true, pushError: null };
  }

  async wake(enrolmentId: string): Promise<WakeOutcome> {
    if (this.down) return { result: 'not-woken', message: 'Nobody listens' };
    this.woken.push(enrolmentId);
    return this.wakes.shift() ?? { result: 'woken' };
  }

  async lookInQueue(): Promise<QueueLook> {
    return this.down ? 'unreachable' : (this.looks.shift() ?? 'send-again');
  }

  /** A phone enrols: tells Authenticate and TokenUpdate. Enrolled again, its queue is emptied and its managed apps are gone. */
  enrol(id: string, serialNumber: string | null = `SERIAL${id}`, given: { urlUser?: string } = {}): ScriptedPhone {
    const phone = this.phones.get(id) ?? new ScriptedPhone(id, serialNumber);
    this.phones.set(id, phone);
    phone.queue.length = 0;
    phone.apps.clear();
    const origin = { enrolmentId: id, type: 'device', parentId: null, urlUser: given.urlUser ?? null } as const;
    this.#tell({ ...origin, ...this.#event(), topic: 'authenticate', information: phone.information });
    this.#tell({ ...origin, ...this.#event(), topic: 'token-update', tally: 1 });
    return phone;
  }

  checkOut(id: string): void {
    const origin = { enrolmentId: id, type: 'device', parentId: null, urlUser: null } as const;
    this.#tell({ ...origin, ...this.#event(), topic: 'check-out' });
  }

  /** Every phone asks for its commands and answers them. A command that is not answered now stays in the queue. */
  poll(): void {
    for (const phone of this.phones.values()) {
      if (phone.silent || this.down) continue;
      const origin = { enrolmentId: phone.id, type: 'device', parentId: null, urlUser: null } as const;
      const connect = (answer: DeviceAnswer) => this.#tell({ ...origin, ...this.#event(), topic: 'connect', answer });
      connect(empty);
      const open = phone.queue.splice(0);
      for (const queued of open) {
        const answer = phone.answer(queued);
        if (answer.status === 'not-now') phone.queue.push(queued);
        connect(answer);
      }
    }
  }

  #tell(event: DeviceEvent): void {
    if (!this.losing) this.events.push(event);
  }

  #event(): { id: string; at: number } {
    this.#events += 1;
    this.#told = Math.max(this.#told + 1, this.#clock());
    return { id: `event-${this.#events}`, at: this.#told };
  }
}

/** What phones have told so far reaches the bot, and everything that follows is done. */
export async function deliver(house: TestHouse): Promise<void> {
  const events = house.mdm.events.splice(0);
  for (const event of events) await takeDeviceEvent(house.core, event);
  house.background.work();
  await house.drain();
}

/** Phones ask and answer, the bot works, so many times; `step` of business time goes by before each. */
export async function phonesFor(house: TestHouse, rounds: number, step = 60_000): Promise<void> {
  for (let round = 0; round < rounds; round += 1) {
    house.now += step;
    house.background.work();
    await house.drain();
    house.mdm.poll();
    await deliver(house);
  }
}

/** A device as it is stored, put directly in place, with a phone behind it. */
export async function aDevice(house: TestHouse, id: string, userId: string | null, given: Partial<Device> = {}) {
  const phone = new ScriptedPhone(id, `SERIAL${id}`);
  house.mdm.phones.set(id, phone);
  const value: Device = {
    enrolmentId: id,
    type: 'device',
    state: 'enrolled',
    serialNumber: `SERIAL${id}`,
    name: `Phone ${id}`,
    model: 'iPhone16,1',
    osVersion: '18.1',
    platform: 'iOS',
    supervised: false,
    accountActive: true,
    accountHash: null,
    userChannel: null,
    owner: userId === null ? null : { userId, by: 'import', at: house.now, confirmedBy: null },
    enrolledAt: house.now,
    seenAt: house.now,
    marks: { authenticated: house.now - 1, token: house.now - 1, contact: house.now - 1, left: null },
    informationAt: house.now,
    inventoryAt: null,
    ...given,
  };
  await house.records.commit({ put: [{ kind: 'device', id, value }] });
  return phone;
}
