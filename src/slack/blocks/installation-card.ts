import type { Button, KnownBlock } from '@slack/types';
import type { AppFacts } from '../../licensing/rules/app-offer.js';
import { deviceLabel } from '../../licensing/rules/device.js';
import {
  asksThePerson,
  type InstallationCardFacts,
  type InstallationLine,
  type InstallationNewsFacts,
  isSpent,
  mayCheck,
  mayRetry,
} from '../../licensing/rules/installation-card.js';
import { actionIds } from '../ids.js';
import type { Message } from '../interaction.js';
import { actions, button, context, header, icon, message, section } from './elements.js';
import { bold, counted, external, externalPlain } from './format.js';
import { giveBackButton } from './give-back-button.js';
import { installationWords } from './installation-words.js';
import type { RenderContext } from './render-context.js';
import { nextWords } from './words.js';

/** Devices on one card; a licence serves five, and the others are said to have none of it. */
const DEVICES_SHOWN = 10;

/** How far an app is on each device of one person. */
export function installationCard(facts: InstallationCardFacts, _render: RenderContext): Message {
  const { app, lines } = facts;
  const title = titleOf(lines);
  const shown = lines.slice(0, DEVICES_SHOWN);
  const rest = lines.length - shown.length;
  const said = shown.map((line) => `${deviceName(line)}: ${wordsOf(line).label}.`);
  return message(`${title}: ${external(app.name)}. ${said.join(' ')}`, [
    header(`${title}: ${externalPlain(app.name, 80)}`),
    ...(lines.length === 0 ? [section('It is on none of your devices any more.')] : []),
    ...shown.map((line) => lineBlock(line, app)),
    ...(rest > 0 ? [context([`and ${counted(rest, 'more device', 'more devices')}`])] : []),
    ...actions(
      facts.mayGiveBack && lines.some(mayRetry) ? [giveBackButton(app, { licensed: true, byItself: true })] : [],
    ),
    context([smallPrint(lines)], icon(app.iconUrl, app.name ?? 'the app')),
  ]);
}

/** In the thread of the card: nothing goes on without the person. */
export function installationNews({ app, lines }: InstallationNewsFacts, _render: RenderContext): Message {
  const shown = lines.slice(0, DEVICES_SHOWN);
  const title = `${bold(app.name ?? 'An app')} needs you.`;
  const said = shown.map((line) => {
    const { what, next } = wordsOf(line);
    return `${deviceName(line)}: ${what} ${nextWords(next)}`;
  });
  const where = 'The card above has the buttons, where there are any. Nothing was changed at Apple.';
  return message(`${title} ${said.join(' ')}`, [section([title, ...said]), context([where])]);
}

/** One device in a list: its name, how it stands, and what comes next. */
export function deviceLine(line: InstallationLine): string {
  const { label, next } = wordsOf(line);
  return `• ${deviceName(line)}: ${label}. ${nextWords(next)}`;
}

/** What the person can do about one device; `null`: nothing by a button. */
export function lineButton({ installationId, device, installation }: InstallationLine, app: AppFacts): Button | null {
  const { state, reason } = installation;
  const where = externalPlain(device === null ? 'a device' : deviceLabel(device), 30);
  const name = externalPlain(app.name, 30);
  if (state === 'unmanaged' || reason === 'management-rejected') {
    return button({
      text: 'Let the bot manage it',
      actionId: actionIds.takeOverInstall,
      value: installationId,
      label: `Let the bot manage ${name} on ${where}`,
    });
  }
  if (mayCheck({ installationId, device, installation })) {
    return button({
      text: 'Check now',
      actionId: actionIds.checkInstall,
      value: installationId,
      label: `Ask ${where} now how ${name} stands`,
    });
  }
  if (!mayRetry({ installationId, device, installation })) return null;
  const deleted = state === 'deleted';
  return button({
    text: deleted ? 'Install again' : 'Try again',
    actionId: actionIds.retryInstall,
    value: installationId,
    label: `${deleted ? 'Install' : 'Try'} ${name} again on ${where}`,
  });
}

function lineBlock(line: InstallationLine, app: AppFacts): KnownBlock {
  const { label, what, next } = wordsOf(line);
  const lines = [`${deviceName(line)} · *${label}*`, what, nextWords(next)];
  return section(lines, lineButton(line, app) ?? undefined);
}

function wordsOf({ installation, device }: InstallationLine) {
  return installationWords(installation, device, 'person');
}

function deviceName({ device }: InstallationLine): string {
  return bold(device === null ? 'A device that is not known any more' : deviceLabel(device));
}

function titleOf(lines: readonly InstallationLine[]): string {
  const is = (state: InstallationLine['installation']['state']) =>
    lines.some((line) => line.installation.state === state);
  if (is('removing')) return 'Being removed';
  if (lines.some(asksThePerson)) return 'Your app needs you';
  if (lines.every(isSpent)) return 'Not on your devices';
  if (['wanted', 'commanded', 'installing'].some((state) => lines.some((line) => line.installation.state === state)))
    return 'Your app is on its way';
  if (is('waiting')) return 'Your device is locked or busy';
  return is('deleted') ? 'Your app was deleted' : 'Your app is there';
}

function smallPrint(lines: readonly InstallationLine[]): string {
  const goes = lines.some(({ installation: { state } }) => state === 'removing' || state === 'gone');
  return goes
    ? 'As your devices said last. The licence is taken back when each of them says that the app is gone.'
    : 'As your devices said last. You have the licence at Apple; it serves up to five of your devices.';
}
