import type { InputBlock, ModalView } from '@slack/types';
import { actionIds, blockIds, callbackIds } from '../ids.js';
import { context, modal, plain, section } from './elements.js';
import { externalPlain } from './format.js';
import { nothingChanged } from './words.js';

/** Somebody whose sign-in may be handed over. */
export interface GiverChoice {
  userId: string;
  name: string;
}

/** The dialogue of a handover; with several givers a custodian chooses whose sign-in it is. */
export function handOverView(givers: readonly GiverChoice[], self: string): ModalView {
  const [only] = givers;
  const single = givers.length === 1 && only !== undefined ? only : null;
  const whose = single === null ? 'one of the two sign-ins' : single.userId === self ? 'your sign-in' : 'this sign-in';
  return modal({
    callbackId: callbackIds.handOverSignIn,
    title: 'Hand over a sign-in',
    submit: 'Ask them',
    close: 'Cancel',
    metadata: single?.userId ?? '',
    blocks: [
      section([
        `You hand ${whose} over to somebody else: they are then one of the two people who can sign in to the Apple Account, and the bot asks them instead.`,
        'Give them the access at Apple first. They have seven days to say yes; until then nothing changes.',
      ]),
      ...(single === null ? [giverInput(givers)] : []),
      candidateInput(),
      context([`${nothingChanged} The bot only remembers who has the sign-in.`]),
    ],
  });
}

function giverInput(givers: readonly GiverChoice[]): InputBlock {
  return {
    type: 'input',
    block_id: blockIds.handOverFrom,
    label: plain('Whose sign-in', 2_000),
    element: {
      type: 'static_select',
      action_id: actionIds.input,
      placeholder: plain('Choose a person', 150),
      options: givers.map(({ userId, name }) => ({ text: plain(externalPlain(name, 60), 75), value: userId })),
    },
  };
}

function candidateInput(): InputBlock {
  return {
    type: 'input',
    block_id: blockIds.handOverTo,
    label: plain('Who takes it over', 2_000),
    hint: plain('A member of the organisation who can sign in to the Apple Account.', 2_000),
    element: { type: 'users_select', action_id: actionIds.input, placeholder: plain('Choose a person', 150) },
  };
}
