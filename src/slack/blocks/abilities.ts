import type { Button } from '@slack/types';
import type { House } from '../../licensing/rules/house.js';
import { type Act, mayAct, type Standing } from '../../licensing/rules/policy.js';
import { actionIds } from '../ids.js';
import { button, confirmation } from './elements.js';
import { nothingChanged } from './words.js';

/** One thing that can be done: who may, when it makes sense, its button and its command. */
interface Ability {
  act: Act;
  fits: (house: House) => boolean;
  button: (house: House) => Button;
  /** A line of help. */
  command: string;
}

const bound = (house: House) => house.state === 'bound';

const abilities = {
  bind: {
    act: 'bind',
    fits: (house) => house.state === 'unbound' && house.proposal === null,
    button: () => button({ text: 'Bind the Apple account', actionId: actionIds.startBinding, style: 'primary' }),
    command: '`/vpp token`: bind the Apple account',
  },
  token: {
    act: 'view-token',
    fits: bound,
    button: () => button({ text: 'Token page', actionId: actionIds.openToken }),
    command: '`/vpp token`: when the token expires, and who looks after it',
  },
  apps: {
    act: 'view-apps',
    fits: bound,
    button: () => button({ text: 'Show the apps', actionId: actionIds.openApps }),
    command: '`/vpp apps`, `/vpp apps keynote` or `/vpp app Keynote`: the licences of all apps, of some or of one',
  },
  sync: {
    act: 'sync',
    fits: bound,
    button: () => button({ text: 'Sync now', actionId: actionIds.syncNow }),
    command: '`/vpp sync`: read the figures from Apple now',
  },
  pause: {
    act: 'pause',
    fits: (house) => bound(house) && !house.paused,
    button: () =>
      button({ text: 'Pause', actionId: actionIds.pause, label: 'Pause the bot', confirm: pauseConfirmation() }),
    command: '`/vpp pause`: stop all changes at once',
  },
  resume: {
    act: 'resume',
    fits: (house) => house.paused,
    button: () => button({ text: 'Resume', actionId: actionIds.resume, label: 'Resume the bot' }),
    command: '`/vpp resume`: let changes go on',
  },
} satisfies Record<string, Ability>;

function pauseConfirmation() {
  return confirmation({
    title: 'Pause the bot?',
    text: `From then on it sends no changes to Apple and no commands to devices, until a custodian resumes it. ${nothingChanged}`,
    confirm: 'Yes, pause',
    deny: 'Not now',
    style: 'danger',
  });
}

function possible(standing: Standing, house: House): Ability[] {
  return Object.values<Ability>(abilities).filter(
    (ability) => mayAct(standing, ability.act).result === 'allowed' && ability.fits(house),
  );
}

/** Buttons for what this person may do now. */
export function abilityButtons(standing: Standing, house: House): Button[] {
  return possible(standing, house).map((ability) => ability.button(house));
}

/** The same as lines with the commands. */
export function abilityLines(standing: Standing, house: House): string[] {
  return possible(standing, house).map((ability) => `• ${ability.command}`);
}
