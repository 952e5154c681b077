import type { Button, KnownBlock } from '@slack/types';
import type { NoticeFacts } from '../../licensing/rules/notice.js';
import type { CustodianRequest, RequestEnd, RequestedAct, RequestOf } from '../../licensing/rules/request.js';
import { actionIds } from '../ids.js';
import type { Message } from '../interaction.js';
import { cleanUpRequestWords } from './clean-up-words.js';
import { decommissionRequestWords } from './decommission-words.js';
import { actions, button, confirmation, context, fields, header, message, section } from './elements.js';
import { dateToken, external, mention } from './format.js';
import type { RenderContext } from './render-context.js';
import type { RequestWords } from './request-words.js';
import { takeBackRequestWords } from './take-back-words.js';
import { nothingChanged } from './words.js';

type WordsTable = { [A in RequestedAct]: (request: RequestOf<A>) => RequestWords };

const words: WordsTable = {
  'take-back': takeBackRequestWords,
  'clean-up': cleanUpRequestWords,
  decommission: decommissionRequestWords,
};

/** How each request is put into words. */
export function requestWords(request: CustodianRequest): RequestWords {
  return wordsOf(request.act, request);
}

function wordsOf<A extends RequestedAct>(act: A, request: RequestOf<A>): RequestWords {
  return words[act](request);
}

/** The card of whoever asked: what waits for the second custodian, then how it ended. */
export function requestCard({ request, end }: NoticeFacts['request-card'], _render: RenderContext): Message {
  if (end !== null) return ended(request, end);
  const { title, asks } = requestWords(request);
  const waits = `A second custodian has to confirm before ${dateToken(request.deadline)}. ${nothingChanged}`;
  return message(`${title}: waiting for a second custodian. ${asks} ${waits}`, [
    header(`${title}: waiting for a second custodian`),
    section([asks, waits]),
    ...actions([
      button({
        text: 'Withdraw',
        actionId: actionIds.withdrawRequest,
        value: request.id,
        label: 'Withdraw the request; nothing changes',
      }),
    ]),
  ]);
}

/** The question to the other custodians; without buttons once it is answered. */
export function requestQuestion({ request, end }: NoticeFacts['request-question'], _render: RenderContext): Message {
  if (end !== null) return ended(request, end);
  const { title, asks, facts, consequences } = requestWords(request);
  const by = `${mention(request.requestedBy)} asks for your confirmation. ${asks}`;
  const blocks: KnownBlock[] = [
    header(`Your confirmation is needed: ${title.charAt(0).toLowerCase()}${title.slice(1)}`),
    section([by, `Answer before ${dateToken(request.deadline)}; without an answer nothing happens.`]),
    fields(facts),
    section(['*What happens then*', ...consequences.map((line) => `• ${line}`)]),
    ...actions([confirm(request), deny(request)]),
    context([`${nothingChanged} Your click is only accepted while you are a custodian.`]),
  ];
  return message(`Your confirmation is needed. ${by}`, blocks);
}

function confirm(request: CustodianRequest): Button {
  const { confirmText, confirmTitle, confirmDetail } = requestWords(request);
  return button({
    text: confirmText,
    actionId: actionIds.confirmRequest,
    value: request.id,
    style: 'danger',
    confirm: confirmation({
      title: confirmTitle,
      text: confirmDetail,
      confirm: confirmText,
      deny: 'Not yet',
      style: 'danger',
    }),
  });
}

function deny(request: CustodianRequest): Button {
  return button({
    text: 'Deny',
    actionId: actionIds.denyRequest,
    value: request.id,
    label: 'Deny the request; nothing changes',
  });
}

function ended(request: CustodianRequest, end: RequestEnd): Message {
  const { title, begun } = requestWords(request);
  const words = endWords(end, begun);
  return message(`${title}: ${words}`, [
    header(title),
    section(words),
    context([`Asked by ${mention(request.requestedBy)} ${dateToken(request.requestedAt)}.`]),
  ]);
}

function endWords(end: RequestEnd, begun: string): string {
  switch (end.result) {
    case 'confirmed':
      return `Confirmed by ${mention(end.by)} ${dateToken(end.at)}. ${begun}`;
    case 'denied':
      return `${mention(end.by)} said no. ${nothingChanged} Next: talk to each other; it can be asked for again.`;
    case 'withdrawn':
      return `Withdrawn by whoever asked. ${nothingChanged}`;
    case 'expired':
      return `No second custodian answered within the hour, so it ended. ${nothingChanged} Next: ask again when somebody is there.`;
    case 'changed':
      return `It was not as both had been shown any more: ${end.what.map((line) => external(line, 300)).join('; ')}. ${nothingChanged} Next: look at the new facts and ask again.`;
  }
}
