import type { Trouble } from '../rules/apple-answer.js';

const causes = {
  network: 'Apple could not be reached over the network',
  timeout: 'Apple did not answer in time',
  'server-error': 'Apple answered with a server error',
  throttled: 'Apple asked us to wait before the next request',
  'bad-answer': 'Apple sent an answer that could not be understood',
  'address-not-allowed': 'the address is not one that the token may be sent to',
} as const;

/** One sentence without a full stop, for people; says whose fault it is, holds no secret. */
export function describeTrouble(trouble: Trouble): string {
  if (trouble.result === 'unreachable') return causes[trouble.cause];
  if (trouble.result === 'other-location') return `Apple answered for another location (uId ${trouble.uId})`;
  if (trouble.result === 'in-use-elsewhere') return `“${trouble.mdmInfo.name}” manages this location now`;
  const number = trouble.errorNumber === null ? `HTTP ${trouble.httpStatus}` : `error ${trouble.errorNumber}`;
  return `Apple refused: ${trouble.message} (${number})`;
}
