import type { KnownBlock } from '@slack/types';
import type { House } from '../../licensing/rules/house.js';
import { mayAct, type Standing } from '../../licensing/rules/policy.js';
import type { Message } from '../interaction.js';
import { abilityButtons, abilityLines } from './abilities.js';
import { actions, context, header, message, section } from './elements.js';
import { cleanText, countCharacters, external, mentions } from './format.js';
import { verdict } from './house-words.js';
import { onboardingLines } from './onboarding.js';
import { askWords, refusalReasons } from './role-words.js';

export interface HelpInput {
  standing: Standing;
  house: House;
  /** The command closest to what was typed, without `/vpp`. */
  suggestion: string | null;
  /** What was typed and is no command; `null` when help was asked for. */
  unknown: string | null;
  custodians: readonly string[];
}

/** Longer words are not repeated: they could be a token. */
const REPEATED = 30;
const purpose = 'This bot looks after the apps and licences that your organisation buys at Apple.';

/** What this person may do, as buttons and commands; for people without rights, whom to ask. */
export function helpMessage(input: HelpInput): Message {
  const { standing, house, custodians } = input;
  if (standing.result === 'excluded') {
    const why = `${refusalReasons[standing.reason]} ${askWords([])}`;
    return message(why, [section([purpose, why])]);
  }
  const lines = abilityLines(standing, house);
  const unknown = unknownLine(input);
  if (standing.roles.length === 0) return withoutRoles(unknown, custodians);
  const custodian = mayAct(standing, 'bind').result === 'allowed';
  const steps = custodian ? onboardingLines(house) : waitingLines(house, custodians);
  const blocks: KnownBlock[] = [
    header('What you can do here'),
    ...(unknown === null ? [] : [section(unknown)]),
    section([purpose, `*Now:* ${verdict(house)}.${house.paused ? ' The bot is paused.' : ''}`]),
    ...(steps.length === 0 ? [] : [section(steps)]),
    section([
      '*Commands*',
      ...lines,
      '• `/vpp my`: your own apps',
      ...ownDevices(house),
      '• `/vpp help`: this overview',
    ]),
    ...actions(abilityButtons(standing, house)),
    context([`Your roles: ${standing.roles.join(', ')}. Custodians: ${people(custodians)}.`]),
  ];
  return message(`${unknown ?? 'What you can do here.'} ${lines.join(' ')}`, blocks);
}

/** Where there is an MDM server. */
function ownDevices(house: House): string[] {
  return house.state === 'bound' && house.devices === true ? ['• `/vpp my devices`: your own devices'] : [];
}

function withoutRoles(unknown: string | null, custodians: readonly string[]): Message {
  const kind = `You have no role in this bot. \`/vpp my\` shows the apps that are available to you and those you have. ${askWords(custodians)}`;
  return message(kind, [...(unknown === null ? [] : [section(unknown)]), section([purpose, kind])]);
}

function waitingLines(house: House, custodians: readonly string[]): string[] {
  return house.state === 'bound'
    ? []
    : [`No figures can be shown until a custodian has bound the Apple account. Custodians: ${people(custodians)}.`];
}

function people(custodians: readonly string[]): string {
  return custodians.length === 0
    ? 'nobody yet; whoever runs the bot names them in its configuration'
    : mentions(custodians);
}

function unknownLine({ unknown, suggestion }: HelpInput): string | null {
  if (unknown === null) return null;
  const repeatable = cleanText(unknown)
    .split(' ')
    .every((word) => countCharacters(word) <= REPEATED);
  const said =
    repeatable && cleanText(unknown) !== ''
      ? `“${external(unknown, 60)}” is not a command here.`
      : 'That is not a command here.';
  return suggestion === null
    ? said
    : `${said} Did you mean \`/vpp ${external(suggestion, 40).replace(/^\/vpp /, '')}\`?`;
}
