import { randomBytes, randomInt, randomUUID } from 'node:crypto';
import type { Ids } from './licensing/ports/ids.js';

/** Letters and digits that nobody mistakes for another when reading them out. */
const alphabet = '23456789ABCDEFGHJKMNPQRSTVWXYZ';

/** Random ids from the operating system. */
export const randomIds: Ids = {
  uuid: randomUUID,
  secret: () => randomBytes(32).toString('base64url'),
  reference: () => `R-${Array.from({ length: 6 }, () => alphabet[randomInt(alphabet.length)]).join('')}`,
};
