import type { KnownBlock } from '@slack/types';
import type { MyApps, MyLicence } from '../../licensing/flows/my-apps.js';
import type { AppFacts } from '../../licensing/rules/app-offer.js';
import type { InstallationLine } from '../../licensing/rules/installation-card.js';
import type { RemovalFacts } from '../../licensing/rules/removal.js';
import type { UnusedFacts } from '../../licensing/rules/unused-question.js';
import { actionIds } from '../ids.js';
import type { Message } from '../interaction.js';
import { installButton } from './app-offer.js';
import { actions, button, context, header, message, section } from './elements.js';
import { bold, counted, external, mention } from './format.js';
import { giveBackButton } from './give-back-button.js';
import { deviceLine, lineButton } from './installation-card.js';
import { standingHoldWords } from './my-apps-words.js';
import { myDevicesButton } from './my-devices.js';
import { isLeftToDevices } from './removal-by-devices-words.js';
import { removalButtons, whyForHolder } from './removal-question.js';
import { standWords } from './stand-words.js';
import { invitationBlocks } from './terms.js';
import { unusedButtons } from './unused-question.js';

/** How many of each are shown: in Home, which has more to show, and in a message of their own. */
const shown = {
  home: { removals: 3, offers: 6, licences: 8 },
  message: { removals: 5, offers: 12, licences: 16 },
} as const;

/** What one person has, gets and may have, for the Home tab; empty when there is nothing. */
export function myAppsBlocks(mine: MyApps): KnownBlock[] {
  const blocks = bodyBlocks(mine, shown.home);
  const buttons = [
    ...(isCut(mine, shown.home)
      ? [button({ text: 'Show all', actionId: actionIds.openMyApps, label: 'Show all your apps' })]
      : []),
    ...(mine.byItself ? [myDevicesButton()] : []),
  ];
  if (blocks.length === 0 && !mine.byItself) return [];
  const none = blocks.length === 0 ? [section(noAppWords(mine))] : [];
  return [header('Your apps'), ...blocks, ...none, ...actions(buttons)];
}

/** The answer to `/vpp my`. */
export function myAppsMessage(mine: MyApps): Message {
  const buttons = actions(mine.byItself ? [myDevicesButton()] : []);
  const body = bodyBlocks(mine, shown.message);
  if (body.length === 0) {
    const none = noAppWords(mine);
    return message(none.join(' '), [header('Your apps'), section(none), ...buttons]);
  }
  const { offers, licences, removals, unused } = mine;
  const questions = counted(removals.length + unused.length, 'question');
  const summary = `${counted(offers.length, 'app')} to install, ${counted(licences.length, 'licence')}, ${questions}.`;
  return message(`Your apps: ${summary}`, [
    header('Your apps'),
    ...body,
    ...buttons,
    ...(isCut(mine, shown.message) ? [context(['There is more; it is shown when these are settled.'])] : []),
  ]);
}

/** Nothing is there, and nothing waits for them. */
function noAppWords({ byItself, devices }: MyApps): string[] {
  const none = 'No app is available to you, and you have no licence from this bot. Nothing was changed.';
  if (!byItself) return [none, 'Next: ask your administrators if you miss one.'];
  return devices === 0
    ? [
        none,
        'Next: say which devices are yours with “My devices”, so that an app that is meant for you can come to them.',
      ]
    : [
        `${none} ${devices === 1 ? 'Your device is' : `Your ${counted(devices, 'device')} are`} known: an app that is meant for you comes there by itself.`,
        'Next: ask your administrators if you miss one.',
      ];
}

type Limits = (typeof shown)[keyof typeof shown];

function bodyBlocks(mine: MyApps, limits: Limits): KnownBlock[] {
  const { offers, licences, removals, unused, hold } = mine;
  const waits = hold !== null && offers.length + licences.length + removals.length > 0;
  return [
    ...(waits ? [context([standingHoldWords[hold]])] : []),
    ...invitation(mine),
    ...removals.slice(0, limits.removals).flatMap(removalBlocks),
    ...unused.slice(0, limits.removals).flatMap(unusedBlocks),
    ...titled('*You have, or get*', licenceBlocks(licences.slice(0, limits.licences), mine.byItself)),
    ...titled('*Available to you*', offers.slice(0, limits.offers).map(offerBlock)),
  ];
}

function invitation({ invitationKey }: MyApps): KnownBlock[] {
  if (invitationKey === null) return [];
  const what =
    '*Apple’s terms wait for you.* Accept them once with your own Apple Account; your apps then come by themselves.';
  return [section(what), ...invitationBlocks(invitationKey)];
}

function isCut({ offers, licences, removals, unused }: MyApps, limits: Limits): boolean {
  const questions = Math.max(removals.length, unused.length);
  return offers.length > limits.offers || licences.length > limits.licences || questions > limits.removals;
}

function titled(title: string, blocks: readonly KnownBlock[]): KnownBlock[] {
  return blocks.length === 0 ? [] : [section(title), ...blocks];
}

function removalBlocks(facts: RemovalFacts): KnownBlock[] {
  const name = bold(facts.app.name ?? 'An app');
  const what =
    facts.stage === 'needed'
      ? `${name}: you said that you need it. You keep the licence until whoever asked decides.`
      : isLeftToDevices(facts)
        ? `${name} is being removed from your devices by the bot; the licence goes back when each of them says that it is gone. Unlock them so that they hear of it.`
        : `${name} is to be removed. Delete it from your devices, then press “It is gone”.`;
  return [section([what, whyForHolder(facts)]), ...actions(removalButtons(facts, false))];
}

function unusedBlocks(facts: UnusedFacts): KnownBlock[] {
  const name = bold(facts.app.name ?? 'An app');
  const what = `${name} is on none of your devices, and you have a licence for it. Do you still need it? You keep it until you answer.`;
  return [section([what, `Asked for by ${mention(facts.by)}.`]), ...actions(unusedButtons(facts))];
}

function offerBlock({ key, name }: AppFacts): KnownBlock {
  return section(bold(name ?? 'An app'), installButton(key, name));
}

/** Devices of one app, and in all so many that have a button of their own. */
const DEVICES_SHOWN = 6;
const BUTTONS = 3;

function licenceBlocks(licences: readonly MyLicence[], byItself: boolean): KnownBlock[] {
  let left = BUTTONS;
  return licences.flatMap((licence) => {
    const pressed = licence.devices.filter((line) => lineButton(line, licence.app) !== null).slice(0, left);
    left -= pressed.length;
    return [licenceBlock(licence, byItself, pressed), ...pressed.map((line) => deviceBlock(line, licence.app))];
  });
}

function licenceBlock(
  { app, stand, mayGiveBack, devices }: MyLicence,
  byItself: boolean,
  pressed: readonly InstallationLine[],
): KnownBlock {
  const lines = devices.filter((line) => !pressed.includes(line)).slice(0, DEVICES_SHOWN);
  // Where devices say how it stands, that says it all.
  const short =
    stand === 'licensed' && devices.length > 0 ? 'Yours: the licence is given' : standWords(stand, byItself).short;
  return section(
    [bold(app.name ?? 'An app'), external(short, 200), ...lines.map(deviceLine)],
    mayGiveBack ? giveBackButton(app, { licensed: stand === 'licensed', byItself }) : undefined,
  );
}

function deviceBlock(line: InstallationLine, app: AppFacts): KnownBlock {
  return section(deviceLine(line), lineButton(line, app) ?? undefined);
}
