import type { InputBlock, ModalView } from '@slack/types';
import type { RequestFacts } from '../../licensing/rules/request.js';
import { actionIds, blockIds, callbackIds } from '../ids.js';
import { holderName } from './binding-facts.js';
import { context, modal, plain, section } from './elements.js';
import { dateToken, external, externalPlain } from './format.js';
import { takeBackConsequences } from './take-back-words.js';

/** Who holds the location, what a take-back does, and everything that has to be said by hand. */
export function takeBackView(facts: RequestFacts['take-back']): ModalView {
  const { heldBy, locationName, since } = facts;
  const who =
    heldBy === null
      ? `Nobody manages the location “${external(locationName)}” now, as found ${dateToken(since)}.`
      : `${holderName(heldBy)} manages the location “${external(locationName)}” now, as found ${dateToken(since)}.`;
  return modal({
    callbackId: callbackIds.takeBack,
    title: 'Take the location back',
    submit: 'Ask for it',
    close: 'Not now',
    blocks: [
      section(who),
      section(['*What happens then*', ...takeBackConsequences(facts).map((line) => `• ${line}`)]),
      ...(heldBy === null ? [] : [holderInput(heldBy.name)]),
      tickBox(heldBy === null ? 'Nobody else uses the location' : 'The other product is disconnected there'),
      context(['A second custodian is asked after this, unless your organisation has set up one confirmation.']),
    ],
  });
}

function holderInput(name: string): InputBlock {
  return {
    type: 'input',
    block_id: blockIds.takeOver,
    label: plain('Type the name of the product that holds it', 2_000),
    hint: plain(`As it stands at Apple: ${externalPlain(name, 1_000)}`, 2_000),
    element: { type: 'plain_text_input', action_id: actionIds.input, max_length: 3_000 },
  };
}

function tickBox(label: string): InputBlock {
  return {
    type: 'input',
    block_id: blockIds.acknowledged,
    label: plain(label, 2_000),
    element: {
      type: 'checkboxes',
      action_id: actionIds.input,
      options: [{ text: plain('I have made sure that no other product writes there', 75), value: 'yes' }],
    },
  };
}
