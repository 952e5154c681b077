import type { House } from '../../licensing/rules/house.js';
import { proposalWords } from './house-words.js';

/** The three steps of a new house with where each stands; nothing once the first sync is through. */
export function onboardingLines(house: House): string[] {
  const synced = house.state === 'bound' && house.lastComplete !== null;
  if (synced || house.state === 'decommissioned') return [];
  const bound = house.state === 'bound';
  return [
    '*Three steps to the first figures*',
    `${tick(bound)} *1. Bind the Apple account.* ${house.state === 'bound' ? 'Done.' : bindingStep(house)}`,
    `${tick(false)} *2. Sync.* ${house.state === 'bound' ? syncStep(house) : 'Later: runs by itself after the binding.'}`,
    `${tick(false)} *3. Look at the apps.* Later: \`/vpp apps\`.`,
  ];
}

function tick(done: boolean): string {
  return done ? '✓' : '–';
}

function bindingStep(house: Extract<House, { state: 'unbound' }>): string {
  return house.proposal === null
    ? 'Next: a custodian downloads a token at Apple and shows it to the bot.'
    : `Under way: ${proposalWords[house.proposal.stage]}`;
}

function syncStep(house: Extract<House, { state: 'bound' }>): string {
  return house.syncing ? 'Under way.' : 'Next: press Sync now.';
}
