import type { AppleWindow } from './apple-window.js';
import { authenticate, checkOut, eventOf, identity, tokenUpdate } from './check-in.js';
import { Enrolments } from './enrolments.js';
import type { MdmEvent } from './events.js';
import type { MdmFaults } from './faults.js';
import { type PhoneScene, settleInstallations } from './installing.js';
import { uuidOf } from './names.js';
import { forgetManagement, newPhone, type PhoneSeed, type PhoneState } from './phone.js';
import type { Dictionary } from './plist.js';
import { PhoneRefused } from './refused.js';
import { answerCommand } from './request-types.js';
import type { MdmSwitches } from './switches.js';

/** What the phones and their server live in. */
export interface FleetWorld {
  /** Business time in milliseconds since the epoch. */
  now: () => number;
  /** Wire time in milliseconds, never going back. */
  wire: () => number;
  apple: AppleWindow;
  switches: MdmSwitches;
  faults: MdmFaults;
  /** Tells the webhook. */
  tell: (event: MdmEvent) => void;
  /** Does something after whatever is answered at this moment. */
  soon: (act: () => void) => void;
  /** Something can be seen that was not so before. */
  changed: () => void;
}

/** The phones, and their side of the server: enrolling, being pushed, asking for commands. */
export class Fleet {
  readonly enrolments: Enrolments;
  readonly #world: FleetWorld;
  readonly #phones: PhoneState[] = [];

  constructor(world: FleetWorld) {
    this.#world = world;
    this.enrolments = new Enrolments(world.switches);
  }

  /** Puts a phone into the world, not enrolled. */
  add(seed: PhoneSeed): PhoneState {
    const phone = newPhone(`${this.#phones.length}:${seed.name}`, seed);
    this.#phones.push(phone);
    this.#world.changed();
    return phone;
  }

  phones(): readonly PhoneState[] {
    return this.#phones;
  }

  /** By its present or a former id. Throws PhoneRefused (`no_phone`). */
  find(id: string): PhoneState {
    const found = this.#phones.find((phone) => phone.enrolmentId === id || phone.formerIds.includes(id));
    if (found === undefined) throw new PhoneRefused('no_phone', 'There is no such phone.');
    return found;
  }

  sceneOf(phone: PhoneState): PhoneScene {
    const { apple, wire, switches } = this.#world;
    return { phone, apple, wire, installMilliseconds: () => switches.installMilliseconds };
  }

  /** Ends what is done installing; whether anything is still under way anywhere. */
  settle(): boolean {
    return this.#phones.filter((phone) => settleInstallations(this.sceneOf(phone))).length > 0;
  }

  /** Enrols, or enrols again: its serial number stays, everything managed goes. */
  enrol(phone: PhoneState): void {
    const { tell, now } = this.#world;
    forgetManagement(phone);
    if (phone.enrolsAs === 'user-enrolment') {
      phone.formerIds.push(phone.enrolmentId);
      phone.enrolmentId = uuidOf(`enrolment:${phone.udid}:${phone.formerIds.length}`);
    }
    phone.enrolment = phone.enrolsAs;
    const id = phone.enrolmentId;
    this.enrolments.authenticate(id, phone.enrolsAs === 'user-enrolment' ? '' : phone.serialNumber, now());
    tell(eventOf(phone, 'mdm.Authenticate', authenticate(phone)));
    tell(eventOf(phone, 'mdm.TokenUpdate', tokenUpdate(phone), this.enrolments.tokenUpdate(id)));
    this.#world.changed();
  }

  /** Leaves management; whether the server hears of it depends on the profile and on the phone's being in reach. */
  checkOut(phone: PhoneState): void {
    const heard = this.#world.switches.checkOutWhenRemoved && !phone.silent;
    if (heard) {
      this.enrolments.checkOut(phone.enrolmentId);
      this.#world.tell(eventOf(phone, 'mdm.CheckOut', checkOut(phone)));
    }
    forgetManagement(phone);
    phone.enrolment = 'none';
    this.#world.changed();
  }

  /** Tells a device to ask. Out of reach, it asks when it is back; whether it is heard is never known here. */
  push(id: string): void {
    const phone = this.#phones.find(({ enrolmentId }) => enrolmentId === id);
    if (phone === undefined || phone.enrolment === 'none') return;
    if (phone.silent) phone.pushed = true;
    else this.#world.soon(() => this.connect(phone));
  }

  /** One connection: the phone asks until nothing waits any more, and everything that it says is told. */
  connect(phone: PhoneState): void {
    const { tell, faults, now } = this.#world;
    const enrolment = this.enrolments.find(phone.enrolmentId);
    if (phone.enrolment === 'none' || phone.silent || enrolment === null) return;
    phone.pushed = false;
    enrolment.lastSeen = now();
    const { queue } = enrolment;
    let said: Dictionary = { Status: 'Idle' };
    for (;;) {
      phone.lastStatus = String(said.Status);
      tell(eventOf(phone, 'mdm.Connect', { ...said, ...identity(phone) }));
      const command = queue.next(said.Status === 'NotNow');
      if (command === null) break;
      const answer = answerCommand(this.sceneOf(phone), command, (type) => faults.takeCommandFailure(type));
      said = { ...answer, CommandUUID: command.uuid };
      if (answer.Status === 'NotNow') queue.putOff(command.uuid);
      else queue.remove(command.uuid);
    }
    this.#world.changed();
  }
}
