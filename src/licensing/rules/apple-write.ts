/** What is asked of Apple in one batch. */
export type AppleWriteTask =
  /** One app for many people; `generation` of each assignment tells a late answer from a current one. */
  | { act: 'associate' | 'disassociate'; key: string; people: readonly { userId: string; generation: number }[] }
  | { act: 'create-users' | 'update-users' | 'retire-users'; userIds: readonly string[] };

/**
 * One write at Apple from its intent until nobody works on it any more. `sending`: recorded before the request, so that
 * after a crash nobody knows whether it was sent. `accepted`: Apple gave an event. `unknown`: the answer was lost, or
 * the event is; only Apple's lists tell.
 */
export interface AppleWrite {
  task: AppleWriteTask;
  state: 'sending' | 'accepted' | 'unknown';
  sentAt: number;
  eventId: string | null;
  /** When it is looked after next. */
  nextLook: number;
  /** Found in the log. */
  reference: string;
}
