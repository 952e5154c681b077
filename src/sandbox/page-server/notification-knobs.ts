import type { AppleSwitches } from '../apple/switches.js';
import type { NotificationKnobs } from '../page/protocol.js';

type Switches = Pick<AppleSwitches, 'notificationLoss' | 'notificationDuplicates' | 'notificationOrder'>;

/** How Apple's notifications go wrong. */
export interface NotificationLevers {
  view(): NotificationKnobs;
  /** Answers what happened in one sentence. */
  set(knobs: NotificationKnobs): string;
}

/** The levers over the stand-in's switches, which are changed in place. */
export function notificationLevers(switches: Switches): NotificationLevers {
  return {
    view: () => ({
      loss: switches.notificationLoss,
      duplicates: switches.notificationDuplicates,
      shuffled: switches.notificationOrder === 'shuffled',
    }),
    set({ loss, duplicates, shuffled }) {
      Object.assign(switches, {
        notificationLoss: loss,
        notificationDuplicates: duplicates,
        notificationOrder: shuffled ? 'shuffled' : 'arrival',
      } satisfies Switches);
      const order = shuffled ? 'in any order' : 'in their order';
      return `Of a hundred notifications ${loss} are lost and ${duplicates} are sent twice, ${order}.`;
    },
  };
}
