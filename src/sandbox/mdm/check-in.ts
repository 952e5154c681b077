import { createHash } from 'node:crypto';
import type { MdmEvent, Topic } from './events.js';
import { familyOf } from './information.js';
import { uuidOf } from './names.js';
import type { PhoneState } from './phone.js';
import type { Dictionary } from './plist.js';

const topic = 'com.apple.mgmt.External.sandbox';

/** With User Enrolment a device has an EnrollmentID and hides the rest (Apple documents). */
function hidden(phone: PhoneState): boolean {
  return phone.enrolsAs === 'user-enrolment';
}

/** How a device says who it is. */
export function identity(phone: PhoneState): Dictionary {
  return hidden(phone) ? { EnrollmentID: phone.enrolmentId } : { UDID: phone.udid };
}

/** The beginning of an enrolment. */
export function authenticate(phone: PhoneState): Dictionary {
  const { productName, name, osVersion, serialNumber } = phone;
  const facts = { Model: productName, ModelName: familyOf(phone), ProductName: productName, DeviceName: name };
  const plain = { MessageType: 'Authenticate', Topic: topic, BuildVersion: '22G86', OSVersion: osVersion };
  const serial = hidden(phone) ? {} : { SerialNumber: serialNumber };
  return { ...plain, ...facts, ...serial, ...identity(phone) };
}

/** The end of an enrolment: how the device can be pushed. */
export function tokenUpdate(phone: PhoneState): Dictionary {
  return {
    MessageType: 'TokenUpdate',
    Topic: topic,
    AwaitingConfiguration: false,
    PushMagic: uuidOf(`magic:${phone.enrolmentId}`),
    Token: new Uint8Array(createHash('sha256').update(`token:${phone.enrolmentId}`).digest()),
    ...identity(phone),
  };
}

/** The end of management. */
export function checkOut(phone: PhoneState): Dictionary {
  return { MessageType: 'CheckOut', Topic: topic, ...identity(phone) };
}

/** What the server makes of something that a phone said. */
export function eventOf(phone: PhoneState, said: Topic, payload: Dictionary, tally: number | null = null): MdmEvent {
  return {
    topic: said,
    enrolmentId: phone.enrolmentId,
    type: hidden(phone) ? 'User Enrollment (Device)' : 'Device',
    udid: hidden(phone) ? null : phone.udid,
    userEnrolmentId: hidden(phone) ? phone.enrolmentId : null,
    urlParams: phone.urlUser === null ? null : { user: phone.urlUser },
    tally,
    payload,
  };
}
