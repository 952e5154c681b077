import type { Button } from '@slack/types';
import type { NoticeFacts } from '../../licensing/rules/notice.js';
import type { RenewalEnd, RenewalFacts, RenewalStage, WriteTry } from '../../licensing/rules/renewal.js';
import { actionIds } from '../ids.js';
import type { Message } from '../interaction.js';
import { holderName, uploadLines } from './binding-facts.js';
import { actions, button, confirmation, context, divider, fields, header, message, section } from './elements.js';
import { code, dateToken, external, mention } from './format.js';
import type { RenderContext } from './render-context.js';
import { expiryWords } from './token-words.js';
import { nothingChanged, referenceLine, type Words } from './words.js';

type CardFacts = NoticeFacts['renewal-card'];
type StageOf = { [S in RenewalStage as S['stage']]: S };

const stays = 'The present token stays in use until the new one is confirmed.';

const stages: { [K in keyof StageOf]: (stage: StageOf[K], renewal: RenewalFacts) => Words } = {
  ready: (_stage, renewal) => ({
    title: 'Use this new token?',
    text: `Apple accepts the new token, and it belongs to the same location. ${nothingChanged} ${stays}`,
    next: `Next: compare the two, then press Use the new token before ${dateToken(renewal.deadline)}. Without that the new token is destroyed.`,
  }),
  changed: ({ what }, renewal) => ({
    title: 'Apple’s answer has changed: look again',
    text: `This is not as it was on the card: ${what.map((one) => external(one, 300)).join('; ')}. ${nothingChanged} ${stays}`,
    next: `Next: if it is right as it is now, press Use the new token before ${dateToken(renewal.deadline)}.`,
    wrong: true,
  }),
  ended: ({ end }) => endWords(end.result, end),
};

type EndOf = { [E in RenewalEnd as E['result']]: E };

const notUsed = 'The new token was destroyed here and the present one stays in use.';

const ends: { [K in keyof EndOf]: (end: EndOf[K]) => Words } = {
  renewed: ({ by, at }) => ({
    title: 'The new token is in use',
    text: `${mention(by)} confirmed it ${dateToken(at)}. Nothing was changed at Apple: who manages the location is as it was.`,
    next: 'Next: nothing to do. A sync with the new token has begun.',
  }),
  discarded: ({ by }) => ({
    title: 'The new token was discarded',
    text: `${mention(by)} discarded it. ${notUsed} ${nothingChanged}`,
    next: 'Next: a renewal can be started again at any time.',
  }),
  expired: () => ({
    title: 'The renewal was not finished',
    text: `Nobody confirmed it within the hour. ${notUsed} ${nothingChanged}`,
    next: 'Next: start the renewal again when there is time for it.',
  }),
  dropped: ({ reason }) => ({
    title: 'The new token cannot be used',
    text: `${external(reason, 300)}. The new token was destroyed here. ${nothingChanged}`,
    next: 'Next: look at the token page.',
    wrong: true,
  }),
};

function endWords<K extends keyof EndOf>(result: K, end: EndOf[K]): Words {
  return ends[result](end);
}

function wordsOf<K extends keyof StageOf>(key: K, stage: StageOf[K], renewal: RenewalFacts): Words {
  return stages[key](stage, renewal);
}

/** Both tokens side by side, for whoever gave the new one. */
export function renewalCard(facts: CardFacts, render: RenderContext): Message {
  const { renewal, stage } = facts;
  const { title, text, next, wrong } = wordsOf(stage.stage, stage, renewal);
  const lead = message(`${title} (location “${external(facts.locationName)}”). ${text} ${next}`, [
    header(title),
    section([text, next]),
    divider(),
    fields(sideBySide(facts)),
  ]);
  const open = stage.stage !== 'ended';
  return message(lead.text, [
    ...lead.blocks,
    ...(open ? [section(tried(renewal, otherAccount(facts)))] : []),
    ...uploadLines(renewal).map((line) => section(line)),
    ...(open ? actions([use(renewal), discardButton(renewal.id)]) : []),
    context([
      `Given by ${mention(renewal.proposedBy)} ${dateToken(renewal.proposedAt)}.`,
      ...(wrong === true ? [referenceLine(render.reference)] : []),
    ]),
  ]);
}

function sideBySide({ renewal, present, stage }: CardFacts): (readonly [string, string])[] {
  const used = stage.stage === 'ended' && stage.end.result === 'renewed';
  const old = used ? 'Token before' : 'Present token';
  return [
    [old, external(present.name)],
    ['New token', external(renewal.token.name)],
    ['Expires', dateToken(present.expires)],
    ['Expires', dateToken(renewal.token.expires)],
    ['Fingerprint', code(present.fingerprint)],
    ['Fingerprint', code(renewal.token.fingerprint)],
    ['Apple Account', external(present.appleAccount)],
    ['Apple Account', external(renewal.token.appleAccount)],
  ];
}

function otherAccount({ renewal, present }: CardFacts): boolean {
  return renewal.token.appleAccount.toLowerCase() !== present.appleAccount.toLowerCase();
}

function tried({ write }: RenewalFacts, account: boolean): string[] {
  return [
    '*What was tried with the new token*',
    '• Reading at Apple: works.',
    `• Writing at Apple: ${writeWords(write)}`,
    ...(account
      ? [
          '• It comes from another Apple Account than the present one. Make sure that two people can sign in to that account.',
        ]
      : []),
  ];
}

function writeWords(write: WriteTry): string {
  if (write.result === 'works') {
    return 'works. Only our own claim was sent, exactly as it stood there already, so nothing changed.';
  }
  const why =
    write.holder === null
      ? 'Apple names nobody who manages the location'
      : `Apple names ${holderName(write.holder)} as the manager of the location`;
  return `not tried, because ${why}, and this bot does not overwrite that. A token that may only read would show later.`;
}

function use(renewal: RenewalFacts): Button {
  return button({
    text: 'Use the new token',
    actionId: actionIds.useNewToken,
    value: renewal.id,
    style: 'primary',
    label: 'Use the new token from now on, in place of the present one',
  });
}

/** Also where somebody finds a renewal of their own open. */
export function discardButton(renewalId: string): Button {
  return button({
    text: 'Discard',
    actionId: actionIds.discardRenewal,
    value: renewalId,
    style: 'danger',
    label: 'Discard the new token; the present one stays',
    confirm: confirmation({
      title: 'Discard the new token?',
      text: `It is destroyed here, and the present token stays in use. ${nothingChanged}`,
      confirm: 'Yes, discard',
      deny: 'Keep it',
      style: 'danger',
    }),
  });
}

/** To channel and custodians: who put which token in the place of which. */
export function tokenRenewed(facts: NoticeFacts['token-renewed'], _render: RenderContext): Message {
  const { token, renewed } = facts;
  const what = `${mention(facts.by)} renewed the token of the Apple location “${external(facts.locationName)}” ${dateToken(facts.at)}. The new one ${expiryWords(token)}.`;
  const next = 'Next: nothing to do. A sync with the new token has begun, and all warnings about the old one are over.';
  return message(`The token was renewed. ${what} ${next}`, [
    header('The token was renewed'),
    section([what, 'Nothing was changed at Apple: who manages the location is as it was.', next]),
    fields([
      ['Token before', external(renewed.name)],
      ['Token now', external(token.name)],
      ['Expires', dateToken(renewed.expires)],
      ['Expires', dateToken(token.expires)],
      ['Fingerprint', code(renewed.fingerprint)],
      ['Fingerprint', code(token.fingerprint)],
      ['Apple Account', external(renewed.appleAccount)],
      ['Apple Account', external(token.appleAccount)],
    ]),
    ...actions([button({ text: 'Token page', actionId: actionIds.openToken })]),
    context(['The bot no longer keeps the token before. It may be revoked at Apple.']),
  ]);
}
