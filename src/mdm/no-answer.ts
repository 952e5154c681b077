import type { SendOutcome } from '../licensing/ports/devices.js';
import type { MdmAnswer } from './exchange.js';
import type { MdmReading } from './mdm-server.js';

type Unanswered = Extract<SendOutcome, { result: 'refused' | 'unknown' | 'unreachable' }>;
type Make = (message: string) => Unanswered;

const unavailable: Make = (message) => ({ result: 'unreachable', why: 'unavailable', message });
const unauthorized: Make = (message) => ({ result: 'unreachable', why: 'unauthorized', message });
const refused: Make = (message) => ({ result: 'refused', message });

/** What a status without the server's own words means. What is not here may have had an effect. */
const byStatus: Readonly<Record<number, Make>> = {
  301: unavailable,
  302: unavailable,
  303: unavailable,
  307: unavailable,
  308: unavailable,
  400: refused,
  401: unauthorized,
  403: unauthorized,
  404: unavailable,
  405: unavailable,
  407: unauthorized,
  413: refused,
  415: refused,
  421: unavailable,
  429: unavailable,
  503: unavailable,
};

/** A send that got no answer of the MDM server itself. */
export function unanswered(answer: MdmAnswer): Unanswered {
  if (answer.result === 'lost') return { result: 'unknown', message: `The answer was lost (${answer.code})` };
  if (answer.result === 'unsent') {
    return { result: 'unreachable', why: 'no-connection', message: `No connection (${answer.code})` };
  }
  const message = `Status ${answer.status} without an answer of the MDM server`;
  return byStatus[answer.status]?.(message) ?? { result: 'unknown', message };
}

/** What a harmless request showed. */
export function looked(answer: MdmAnswer, isTheServer: boolean): MdmReading {
  if (isTheServer) return { state: 'answers', detail: null };
  const outcome = unanswered(answer);
  if (outcome.result === 'unreachable' && outcome.why === 'unauthorized')
    return { state: 'unauthorized', detail: null };
  const reached = answer.result === 'answered' && answer.status !== 503;
  return { state: reached ? 'other' : 'unreachable', detail: outcome.message };
}
