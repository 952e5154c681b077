import type { Button, KnownBlock, ModalView } from '@slack/types';
import type { CountedDraft, DraftChange, DraftRefusal } from '../../licensing/flows/count-draft.js';
import type { Arithmetic } from '../../licensing/rules/arithmetic.js';
import type { DraftEntries } from '../../licensing/rules/draft.js';
import { assetName } from '../../licensing/rules/needs.js';
import { actionIds, callbackIds, linkIds } from '../ids.js';
import { audienceWords } from './audience-words.js';
import { draftRefusalWords, wayOutLines } from './deploy-refusals.js';
import { changeLines, deploymentActions, leftOutLine } from './deploy-words.js';
import { arithmeticFields, consequenceLines, contradictionLines } from './deployment-arithmetic.js';
import { actions, button, context, fields, header, linkButton, modal, plain, section } from './elements.js';
import { counted, dateToken, external, formatNumber } from './format.js';
import { nothingChanged, referenceLine, type Words } from './words.js';

/** Of those left out, shown in the view; all of them are in the file. */
const LEFT_OUT_SHOWN = 15;

/** Stands while people and licences are counted. */
export function countingView(): ModalView {
  return modal({
    callbackId: callbackIds.note,
    close: 'Close',
    blocks: [
      header('Counting'),
      section(`The bot finds out who is meant and counts the licences. ${nothingChanged} The result appears here.`),
    ],
  });
}

/** Stands while the request is stored. */
export function askingView(): ModalView {
  return modal({
    callbackId: callbackIds.note,
    close: 'Close',
    blocks: [header('Asking'), section('Everything is counted once more, then your request is stored.')],
  });
}

/**
 * What a deployment would do, before it is asked for. `groups`: handles of user groups by id; `change`: what is not as
 * the view before this one said.
 */
export function deployPreviewView(
  draft: CountedDraft,
  groups: ReadonlyMap<string, string>,
  change: DraftChange | null = null,
): ModalView {
  const { draftId, entries, app, arithmetic, approvals } = draft;
  const { name } = deploymentActions[entries.action];
  return modal({
    callbackId: callbackIds.deployPreview,
    title: entries.deploymentId === null ? 'Deploy an app' : `Change ${entries.deploymentId}`,
    submit: approvals === 0 ? 'Deploy now' : 'Ask for approval',
    close: 'Cancel',
    metadata: draftId,
    blocks: [
      ...changeBlocks(change),
      header(`${assetName(app)}: ${name}`),
      section([forWhom(draft, groups), ...consequenceLines(entries.action, arithmetic)]),
      fields([
        ...arithmeticFields(entries.action, arithmetic).slice(0, 9),
        ['Left out', formatNumber(arithmetic.leftOut)],
      ]),
      ...warnings(entries, arithmetic),
      ...leftOutBlocks(draft),
      section([`*Why:* ${external(entries.reason, 500)}`, startLine(entries.startAt), approvalLine(approvals)]),
      context([
        `Figures read from Apple ${dateToken(arithmetic.readAt)}, counted again when it is asked for. ${nothingChanged}`,
      ]),
      ...actions([backButton(draftId), ...leftOutButton(draft)]),
    ],
  });
}

function forWhom({ audience, arithmetic: { people } }: CountedDraft, groups: ReadonlyMap<string, string>): string {
  const whom = audienceWords({ audience, people }, groups);
  return audience.kind === 'snapshot'
    ? `*For ${whom}*, found now. Nobody is added later.`
    : `*It ${whom}.* Read again at each sync: who joins is added up to that number, beyond it somebody approves again.`;
}

function changeBlocks(change: DraftChange | null): KnownBlock[] {
  if (change === null) return [];
  return [
    {
      type: 'alert',
      level: 'warning',
      text: plain('This changed while you looked at it, so nothing was asked for yet.', 200),
    },
    section(changeLines(change)),
  ];
}

function warningLines({ action }: DraftEntries, arithmetic: Arithmetic): string[] {
  const { awaitingApproval, balanceAfter, atMost } = arithmetic;
  if (action === 'uninstall' || balanceAfter === null) return [];
  const free = Math.max(0, balanceAfter);
  return [
    ...(action === 'required' && awaitingApproval > free
      ? [
          `*Not enough for everybody:* other requests ask for ${counted(awaitingApproval, 'licence')}. Who is approved first gets them.`,
        ]
      : []),
    ...(action === 'available' && atMost > free
      ? [
          `*Not enough if everybody installs it:* ${formatNumber(atMost)} may want one, ${formatNumber(free)} ${free === 1 ? 'is' : 'are'} free.`,
        ]
      : []),
  ];
}

function warnings(entries: DraftEntries, arithmetic: Arithmetic): KnownBlock[] {
  const lines = [...warningLines(entries, arithmetic), ...contradictionLines(arithmetic)];
  return lines.length === 0 ? [] : [section(lines)];
}

function leftOutBlocks({ leftOut, leftOutCount }: CountedDraft): KnownBlock[] {
  if (leftOutCount === 0) return [];
  const shown = leftOut.slice(0, LEFT_OUT_SHOWN);
  const more = leftOutCount - shown.length;
  return [
    section([
      `*Left out: ${formatNumber(leftOutCount)}*`,
      ...shown.map(({ who, reason, line }) => `• ${leftOutLine(who, reason, line)}`),
      ...(more === 0 ? [] : [`… and ${formatNumber(more)} more.`]),
    ]),
  ];
}

function leftOutButton({ draftId, leftOutCount }: CountedDraft): Button[] {
  if (leftOutCount <= LEFT_OUT_SHOWN) return [];
  return [
    button({
      text: 'Send me the list',
      actionId: actionIds.sendLeftOut,
      value: draftId,
      label: 'Send me everybody who is left out as a file',
    }),
  ];
}

function startLine(startAt: number | null): string {
  return `*Starts:* ${startAt === null ? 'as soon as it is approved' : `not before ${dateToken(startAt)}`}`;
}

function approvalLine(approvals: 0 | 1 | 2): string {
  const words = {
    0: 'none is needed, it goes at once',
    1: 'one person approves it',
    2: 'two people approve it',
  } as const;
  return `*Approval:* ${words[approvals]}`;
}

function backButton(draftId: string): Button {
  return button({ text: 'Back', actionId: actionIds.backToDeploy, value: draftId, label: 'Back to the form' });
}

/** Why a draft cannot be asked for. Submit leads back to the form with everything that was entered. */
export function deployRefusedView(
  draftId: string,
  refusal: DraftRefusal,
  portalUrl: string,
  reference: string,
): ModalView {
  const ways =
    refusal.why === 'not-enough-licences'
      ? [section(wayOutLines(refusal)), ...actions([linkButton('Buy in Apple’s portal', linkIds.portal, portalUrl)])]
      : [];
  return backView(draftId, draftRefusalWords(refusal), reference, ways);
}

/** Words in the place of the form; submit leads back to it. */
export function backView(
  draftId: string,
  words: Words,
  reference: string,
  blocks: readonly KnownBlock[] = [],
): ModalView {
  return modal({
    callbackId: callbackIds.deployRefused,
    title: 'Not possible like this',
    submit: 'Back',
    close: 'Close',
    metadata: draftId,
    blocks: [
      header(words.title),
      section([words.text, words.next]),
      ...blocks,
      ...(words.wrong === true ? [context([referenceLine(reference)])] : []),
    ],
  });
}
