import type { Button, KnownBlock } from '@slack/types';
import type { ClaimEnd, ClaimFacts, OwnershipFacts } from '../../licensing/rules/device-claim.js';
import { actionIds } from '../ids.js';
import type { Message } from '../interaction.js';
import { claimedName, enrolmentWords, modelWords, nothingTouched } from './device-words.js';
import { actions, button, confirmation, context, fields, header, message, section } from './elements.js';
import { code, dateToken, mention, mentions } from './format.js';
import type { RenderContext } from './render-context.js';

type EndOf = { [E in ClaimEnd as E['result']]: E };
type EndWords = { [R in keyof EndOf]: (end: EndOf[R], facts: ClaimFacts) => string };

/** The administrators' living card of a claim. */
export function deviceClaimCard(facts: ClaimFacts, _render: RenderContext): Message {
  const { userId, device, end } = facts;
  const what = `${mention(userId)} says: ${claimedName(device)} is mine.`;
  const title = end === null ? 'Whose device is this?' : 'Whose device this is';
  const how =
    end === null
      ? 'Next: confirm it if that is so; apps of this person are then installed on it. Otherwise deny it.'
      : `${endWords(adminEnds, end, facts)} Next: nothing.`;
  return message(`${what} ${how}`, [
    header(title),
    section([what, ...warnings(facts), how]),
    fields([
      ['Serial number', device.serialNumber === null ? hiddenSerial(facts) : code(device.serialNumber)],
      ['Model', device.enrolmentId === null ? 'Not enrolled yet' : modelWords(device)],
      ['Enrolment', device.enrolmentId === null ? 'Not enrolled yet' : enrolmentWords[device.type]],
      ['Last seen', device.seenAt === null ? 'Never' : dateToken(device.seenAt)],
      ['Belongs to', facts.owner === null ? 'Nobody' : mention(facts.owner)],
      ['Asked', dateToken(facts.askedAt)],
    ]),
    ...(end === null ? actions(buttons(facts)) : []),
    context([
      end === null
        ? `It ends by itself ${dateToken(facts.until)}. Nobody confirms a device of their own. ${nothingTouched}`
        : nothingTouched,
    ]),
  ]);
}

function hiddenSerial({ device }: ClaimFacts): string {
  return device.type === 'user-enrolment' ? 'Hidden by User Enrolment' : 'Not known yet';
}

function warnings({ owner, rivals, userId, end }: ClaimFacts): string[] {
  if (end !== null) return [];
  const owned =
    owner === null || owner === userId
      ? []
      : [`*It belongs to ${mention(owner)} now.* Confirming takes it from them; they are told.`];
  return rivals.length === 0
    ? owned
    : [
        ...owned,
        `*${mentions(rivals)} also ${rivals.length === 1 ? 'says' : 'say'} that it is theirs.* The first one confirmed has it.`,
      ];
}

function buttons({ key, device, userId, owner }: ClaimFacts): Button[] {
  const takes = owner !== null && owner !== userId;
  return [
    button({
      text: 'Confirm',
      actionId: actionIds.confirmClaim,
      value: key,
      style: 'primary',
      label: 'Confirm that it is their device',
      confirm: confirmation({
        title: 'Is it theirs?',
        text: `${takes ? 'It is taken from the owner it has now. ' : ''}Apps that this person has are installed on this device from then on.`,
        confirm: 'Yes, it is theirs',
        deny: 'Not now',
        style: 'primary',
      }),
    }),
    button({ text: 'Deny', actionId: actionIds.denyClaim, value: key, label: 'Deny that it is their device' }),
    ...(device.enrolmentId === null
      ? []
      : [
          button({
            text: 'Details',
            actionId: actionIds.showDevice,
            value: device.enrolmentId,
            label: 'Show the device',
          }),
        ]),
  ];
}

const adminEnds: EndWords = {
  confirmed: ({ by, at }, { device }) =>
    device.enrolmentId === null
      ? `Confirmed by ${mention(by)} ${dateToken(at)}. It takes effect when the device enrols.`
      : `Confirmed by ${mention(by)} ${dateToken(at)}: it is theirs.`,
  denied: ({ by, at }) => `Denied by ${mention(by)} ${dateToken(at)}.`,
  lost: ({ to, by, at }) => `It was given to ${mention(to)} by ${mention(by)} ${dateToken(at)}.`,
  expired: ({ at }) => `Nobody answered until ${dateToken(at)}, so it ended.`,
  withdrawn: ({ at }) => `Withdrawn ${dateToken(at)}.`,
  retired: ({ at }) => `The device was retired ${dateToken(at)}, so it ended.`,
};

/** The answer to whoever claimed. */
export function deviceClaimAnswer(facts: ClaimFacts, _render: RenderContext): Message {
  const { device, end } = facts;
  const name = claimedName(device);
  const said = end === null ? 'An administrator is to answer.' : endWords(ownEnds, end, facts);
  const what = `You said that ${name} is yours. ${said} ${nothingTouched}`;
  const next = end?.result === 'confirmed' ? confirmedNext(facts) : openNext;
  const blocks: KnownBlock[] = [
    header(end?.result === 'confirmed' ? 'The device is yours' : 'About the device you claimed'),
    section([what, next]),
  ];
  return message(`${what} ${next}`, blocks);
}

const openNext =
  'Next: if it is yours all the same, talk to your administrators; `/vpp my devices` shows your devices.';

function confirmedNext({ device }: ClaimFacts): string {
  return device.enrolmentId === null
    ? 'Next: enrol the device; your apps then come by themselves.'
    : 'Next: nothing; apps that your organisation wants you to have come by themselves.';
}

const ownEnds: EndWords = {
  confirmed: ({ by }) => `${mention(by)} confirmed it.`,
  denied: ({ by }) => `${mention(by)} denied it.`,
  lost: ({ by }) => `${mention(by)} confirmed that it belongs to somebody else.`,
  expired: () => 'Nobody answered in time, so it ended. You can say it again.',
  withdrawn: () => 'You have withdrawn that.',
  retired: () => 'An administrator took the device out of use.',
};

function endWords(table: EndWords, end: ClaimEnd, facts: ClaimFacts): string {
  return wordsOf(table, end.result, end, facts);
}

function wordsOf<R extends keyof EndOf>(table: EndWords, result: R, end: EndOf[R], facts: ClaimFacts): string {
  return table[result](end, facts);
}

const ownershipChanges = {
  given: {
    title: 'A device is yours now',
    said: 'gave you',
    next: 'Next: nothing; apps that your organisation wants you to have come by themselves.',
  },
  taken: {
    title: 'A device is yours no longer',
    said: 'recorded as no longer yours',
    next: 'Next: if that is wrong, say so with “This device is mine…” in `/vpp my devices`.',
  },
} as const satisfies Record<OwnershipFacts['change'], { title: string; said: string; next: string }>;

/** What whoever has or had the device is told. */
export function deviceOwnership({ device, change, by, at }: OwnershipFacts, _render: RenderContext): Message {
  const { title, said, next } = ownershipChanges[change];
  const what = `${mention(by)} ${said} ${claimedName(device)} ${dateToken(at)}. ${nothingTouched}`;
  return message(`${what} ${next}`, [header(title), section([what, next])]);
}
