import type { KnownBlock } from '@slack/types';
import type { NoticeFacts, ProposalFacts } from '../../licensing/rules/notice.js';
import { actionIds } from '../ids.js';
import type { Message } from '../interaction.js';
import { bindingEndWords } from './binding-end-words.js';
import { consequences, contentLines, holderLines, locationFields, takeOverLine } from './binding-facts.js';
import { actions, button, confirmation, context, fields, header, message, section } from './elements.js';
import { dateToken, external, externalPlain, mention } from './format.js';
import type { RenderContext } from './render-context.js';
import type { Words } from './words.js';

/** The other custodians' question; closed copies have no buttons. */
export function bindingQuestion(facts: NoticeFacts['binding-question'], _render: RenderContext): Message {
  return facts.open ? openQuestion(facts.proposal) : closedQuestion(facts);
}

function openQuestion(proposal: ProposalFacts): Message {
  const by = mention(proposal.first?.by ?? proposal.proposedBy);
  const location = external(proposal.facts.locationName);
  const asks = `${by} asks you to confirm that this bot is bound to your organisation’s Apple account, location “${location}”. Nothing was changed at Apple so far.`;
  const blocks: KnownBlock[] = [
    header('Your confirmation is needed'),
    section([asks, `Answer before ${dateToken(proposal.deadline)}; without an answer the token is destroyed.`]),
    fields(locationFields(proposal)),
    section([...holderLines(proposal), ...contentLines(proposal)]),
    section(['*This cannot be undone:*', ...consequences(), ...takeOver(proposal)]),
    ...actions([confirm(proposal), deny(proposal)]),
    context([
      'If you are not sure, talk to the person above first. Your click is only accepted while you are a custodian.',
    ]),
  ];
  return message(`Your confirmation is needed. ${asks} This cannot be undone.`, blocks);
}

function takeOver(proposal: ProposalFacts): string[] {
  const { mdmInfo } = proposal.facts;
  return mdmInfo === null || (proposal.first?.takeOverFrom ?? null) === null ? [] : [takeOverLine(mdmInfo)];
}

function confirm(proposal: ProposalFacts) {
  const location = externalPlain(proposal.facts.locationName, 80);
  return button({
    text: 'Yes, bind',
    actionId: actionIds.confirmBinding,
    value: proposal.id,
    style: 'danger',
    label: 'Yes, bind this Apple account for good',
    confirm: confirmation({
      title: 'Bind this Apple account for good?',
      text: `The location is “${location}”. This bot can never be bound to another Apple account afterwards.`,
      confirm: 'Yes, bind',
      deny: 'Not yet',
      style: 'danger',
    }),
  });
}

function deny(proposal: ProposalFacts) {
  return button({
    text: 'Deny',
    actionId: actionIds.denyBinding,
    value: proposal.id,
    label: 'Deny the binding; the token is destroyed',
  });
}

type ClosedFacts = NoticeFacts['binding-question'];

const reissued: Words = {
  title: 'This question is withdrawn',
  text: 'The facts changed after it was asked, so the confirmation no longer counts. Nothing was changed at Apple.',
  next: 'Next: the proposer has the new facts. You are asked again when they have confirmed them.',
};

const beingBound: Words = {
  title: 'Binding now',
  text: 'The confirmation is complete. The bot is telling Apple that it manages this location from now on.',
  next: 'Next: the result appears here.',
};

function closedQuestion({ proposal, end }: ClosedFacts): Message {
  const words = closedWords(end);
  const location = `Location: “${external(proposal.facts.locationName)}”, proposed by ${mention(proposal.proposedBy)} ${dateToken(proposal.proposedAt)}.`;
  return message(`${words.title}. ${words.text} ${words.next}`, [
    header(words.title),
    section([words.text, words.next]),
    context([location]),
  ]);
}

function closedWords(end: ClosedFacts['end']): Words {
  if (end === null) return beingBound;
  return end.result === 'reissued' ? reissued : bindingEndWords(end);
}
