import type { MdmSwitches } from '../mdm/switches.js';

/** Whether the bot hears what the MDM server is told. */
export interface PhoneEventLevers {
  lost(): boolean;
  /** Answers what happened in one sentence. */
  lose(lost: boolean): string;
}

/** The lever over the stand-in's switches, which are changed in place. */
export function phoneEventLevers(switches: Pick<MdmSwitches, 'webhookLoss'>): PhoneEventLevers {
  return {
    lost: () => switches.webhookLoss === 100,
    lose(lost) {
      switches.webhookLoss = lost ? 100 : 0;
      return lost
        ? 'The bot hears nothing of what phones tell from now on.'
        : 'The bot hears again what phones tell. What was lost stays lost.';
    },
  };
}
