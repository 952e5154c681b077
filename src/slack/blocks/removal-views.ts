import type { ModalView } from '@slack/types';
import { NOTE_LENGTH } from '../../licensing/flows/answer-removal.js';
import type { RemovalFacts } from '../../licensing/rules/removal.js';
import { actionIds, blockIds, callbackIds } from '../ids.js';
import { context, modal, plain, section } from './elements.js';
import { external, mention } from './format.js';
import { removalValue, whyWords } from './removal-question.js';

/** “I need it…”: why, if the person wants to say so. */
export function needAppView(facts: RemovalFacts): ModalView {
  return modal({
    callbackId: callbackIds.needApp,
    title: 'Do you need this app?',
    submit: 'I need it',
    close: 'Not now',
    metadata: removalValue(facts),
    blocks: [
      section(`${external(facts.app.name)} is to be removed. ${whyWords(facts)}`),
      {
        type: 'input',
        block_id: blockIds.needNote,
        optional: true,
        label: plain('Why do you need it?', 2_000),
        hint: plain('Whoever asked for the removal reads this.', 2_000),
        element: {
          type: 'plain_text_input',
          action_id: actionIds.input,
          multiline: true,
          max_length: NOTE_LENGTH,
        },
      },
      context(['You keep the licence until they decide. Nothing is changed at Apple by this.']),
    ],
  });
}

/** Before a custodian takes a licence back without the person: what happens on the device, and a tick. */
export function overrideView(facts: RemovalFacts, userId: string): ModalView {
  const name = external(facts.app.name);
  return modal({
    callbackId: callbackIds.overrideRemoval,
    title: 'Take it back anyway?',
    submit: 'Take it back',
    close: 'Not now',
    metadata: removalValue(facts),
    blocks: [
      { type: 'alert', level: 'warning', text: plain('The person has not said that the app is gone.', 200) },
      section(`The licence of ${mention(userId)} for ${name}. ${whyWords(facts)}`),
      section([
        '*What happens on their devices*',
        '• The app stays where it is installed. It becomes unusable after up to 30 days, some apps earlier.',
        '• What the app keeps stays on the device until the app is deleted. An app that does not open cannot save or export it, so the person should do that now.',
        '• The bot does not see whether the app is installed, and deletes nothing.',
        '• Apple counts the licence as free as soon as it has taken it back.',
      ]),
      {
        type: 'input',
        block_id: blockIds.acknowledged,
        label: plain('The person may lose what is in the app', 2_000),
        element: {
          type: 'checkboxes',
          action_id: actionIds.input,
          options: [{ text: plain('I have read what happens on the device', 75), value: 'yes' }],
        },
      },
      context([
        'Your name is recorded, and the person is told. Nothing is changed at Apple before you press the button.',
      ]),
    ],
  });
}
