import { z } from 'zod';
import type { CommandHandler } from './app-commands.js';
import type { AppleWindow } from './apple-window.js';
import type { PhoneState } from './phone.js';
import type { Dictionary } from './plist.js';
import { acknowledged, malformed } from './replies.js';

type Value = string | boolean | null;

/** What a device says of itself; `null` = it leaves the member out. User Enrolment hides what tells devices apart (Apple documents). */
const queries = {
  UDID: (phone) => (phone.enrolment === 'user-enrolment' ? null : phone.udid),
  SerialNumber: (phone) => (phone.enrolment === 'user-enrolment' ? null : phone.serialNumber),
  DeviceName: (phone) => phone.name,
  Model: (phone) => phone.productName,
  ModelName: (phone) => familyOf(phone),
  ProductName: (phone) => phone.productName,
  OSVersion: (phone) => phone.osVersion,
  BuildVersion: () => '22G86',
  IsSupervised: (phone) => phone.supervised,
  IsMultiUser: (phone) => phone.enrolment === 'shared-ipad',
  iTunesStoreAccountIsActive: (phone) => phone.appleAccount !== null,
  iTunesStoreAccountHash: (phone, apple) =>
    phone.appleAccount === null ? null : apple.accountHash(phone.appleAccount),
} satisfies Record<string, (phone: PhoneState, apple: AppleWindow) => Value>;

/** "iPhone" or "iPad". */
export function familyOf(phone: PhoneState): string {
  return phone.productName.startsWith('iPad') ? 'iPad' : 'iPhone';
}

const fieldsSchema = z.object({ Queries: z.array(z.string()).optional() });

/** Without Queries everything is answered. */
export const deviceInformation: CommandHandler = ({ phone, apple }, fields) => {
  const read = fieldsSchema.safeParse(fields);
  if (!read.success) return malformed();
  const asked = read.data.Queries;
  const answers: Dictionary = {};
  for (const [name, answer] of Object.entries<(phone: PhoneState, apple: AppleWindow) => Value>(queries)) {
    const value = asked === undefined || asked.includes(name) ? answer(phone, apple) : null;
    if (value !== null) answers[name] = value;
  }
  return acknowledged({ QueryResponses: answers });
};

/** What every query is called. */
export const queryNames: readonly string[] = Object.keys(queries);
