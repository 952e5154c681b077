import type { Button, KnownBlock } from '@slack/types';
import type { BindingCardStage, NoticeFacts, ProposalFacts } from '../../licensing/rules/notice.js';
import { actionIds } from '../ids.js';
import type { Message } from '../interaction.js';
import { bindingEndWords } from './binding-end-words.js';
import { contentLines, holderLines, locationFields, uploadLines } from './binding-facts.js';
import { actions, button, confirmation, context, divider, fields, header, message, section } from './elements.js';
import { dateToken, external, mention } from './format.js';
import type { RenderContext } from './render-context.js';
import { nothingChanged, referenceLine, type Words } from './words.js';

interface StageEntry extends Omit<Words, 'wrong'> {
  buttons: readonly Button[];
  /** Something went wrong, so the card names its reference. */
  wrong: boolean;
}

type StageOf = { [S in BindingCardStage as S['stage']]: S };

const soFar = 'Nothing was changed at Apple so far.';

const stages: { [K in keyof StageOf]: (stage: StageOf[K], proposal: ProposalFacts) => StageEntry } = {
  counting: (_stage, proposal) => ({
    title: 'The token was accepted: counting',
    text: `Apple accepts the token. The bot is now counting what is at Apple that it did not make. ${soFar}`,
    next: 'Next: the button Continue appears here when the count is done. You can close Slack meanwhile.',
    buttons: [cancel(proposal)],
    wrong: false,
  }),
  ready: (_stage, proposal) => ({
    title: 'Check these facts before you bind',
    text: `Everything has been counted. ${soFar}`,
    next: `Next: if all of this is right, press Continue. You are asked once more before anything happens.${releaseHint(proposal)}`,
    buttons: [proceed(proposal), ...checkAgain(proposal, proposal.facts.mdmInfo !== null), cancel(proposal)],
    wrong: false,
  }),
  'count-failed': (stage, proposal) => ({
    title: 'The count did not finish',
    text: `${external(stage.reason, 400)}. ${soFar}`,
    next: 'Next: press Check again. The token is kept until then.',
    buttons: [...checkAgain(proposal, true), cancel(proposal)],
    wrong: true,
  }),
  changed: (stage, proposal) => ({
    title: 'The facts have changed: check again',
    text: `This is not as it was on the card, so the earlier confirmation no longer counts: ${stage.what.map((one) => external(one, 200)).join('; ')}. ${soFar}`,
    next: `Next: look at the facts below as they are now, then press Continue.${releaseHint(proposal)}`,
    buttons: [
      ...(proposal.foreign.state === 'counted' ? [proceed(proposal)] : []),
      ...checkAgain(proposal, proposal.facts.mdmInfo !== null || proposal.foreign.state !== 'counted'),
      cancel(proposal),
    ],
    wrong: false,
  }),
  'awaiting-second': (stage, proposal) => ({
    title: 'Waiting for a second custodian',
    text: `${proposal.first === null ? 'The first custodian' : mention(proposal.first.by)} has confirmed. ${soFar}`,
    next: `Next: one of the other custodians has to confirm before ${dateToken(stage.until)}. The question is in their direct messages. Without an answer the token is destroyed.`,
    buttons: [cancel(proposal)],
    wrong: false,
  }),
  claiming: () => ({
    title: 'Binding now',
    text: 'The confirmation is complete. The bot is telling Apple that it manages this location from now on.',
    next: 'Next: the result appears here within a minute. It survives a restart of the bot.',
    buttons: [],
    wrong: false,
  }),
  unsettled: (stage) => ({
    title: 'Binding: waiting for Apple’s answer',
    text: `${external(stage.reason, 400)}. It is not certain yet whether our claim stands at Apple.`,
    next: 'Next: the bot asks Apple again by itself until it knows, and then says here whether the account is bound. Nothing to do.',
    buttons: [],
    wrong: true,
  }),
  ended: (stage) => ({
    ...bindingEndWords(stage.end),
    buttons:
      stage.end.result === 'bound'
        ? [button({ text: 'Token page', actionId: actionIds.openToken })]
        : [button({ text: 'Start again', actionId: actionIds.startBinding })],
    wrong: stage.end.result !== 'bound' && stage.end.result !== 'denied' && stage.end.result !== 'expired',
  }),
};

function entryOf<K extends keyof StageOf>(key: K, stage: StageOf[K], proposal: ProposalFacts): StageEntry {
  return stages[key](stage, proposal);
}

/** The proposer's living card of facts. */
export function bindingCard(facts: NoticeFacts['binding-card'], render: RenderContext): Message {
  const { proposal, progress } = facts;
  const entry = entryOf(progress.stage, progress, proposal);
  const blocks: KnownBlock[] = [
    header(entry.title),
    section([entry.text, entry.next]),
    divider(),
    fields(locationFields(proposal)),
    section([...holderLines(proposal), ...contentLines(proposal)]),
    ...uploadLines(proposal).map((line) => section(line)),
    ...actions(entry.buttons),
    context([
      `Proposed by ${mention(proposal.proposedBy)} ${dateToken(proposal.proposedAt)}.${closing(progress, proposal)}`,
      ...(entry.wrong ? [referenceLine(render.reference)] : []),
    ]),
  ];
  return message(`${entry.title}: ${external(proposal.facts.locationName)}. ${entry.text} ${entry.next}`, blocks);
}

function closing(progress: BindingCardStage, proposal: ProposalFacts): string {
  return progress.stage === 'ended' || progress.stage === 'claiming' || progress.stage === 'unsettled'
    ? ''
    : ` The token is destroyed ${dateToken(proposal.deadline)} if nobody finishes this.`;
}

function releaseHint(proposal: ProposalFacts): string {
  const { mdmInfo } = proposal.facts;
  if (mdmInfo === null) return '';
  return ` If “${external(mdmInfo.name)}” is still in use, release the location there first and press Check again. Otherwise you can take the location over in the next step.`;
}

function proceed(proposal: ProposalFacts): Button {
  return button({
    text: 'Continue',
    actionId: actionIds.continueBinding,
    value: proposal.id,
    style: 'primary',
    label: 'Continue to the confirmation',
  });
}

function checkAgain(proposal: ProposalFacts, shown: boolean): Button[] {
  return shown ? [button({ text: 'Check again', actionId: actionIds.checkBindingAgain, value: proposal.id })] : [];
}

function cancel(proposal: ProposalFacts): Button {
  return button({
    text: 'Cancel',
    actionId: actionIds.cancelBinding,
    value: proposal.id,
    style: 'danger',
    label: 'Cancel this binding',
    confirm: confirmation({
      title: 'Cancel this binding?',
      text: `The token is destroyed here. ${nothingChanged} You can start again later.`,
      confirm: 'Yes, cancel',
      deny: 'Go on binding',
      style: 'danger',
    }),
  });
}
