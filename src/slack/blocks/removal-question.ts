import type { NoticeFacts } from '../../licensing/rules/notice.js';
import { askerOf, isOwnWish, type RemovalFacts, type RemovalStage } from '../../licensing/rules/removal.js';
import { actionIds } from '../ids.js';
import type { Message } from '../interaction.js';
import { actions, button, confirmation, context, header, icon, message, section } from './elements.js';
import { external, externalPlain, mention } from './format.js';
import { askedDevices, isLeftToDevices } from './removal-by-devices-words.js';
import type { RenderContext } from './render-context.js';
import { nothingChanged } from './words.js';

/** What a button of one question carries, so that a button of an earlier one does nothing. */
export function removalValue({ assignmentId, generation }: Pick<RemovalFacts, 'assignmentId' | 'generation'>): string {
  return `${assignmentId}#${generation}`;
}

/** Asks somebody to remove an app, and then says what came of it. */
export function removalQuestion(facts: RemovalFacts, _render: RenderContext): Message {
  const { app } = facts;
  const name = external(app.name);
  const { title, lines } = words[facts.stage](facts, name);
  return message(`${title}. ${lines.join(' ')}`, [
    header(title),
    section(lines, icon(app.iconUrl, app.name ?? 'the app') ?? undefined),
    ...actions(removalButtons(facts)),
    context([`${external(app.name)}. ${whyForHolder(facts)}`]),
  ]);
}

/** While an answer counts: also in Home, where none is the `main` one. */
export function removalButtons(facts: RemovalFacts, main = true) {
  if (facts.stage !== 'asked' && facts.stage !== 'needed') return [];
  const name = externalPlain(facts.app.name, 60);
  const gone = button({
    text: 'It is gone',
    actionId: actionIds.appGone,
    value: removalValue(facts),
    ...(main ? { style: 'primary' as const } : {}),
    label: `${name} is gone from all my devices`,
    confirm: confirmation({
      title: 'Is it gone from all your devices?',
      text: `The licence for ${name} is then taken back. An app that is still there becomes unusable after up to 30 days.`,
      confirm: 'Yes, it is gone',
      deny: 'Not yet',
      style: 'primary',
    }),
  });
  const need = button({
    text: 'I need it…',
    actionId: actionIds.needApp,
    value: removalValue(facts),
    label: `I need ${name}: tell whoever asked`,
  });
  if (facts.stage === 'needed') return [gone];
  const keep = button({
    text: 'Keep it after all',
    actionId: actionIds.keepApp,
    value: removalValue(facts),
    label: `Keep ${name}: call off giving it back`,
  });
  const other = isOwn(facts) ? keep : need;
  return isLeftToDevices(facts) ? [other] : [gone, other];
}

/** One more question in the thread of the first. */
export function removalReminder(
  { app, number, last }: NoticeFacts['removal-reminder'],
  _render: RenderContext,
): Message {
  const name = external(app.name);
  const what = `Reminder ${number}: please remove ${name} from your devices, then press “It is gone” on the card or in Home. If you need the app, say so there. ${nothingChanged}`;
  const next = last
    ? 'This is the last reminder; the question is on the administrators’ list.'
    : 'Next: the bot asks again in two working days.';
  return message(`${what} ${next}`, [section([what, next])]);
}

function isOwn({ by, assignmentId }: Pick<RemovalFacts, 'by' | 'assignmentId'>): boolean {
  return isOwnWish({ by, userId: assignmentId.split('/')[1] ?? '' });
}

/** As `whyWords`, said to the holder. */
export function whyForHolder(facts: Pick<RemovalFacts, 'by' | 'reason' | 'assignmentId'>): string {
  return isOwn(facts) ? 'You gave it back.' : whyWords(facts);
}

/** Who wants it gone, and why, as a sentence. */
export function whyWords({ by, reason }: Pick<RemovalFacts, 'by' | 'reason'>): string {
  const asker = askerOf(by);
  const who =
    asker.kind === 'person'
      ? `Asked for by ${mention(asker.userId)}.`
      : `Asked for by deployment ${external(asker.deploymentId)}.`;
  return reason === null ? who : `${who} Reason: “${external(reason, 500)}”.`;
}

type Said = { title: string; lines: readonly string[] };

const words = {
  asked: (facts, name) =>
    askedDevices(facts, name, { why: whyForHolder(facts), own: isOwn(facts) }) ?? {
      title: 'Please remove an app',
      lines: [
        `${name} is to be removed from your devices. ${whyForHolder(facts)}`,
        '• Removing an app removes what it keeps on the device. Save first what you still need; what is kept elsewhere, for example in a cloud, stays there.',
        '• You keep the licence until you answer. Then it is taken back, and somebody else can have it.',
        `${nothingChanged} Next: delete the app from every device, then press “It is gone”. ${isOwn(facts) ? 'To keep it, press “Keep it after all”.' : 'If you need it, press “I need it…”.'}`,
      ],
    },
  needed: (_facts, name) => ({
    title: 'You need the app',
    lines: [
      `It is recorded that you need ${name}, and whoever asked for the removal was told. You keep the licence for now. ${nothingChanged}`,
      'Next: they decide. If you need it no longer, delete it from your devices and press “It is gone”.',
    ],
  }),
  returning: ({ overriddenBy, devices = [] }, name) => ({
    title: 'The licence is on its way back',
    lines: [
      overriddenBy === null
        ? `${devices.length > 0 ? 'Your devices say' : 'You said'} that ${name} is gone. The licence is being taken back; it is not certain yet that Apple has done so.`
        : `${mention(overriddenBy)} decided that the licence for ${name} is taken back. If the app is still on a device it becomes unusable there after up to 30 days. What it keeps stays on the device until the app is deleted, so save what you need.`,
      'Next: nothing; this card says when Apple has taken the licence.',
    ],
  }),
  returned: ({ overriddenBy }, name) => ({
    title: 'The licence is given back',
    lines: [
      `Apple has taken the licence for ${name} back, so it is free for somebody else.`,
      overriddenBy === null
        ? 'Next: nothing.'
        : 'Next: save what you need from the app, then delete it. It becomes unusable after up to 30 days.',
    ],
  }),
  'not-returned': (_facts, name) => ({
    title: 'The licence stays with you',
    lines: [
      `Apple did not take the licence for ${name} back. What Apple answered is recorded.`,
      'Next: nothing for you to do; the administrators see it.',
    ],
  }),
  'called-off': (_facts, name) => ({
    title: 'You can keep the app',
    lines: [`${name} is not to be removed any more. You keep the licence. ${nothingChanged}`, 'Next: nothing.'],
  }),
} satisfies Record<RemovalStage, (facts: RemovalFacts, name: string) => Said>;
