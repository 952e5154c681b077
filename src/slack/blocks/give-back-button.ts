import type { AppFacts } from '../../licensing/rules/app-offer.js';
import { actionIds } from '../ids.js';
import { button, confirmation } from './elements.js';
import { externalPlain } from './format.js';

/** Gives a licence back, or cancels what is not given yet. `byItself`: devices remove the app first. */
export function giveBackButton(
  { key, name }: AppFacts,
  { licensed, byItself }: { licensed: boolean; byItself: boolean },
) {
  const app = externalPlain(name, 60);
  return button({
    text: licensed ? 'Give back' : 'Cancel',
    actionId: actionIds.giveBackApp,
    value: key,
    label: licensed ? `Give the licence for ${app} back` : `Cancel ${app}`,
    confirm: licensed
      ? giveBackConfirmation(app, byItself)
      : confirmation({
          title: 'Cancel this app?',
          text: `${app} is then held for you no longer, and you lose your place in the waiting list.`,
          confirm: 'Yes, cancel',
          deny: 'Not now',
          style: 'primary',
        }),
  });
}

function giveBackConfirmation(app: string, byItself: boolean) {
  return confirmation({
    title: byItself ? 'Give this app back?' : 'Is it gone from all your devices?',
    text: byItself
      ? `The bot removes ${app} from your devices, with what it keeps there; save what you need first. Delete it yourself from a device that the bot does not manage any more. Then the licence is taken back.`
      : `The licence for ${app} is taken back. An app that is still on a device becomes unusable there after up to 30 days; save what you need first.`,
    confirm: 'Yes, give it back',
    deny: 'Not yet',
    style: 'primary',
  });
}
