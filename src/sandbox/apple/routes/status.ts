import { type Answer, refused } from '../answers.js';
import { type Call, enveloped } from '../call.js';

/** `GET status?eventId=`. An event of another location is as unknown as one that never was. */
export function getStatus(call: Call): Answer {
  const eventId = call.query.get('eventId');
  if (eventId === null) return refused(9602);
  const status = call.place.events.status(eventId, call.now);
  return status === null ? refused(9708) : enveloped(call, status);
}
