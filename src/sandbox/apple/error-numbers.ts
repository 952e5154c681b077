/** One error as the second version of the interface can give it. */
export interface ErrorNumberEntry {
  /** The HTTP status of a synchronous refusal; null when it only appears inside an event's failures. */
  readonly status: number | null;
  readonly message: string;
  readonly when: 'synchronous' | 'asynchronous' | 'both';
  /** Whether service config's sample lists it (Apple documents). */
  readonly listed: boolean;
  /** Where the status comes from. */
  readonly evidence: 'documented' | 'seen' | 'assumed';
}

type Rest = Partial<Pick<ErrorNumberEntry, 'when' | 'listed' | 'evidence'>>;

function entry<Status extends number | null>(status: Status, message: string, rest: Rest = {}): ErrorNumberEntry {
  return { status, message, when: 'synchronous', listed: true, evidence: 'documented', ...rest };
}

/**
 * Every error number that the second version can give, without subscriptions. Apple documents numbers and statuses
 * except where `evidence` says otherwise; clients key on the number, never on the text.
 */
export const errorNumbers = {
  9601: entry(401, 'Login required.'),
  9602: entry(400, 'Invalid argument.'),
  9603: entry(500, 'Internal error.', { when: 'both' }),
  9609: entry(400, 'Unable to find the registered user.', { when: 'both' }),
  9616: entry(null, 'License already assigned.', { when: 'asynchronous', listed: false, evidence: 'assumed' }),
  9619: entry(null, 'License not associated.', { when: 'asynchronous', listed: false, evidence: 'assumed' }),
  9621: entry(401, 'The content token has expired.'),
  9622: entry(200, 'Invalid authentication token.', { listed: false, evidence: 'seen' }),
  9623: entry(400, 'Invalid APN token.', { listed: false }),
  9625: entry(401, 'The server has revoked the content token.'),
  9634: entry(410, 'The service is no longer available.'),
  9635: entry(null, 'The Apple Account can not be associated.', { when: 'asynchronous', listed: false }),
  9637: entry(403, 'Not allowed for facilitator accounts.', { listed: false }),
  9641: entry(null, 'The Apple Account belongs to another user.', { when: 'asynchronous', listed: false }),
  9644: entry(null, 'The service is in maintenance mode.', { when: 'asynchronous', listed: false }),
  9645: entry(403, 'Apple manages devices for this location: reads only.', { listed: false, evidence: 'assumed' }),
  9646: entry(429, 'Too many requests for this organization.'),
  9647: entry(403, 'Not supported for legacy tokens.', { listed: false }),
  9650: entry(400, 'The page index must be greater than 0, and less than the total number of pages.'),
  9700: entry(400, 'More assets than one request may name.'),
  9701: entry(400, 'More client user ids than one request may name.'),
  9702: entry(400, 'More serial numbers than one request may name.'),
  9703: entry(400, 'An asset appears more than once.'),
  9704: entry(400, 'A client user id appears more than once.'),
  9705: entry(400, 'A serial number appears more than once.'),
  9706: entry(400, 'The asset can not be revoked.'),
  9707: entry(400, 'The asset can not be assigned to devices.'),
  9708: entry(400, 'Unable to find the event id.'),
  9709: entry(null, 'Not enough assets available.', { when: 'asynchronous' }),
  9710: entry(400, 'Notification URL and authentication token are needed together.'),
  9711: entry(400, 'Notification URL or authentication token is too long.'),
  9712: entry(400, 'The notification URL must be a valid https address.'),
  9713: entry(400, 'The MDM metadata is too long.'),
  9714: entry(400, 'More users than one request may name.'),
  9715: entry(400, 'A user appears more than once.'),
  9716: entry(null, 'A registered user already has this client user id.', { when: 'asynchronous' }),
  9717: entry(400, 'The email address is not valid.'),
  9718: entry(400, 'At least one asset is required.'),
  9719: entry(400, 'Client user ids or serial numbers are required.'),
  9720: entry(400, 'At least one user is required.'),
  9721: entry(400, 'The version id is not valid.'),
  9722: entry(401, 'The authorization header is not valid.'),
  9723: entry(400, 'MDM name, id and metadata are needed together.'),
  9724: entry(400, 'The MDM id is too long.'),
  9725: entry(400, 'The MDM name is too long.'),
  9726: entry(405, 'The HTTP method is not supported.'),
  9727: entry(415, 'The Content-Type is not supported.'),
  9728: entry(400, 'The notification URL is unreachable.'),
  9729: entry(503, 'The service is temporarily unavailable.', { listed: false }),
} as const satisfies Record<number, ErrorNumberEntry>;

export type ErrorNumber = keyof typeof errorNumbers;

/** Section "errorCodes" of service config. */
export function listedErrorCodes(): { errorNumber: number; errorMessage: string }[] {
  return Object.entries(errorNumbers)
    .filter(([, error]) => error.listed)
    .map(([number, error]) => ({ errorNumber: Number(number), errorMessage: error.message }));
}

/** The entry of any number a test or a lever may name; numbers that are not ours have no text of their own. */
export function errorNumberEntry(number: number): ErrorNumberEntry {
  const all: Readonly<Record<number, ErrorNumberEntry>> = errorNumbers;
  return all[number] ?? entry(500, `Error ${number}.`, { listed: false, evidence: 'assumed' });
}
