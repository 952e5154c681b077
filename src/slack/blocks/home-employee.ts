import type { KnownBlock } from '@slack/types';
import type { MyApps, MyLicence } from '../../licensing/flows/my-apps.js';
import type { AppFacts } from '../../licensing/rules/app-offer.js';
import type { RemovalFacts } from '../../licensing/rules/removal.js';
import { actionIds } from '../ids.js';
import type { Message } from '../interaction.js';
import { installButton } from './app-offer.js';
import { actions, button, confirmation, context, header, message, section } from './elements.js';
import { bold, counted, external, externalPlain } from './format.js';
import { standingHoldWords } from './my-apps-words.js';
import { removalButtons, whyWords } from './removal-question.js';
import { standWords } from './stand-words.js';
import { invitationBlocks } from './terms.js';

/** How many of each are shown: in Home, which has more to show, and in a message of their own. */
const shown = {
  home: { removals: 3, offers: 6, licences: 8 },
  message: { removals: 5, offers: 12, licences: 16 },
} as const;

/** What one person has, gets and may have, for the Home tab; empty when there is nothing. */
export function myAppsBlocks(mine: MyApps): KnownBlock[] {
  const blocks = bodyBlocks(mine, shown.home);
  if (blocks.length === 0) return [];
  return [
    header('Your apps'),
    ...blocks,
    ...(isCut(mine, shown.home)
      ? actions([button({ text: 'Show all', actionId: actionIds.openMyApps, label: 'Show all your apps' })])
      : []),
  ];
}

/** The answer to `/vpp my`. */
export function myAppsMessage(mine: MyApps): Message {
  const body = bodyBlocks(mine, shown.message);
  if (body.length === 0) {
    const none = 'No app is available to you, and you have no licence from this bot. Nothing was changed.';
    return message(`${none} Next: ask your administrators if you miss one.`, [
      header('Your apps'),
      section([none, 'Next: ask your administrators if you miss one.']),
    ]);
  }
  const { offers, licences, removals } = mine;
  const summary = `${counted(offers.length, 'app')} to install, ${counted(licences.length, 'licence')}, ${counted(removals.length, 'question')}.`;
  return message(`Your apps: ${summary}`, [
    header('Your apps'),
    ...body,
    ...(isCut(mine, shown.message) ? [context(['There is more; it is shown when these are settled.'])] : []),
  ]);
}

type Limits = (typeof shown)[keyof typeof shown];

function bodyBlocks(mine: MyApps, limits: Limits): KnownBlock[] {
  const { offers, licences, removals, hold } = mine;
  const waits = hold !== null && offers.length + licences.length + removals.length > 0;
  return [
    ...(waits ? [context([standingHoldWords[hold]])] : []),
    ...invitation(mine),
    ...removals.slice(0, limits.removals).flatMap(removalBlocks),
    ...titled('*You have, or get*', licences.slice(0, limits.licences).map(licenceBlock)),
    ...titled('*Available to you*', offers.slice(0, limits.offers).map(offerBlock)),
  ];
}

function invitation({ invitationKey }: MyApps): KnownBlock[] {
  if (invitationKey === null) return [];
  const what =
    '*Apple’s terms wait for you.* Accept them once with your own Apple Account; your apps then come by themselves.';
  return [section(what), ...invitationBlocks(invitationKey)];
}

function isCut({ offers, licences, removals }: MyApps, limits: Limits): boolean {
  return offers.length > limits.offers || licences.length > limits.licences || removals.length > limits.removals;
}

function titled(title: string, blocks: readonly KnownBlock[]): KnownBlock[] {
  return blocks.length === 0 ? [] : [section(title), ...blocks];
}

function removalBlocks(facts: RemovalFacts): KnownBlock[] {
  const name = bold(facts.app.name ?? 'An app');
  const what =
    facts.stage === 'needed'
      ? `${name}: you said that you need it. You keep the licence until whoever asked decides.`
      : `${name} is to be removed. Delete it from your devices, then press “It is gone”.`;
  return [section([what, whyWords(facts)]), ...actions(removalButtons(facts, false))];
}

function offerBlock({ key, name }: AppFacts): KnownBlock {
  return section(bold(name ?? 'An app'), installButton(key, name));
}

function licenceBlock({ app, stand, mayGiveBack }: MyLicence): KnownBlock {
  const line = `${bold(app.name ?? 'An app')}\n${external(standWords(stand).short, 200)}`;
  return section(line, mayGiveBack ? giveBackButton(app, stand === 'licensed') : undefined);
}

function giveBackButton({ key, name }: AppFacts, licensed: boolean) {
  const app = externalPlain(name, 60);
  return button({
    text: licensed ? 'Give back' : 'Cancel',
    actionId: actionIds.giveBackApp,
    value: key,
    label: licensed ? `Give the licence for ${app} back` : `Cancel ${app}`,
    confirm: licensed
      ? confirmation({
          title: 'Is it gone from all your devices?',
          text: `The licence for ${app} is taken back. An app that is still on a device becomes unusable there after up to 30 days; save what you need first.`,
          confirm: 'Yes, give it back',
          deny: 'Not yet',
          style: 'primary',
        })
      : confirmation({
          title: 'Cancel this app?',
          text: `${app} is then held for you no longer, and you lose your place in the waiting list.`,
          confirm: 'Yes, cancel',
          deny: 'Not now',
          style: 'primary',
        }),
  });
}
