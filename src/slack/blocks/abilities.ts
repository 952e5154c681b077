import type { Button } from '@slack/types';
import type { House } from '../../licensing/rules/house.js';
import { type Act, mayAct, type Standing } from '../../licensing/rules/policy.js';
import { isNotOurs } from '../../licensing/rules/token-trouble.js';
import { actionIds } from '../ids.js';
import { button, confirmation } from './elements.js';
import { mayCount } from './house-words.js';
import { handOverForGoodButton, takeBackButton } from './take-back-progress.js';
import { needsRenewal, renewButton } from './token-elements.js';
import { nothingChanged } from './words.js';

/** One thing that can be done: who may, when it makes sense, its button and its command. */
interface Ability {
  act: Act;
  fits: (house: House) => boolean;
  /** `null`: too grave for a button at this moment. */
  button: (house: House) => Button | null;
  /** A line of help. */
  command: string;
}

const bound = (house: House) => house.state === 'bound';
const withDevices = (house: House) => house.state === 'bound' && house.devices === true;
const isLost = (house: House) => house.state === 'bound' && isNotOurs(house.token.state);

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
    command: '`/vpp token`: when the token expires, who looks after it, and who can sign in to the Apple Account',
  },
  renew: {
    act: 'renew',
    fits: bound,
    button: (house) => renewButton(house.state === 'bound' && needsRenewal(house.token.state) ? 'primary' : undefined),
    command: '`/vpp token renew`: give the bot a new token of the same location',
  },
  apps: {
    act: 'view-apps',
    fits: bound,
    button: () => button({ text: 'Show the apps', actionId: actionIds.openApps }),
    command: '`/vpp apps`, `/vpp apps keynote` or `/vpp app Keynote`: the licences of all apps, of some or of one',
  },
  removals: {
    act: 'view-people',
    fits: bound,
    button: () => null,
    command: '`/vpp removals`: people who have not said that an app is gone, or who need it',
  },
  unused: {
    act: 'view-people',
    fits: withDevices,
    button: () => null,
    command: '`/vpp unused` or `/vpp unused Keynote`: licences of apps that are on none of their holders’ devices',
  },
  users: {
    act: 'view-people',
    fits: bound,
    button: () => null,
    command:
      '`/vpp users`, `/vpp users invited` or `/vpp user @person`: who has accepted Apple’s terms, and who has which licence',
  },
  deploy: {
    act: 'request-deployment',
    fits: bound,
    button: () => button({ text: 'Deploy an app', actionId: actionIds.deployApp }),
    command: '`/vpp deploy` or `/vpp deploy Keynote`: give an app to people, or take it from them',
  },
  deployments: {
    act: 'view-deployments',
    fits: bound,
    button: () => button({ text: 'Deployments', actionId: actionIds.openDeployments }),
    command:
      '`/vpp deployments`, `/vpp deployments awaiting` or `/vpp deployment 7`: what was asked for, how far it is, or one of them',
  },
  installs: {
    act: 'view-devices',
    fits: withDevices,
    button: () => null,
    command:
      '`/vpp installs`, `/vpp installs failed` or `/vpp installs Keynote older:3d`: how each app on each device stands',
  },
  devices: {
    act: 'view-devices',
    fits: withDevices,
    button: () => null,
    command:
      '`/vpp devices`, `/vpp devices unclaimed` or `/vpp device F2LX0001ABCD`: which devices there are, and whose they are',
  },
  'manage-devices': {
    act: 'manage-devices',
    fits: withDevices,
    button: () => null,
    command:
      '`/vpp devices import` or `/vpp device retire F2LX0001ABCD`: tell the bot whose devices are, or take one out of use',
  },
  why: {
    act: 'view-people',
    fits: bound,
    button: () => null,
    command: '`/vpp why @person Keynote`: why somebody has an app or has it not, and what would move it on',
  },
  audit: {
    act: 'view-audit',
    fits: (house) => house.state !== 'unbound',
    button: () => null,
    command: '`/vpp audit` or `/vpp audit app:Keynote from:2026-01-01`: who did what, and whether anything was altered',
  },
  sync: {
    act: 'sync',
    fits: bound,
    button: () => button({ text: 'Sync now', actionId: actionIds.syncNow }),
    command: '`/vpp sync`: read the figures from Apple now',
  },
  'hand-over-sign-in': {
    act: 'hand-over-sign-in',
    fits: (house) => house.state === 'bound' && house.actions.some(({ kind }) => kind === 'sign-in-too-few'),
    button: () => button({ text: 'Hand over a sign-in…', actionId: actionIds.handOverSignIn }),
    command: '`/vpp token`, then “Hand over a sign-in…”: name somebody else who can sign in to the Apple Account',
  },
  'clean-up': {
    act: 'clean-up',
    fits: (house) => house.state === 'bound' && house.cleanliness === 'needed' && mayCount(house),
    button: () => button({ text: 'Clean up', actionId: actionIds.countOthers, label: 'Count what others made' }),
    command: '`/vpp token clean-up`: count what others made at the location, and remove it or decide that it stays',
  },
  doctor: {
    act: 'doctor',
    fits: bound,
    button: () => button({ text: 'Check the bot', actionId: actionIds.openDoctor, label: 'Look whether all is well' }),
    command: '`/vpp doctor`: look whether everything the bot needs is in order',
  },
  'take-back': {
    act: 'take-back',
    fits: isLost,
    button: () => takeBackButton(),
    command: '`/vpp token`, then “Take back…”: manage the location again, in place of the other product',
  },
  receipt: {
    act: 'view-token',
    fits: (house) => house.state === 'decommissioned',
    button: () => button({ text: 'Show the receipt', actionId: actionIds.openToken }),
    command: '`/vpp token`: the receipt of what was handed over',
  },
  decommission: {
    act: 'decommission',
    fits: bound,
    button: (house) => (isLost(house) ? handOverForGoodButton() : null),
    command: '`/vpp token decommission`: hand the location over for good',
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
  return possible(standing, house).flatMap((ability) => ability.button(house) ?? []);
}

/** The same as lines with the commands. */
export function abilityLines(standing: Standing, house: House): string[] {
  return possible(standing, house).map((ability) => `• ${ability.command}`);
}
