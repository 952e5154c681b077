import type { ModalView } from '@slack/types';
import type { SnoozeOutcome } from '../../licensing/flows/snooze-alert.js';
import type { AlertLevel } from '../../licensing/rules/alert.js';
import { SNOOZE_DAYS, SNOOZE_REASON, type SnoozeField } from '../../licensing/rules/licence-alert.js';
import type { NotAllowed } from '../../licensing/rules/policy.js';
import { actionIds, blockIds, callbackIds } from '../ids.js';
import { levelWords } from './app-words.js';
import { context, modal, plain, section } from './elements.js';
import { bold, counted, dateToken, external } from './format.js';
import { nextWords, nothingChanged, type Words } from './words.js';

/** Not to be told of an app for a while: how long, and why. */
export function snoozeView(facts: { subject: string; name: string; level: AlertLevel }): ModalView {
  const { subject, name, level } = facts;
  const options = SNOOZE_DAYS.map((days) => ({ text: plain(counted(days, 'day'), 75), value: String(days) }));
  return modal({
    callbackId: callbackIds.snoozeAlert,
    title: 'Snooze the alert?',
    submit: 'Snooze',
    close: 'Not now',
    metadata: subject,
    blocks: [
      section([
        `${bold(name)}: ${levelWords[level].toLowerCase()}.`,
        '• Until then nobody is told of this app again, unless it gets worse.',
        '• If it still holds afterwards, the channel gets a new card.',
        '• Your name and your reason stand on the card and are recorded.',
      ]),
      {
        type: 'input',
        block_id: blockIds.snoozeDays,
        label: plain('For how long?', 2_000),
        element: {
          type: 'static_select',
          action_id: actionIds.input,
          placeholder: plain('Choose a time', 150),
          options,
        },
      },
      {
        type: 'input',
        block_id: blockIds.snoozeReason,
        label: plain('Why?', 2_000),
        hint: plain('So that others understand it, such as “30 more are ordered”.', 2_000),
        element: {
          type: 'plain_text_input',
          action_id: actionIds.input,
          multiline: true,
          min_length: SNOOZE_REASON.least,
          max_length: SNOOZE_REASON.most,
        },
      },
      context([nothingChanged]),
    ],
  });
}

const faultWords = {
  days: 'Choose one of the times.',
  reason: `The reason needs between ${SNOOZE_REASON.least} and ${SNOOZE_REASON.most} characters.`,
} as const satisfies Record<SnoozeField, string>;

const blockOf = { days: blockIds.snoozeDays, reason: blockIds.snoozeReason } as const;

/** What is wrong at which field of the dialogue. */
export function snoozeFieldErrors(fields: readonly SnoozeField[]): Record<string, string> {
  return Object.fromEntries(fields.map((field) => [blockOf[field], faultWords[field]]));
}

/** How silencing a card went. */
export function snoozeWords(outcome: Exclude<SnoozeOutcome, NotAllowed | { result: 'fields' }>): Words {
  if (outcome.result === 'over') {
    return {
      title: 'Nothing to snooze',
      text: `This alert is over: there are enough licences again, or a newer card tells of it. ${nothingChanged}`,
      next: nextWords('Look at the newest card, or at the app with `/vpp app NAME`.'),
    };
  }
  return {
    title: 'Snoozed',
    text: `Nobody is told of ${external(outcome.name, 80)} again before ${dateToken(outcome.until)}, unless it gets worse. Your decision is recorded. ${nothingChanged}`,
    next: nextWords('Nothing; the card comes back by itself if it still holds.'),
  };
}
