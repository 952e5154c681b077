import type {
  InstallsGroup,
  InstallsLine,
  InstallsState,
  InstallTrouble,
} from '../../licensing/rules/installs-card.js';
import { actionIds } from '../ids.js';
import type { Message } from '../interaction.js';
import { actions, button, context, header, message, section } from './elements.js';
import { counted, dateToken, external, formatNumber, mention } from './format.js';
import { installationWords } from './installation-words.js';
import type { RenderContext } from './render-context.js';

const unchanged = 'The people keep their licences; nothing was changed at Apple.';

/** The living card about installations that need an administrator. */
export function installsCard({ groups, unreachableSince }: InstallsState, _render: RenderContext): Message {
  if (groups.length === 0 && unreachableSince === null) {
    const done = 'All well: no install needs an administrator any more, and the MDM server answers.';
    return message(done, [header('No install needs you'), section(done)]);
  }
  const count = groups.reduce((sum, group) => sum + group.count, 0);
  const server = unreachableSince === null ? [] : [serverWords(unreachableSince)];
  const what =
    count === 0
      ? 'Action required: nothing reaches the devices.'
      : `Action required: ${counted(count, 'install')} ${count === 1 ? 'does' : 'do'} not go on without somebody. ${unchanged}`;
  const short = groups.map((group) => `${titles[group.trouble].title}: ${formatNumber(group.count)}.`);
  return message([what, ...server, ...short].join(' '), [
    header('Installs that need you'),
    section([what, ...server]),
    ...groups.map((group) => section(groupLines(group))),
    ...actions([button({ text: 'Show installs', actionId: actionIds.openInstalls, value: 'trouble' })]),
    context(['The same list: `/vpp installs trouble`. This card is kept up to date.']),
  ]);
}

function serverWords(since: number): string {
  return `*The MDM server cannot be reached* since ${dateToken(since)}. Nothing is sent to devices until it answers; nothing is lost. Next: look at the server, then at \`/vpp doctor\`. The bot tries again by itself.`;
}

const titles = {
  refused: {
    title: 'Refused by the MDM server',
    next: 'Next: look at `/vpp doctor` and at the server, then press “Try again” in the list.',
  },
  loop: {
    title: 'Stopped, because the same install went round',
    next: 'Next: look at the device, then press “Try again” in the list.',
  },
  failed: { title: 'Failed', next: 'Next: the list says why for each, and has “Try again”.' },
  locked: {
    title: 'Locked or busy for more than 3 days',
    next: 'Next: ask the people to unlock the device. The bot goes on by itself then.',
  },
  silent: {
    title: 'No answer for more than 3 days',
    next: 'Next: ask the people for the device. One that is lost or replaced is taken out of use with `/vpp device retire`.',
  },
  left: {
    title: 'On devices that left management',
    next: 'Next: the licences stay with the people until somebody releases them. Ask the people to enrol the device again, uninstall the app from them, or take the device out of use with `/vpp device retire`; `/vpp devices left` lists the devices.',
  },
} as const satisfies Record<InstallTrouble, { title: string; next: string }>;

function groupLines({ trouble, count, lines }: InstallsGroup): string[] {
  const { title, next } = titles[trouble];
  const rest = count - lines.length;
  return [
    `*${title}*: ${formatNumber(count)}`,
    ...lines.map(lineWords),
    ...(rest > 0 ? [`and ${formatNumber(rest)} more`] : []),
    next,
  ];
}

function lineWords({ userId, appName, installation, device }: InstallsLine): string {
  const { what } = installationWords(installation, device, 'administrator');
  return `• ${mention(userId)}, ${external(appName)}: ${what}`;
}
