/**
 * Waiting in the middle of long work, in real time. `closing`: the bot is ending, so the work leaves what it does as it
 * stands and returns; asked for 0 milliseconds it only says whether that is so. Owner: schedule/.
 */
export type Wait = (milliseconds: number) => Promise<'waited' | 'closing'>;
