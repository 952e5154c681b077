import type { KnownBlock } from '@slack/types';
import type { House } from '../../licensing/rules/house.js';
import { isNotOurs } from '../../licensing/rules/token-trouble.js';
import { actionIds, linkIds } from '../ids.js';
import type { Message } from '../interaction.js';
import { cleanlinessWords } from './clean-up-facts.js';
import { decommissionedPage } from './decommission.js';
import { actions, button, context, fields, header, linkButton, message, section } from './elements.js';
import { ageWords, code, dateToken, external, mention, mentions } from './format.js';
import { actionLines, type BoundHouse, mayCount, proposalWords } from './house-words.js';
import type { RenderContext } from './render-context.js';
import { askWords } from './role-words.js';
import { type HandOverRight, handOverButtons, signInPeople } from './sign-in-page.js';
import { syncWords } from './sync-words.js';
import { exitButtons, handOverForGoodButton } from './take-back-progress.js';
import { needsRenewal, renewButton } from './token-elements.js';
import { expiryField, tokenStateWords, validityWords } from './token-words.js';
import { nextWords } from './words.js';

export interface TokenPageInput {
  house: House;
  context: RenderContext;
  /** This person may start the binding. */
  mayBind: boolean;
  maySync: boolean;
  mayCleanUp?: boolean;
  custodians?: readonly string[];
  /** Whose sign-in this person may hand over. */
  handOver?: HandOverRight;
}

/** The token page (S16); without a binding it leads into one. */
export function tokenMessage(input: TokenPageInput): Message {
  const { house } = input;
  if (house.state === 'decommissioned') return decommissionedPage(house.receipt, input.context);
  return house.state === 'bound' ? boundPage(house, input) : unboundPage(house, input);
}

function boundPage(house: BoundHouse, input: TokenPageInput): Message {
  const { token, location } = house;
  const state = tokenStateWords[token.state];
  const summary = `The token of “${external(location.locationName)}” ${validityWords(token)}. ${state.label}: ${state.meaning}`;
  return message(`${summary} ${nextWords(state.next)}`, [
    header(`Token: ${state.label}`),
    section([summary, nextWords(state.next)]),
    fields(tokenFields(house, input.context.now)),
    fields(locationFields(house)),
    ...todo(house),
    ...lastSync(house),
    ...(input.custodians === undefined || input.custodians.length === 0
      ? []
      : [section(`*Custodians:* ${mentions(input.custodians)}`)]),
    ...signInPeople(house.signIn),
    ...actions([
      ...(input.maySync ? [button({ text: 'Sync now', actionId: actionIds.syncNow })] : []),
      button({ text: 'Show the apps', actionId: actionIds.openApps }),
      ...(input.mayBind ? [renewButton(needsRenewal(token.state) ? 'primary' : undefined)] : []),
      ...(input.mayCleanUp === true && house.cleanliness !== 'clean' && mayCount(house)
        ? [button({ text: 'Clean up', actionId: actionIds.countOthers, label: 'Count what others made' })]
        : []),
      ...handOverButtons(input.handOver ?? null),
      ...(input.mayBind ? exitsOf(house) : []),
      linkButton('Open Apple’s portal', linkIds.portal, input.context.portalUrl),
    ]),
    context([
      `As of ${dateToken(input.context.now)}. The account is bound for good; only a new token of the same location can follow.`,
    ]),
  ]);
}

function tokenFields(house: BoundHouse, now: number): (readonly [string, string])[] {
  const { token, lastComplete } = house;
  return [
    ['Token', external(token.name)],
    ['Apple Account', external(token.appleAccount)],
    ['Last updated', `${dateToken(token.importedAt)} by ${mention(token.importedBy)}`],
    ['Expires', expiryField(token)],
    [
      'Last synced',
      lastComplete === null
        ? 'not yet'
        : `${dateToken(lastComplete.finishedAt)} (${ageWords(lastComplete.finishedAt, now)})`,
    ],
    ['Next sync', house.syncing ? 'running now' : dateToken(house.nextSync)],
    ['Fingerprint of the token', code(token.fingerprint)],
  ];
}

function locationFields(house: BoundHouse): (readonly [string, string])[] {
  const { location, installationId, boundAt } = house;
  return [
    ['Organisation', external(location.organizationName)],
    ['Location', external(location.locationName)],
    ['Country', external(location.countryISO2ACode)],
    ['Bound', dateToken(boundAt)],
    ['Apple’s id of the location (uId)', code(location.uId)],
    ['Installation id', code(installationId)],
    ['What others made', cleanlinessWords(house)],
  ];
}

function todo(house: BoundHouse): KnownBlock[] {
  const lines = actionLines(house.actions);
  return lines.length === 0 ? [] : [section(['*What to do*', ...lines])];
}

function lastSync(house: BoundHouse): KnownBlock[] {
  if (house.lastSync === null || house.lastSync.outcome.result === 'complete') return [];
  const { what, next } = syncWords(house.lastSync, house);
  return [section(['*The last sync*', what, ...(next === null ? [] : [next])])];
}

/** At the end of the row, since there is no way back; taking back only while there is something to take. */
function exitsOf({ token }: BoundHouse) {
  return isNotOurs(token.state) ? exitButtons() : [handOverForGoodButton()];
}

type Unbound = Extract<House, { state: 'unbound' }>;

function unboundPage(house: Unbound, input: TokenPageInput): Message {
  if (house.proposal !== null) return openProposal(house.proposal, input.custodians ?? []);
  const what =
    'The bot needs a token of your organisation’s Apps and Books location at Apple. It is bound once and for good.';
  const next = input.mayBind
    ? 'Next: get a token in Apple’s portal, then press Start. Nothing changes at Apple before you and a second custodian have confirmed.'
    : `Only a custodian can do that. ${askWords(input.custodians ?? [])}`;
  return message(`No Apple account is bound yet. ${what} ${next}`, [
    header('No Apple account is bound yet'),
    section([what, next]),
    ...(input.mayBind
      ? [
          section([
            '*Before you start*',
            '• Download a new token for this bot, one that was never imported into another product.',
            '• Know which Apple Account you downloaded it with.',
            '• Have two people in mind who can sign in to that Apple Account.',
          ]),
          ...actions([
            linkButton('Get a token', linkIds.portal, input.context.portalUrl),
            button({
              text: 'Start',
              actionId: actionIds.startBinding,
              style: 'primary',
              label: 'Start binding the Apple account',
            }),
          ]),
        ]
      : []),
  ]);
}

function openProposal(proposal: NonNullable<Unbound['proposal']>, custodians: readonly string[]): Message {
  const what = `${mention(proposal.proposedBy)} has started to bind the Apple account. ${proposalWords[proposal.stage]}`;
  const next =
    proposal.stage === 'awaiting-second'
      ? 'Next: another custodian answers the question in their direct messages.'
      : 'Next: it goes on with the card in the direct messages of the person above.';
  return message(`${what} ${next}`, [
    header('The binding is under way'),
    section([what, next]),
    ...(custodians.length === 0 ? [] : [context([`Custodians: ${mentions(custodians)}.`])]),
  ]);
}
