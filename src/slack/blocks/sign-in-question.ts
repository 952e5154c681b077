import type { NoticeFacts } from '../../licensing/rules/notice.js';
import { actionIds } from '../ids.js';
import type { Message } from '../interaction.js';
import { actions, button, context, header, message, section } from './elements.js';
import { dateToken, external } from './format.js';
import type { RenderContext } from './render-context.js';

/** Asks one of the two named people whether they can sign in to the Apple Account (S7). */
export function signInQuestion(facts: NoticeFacts['sign-in-question'], _render: RenderContext): Message {
  const account = external(facts.appleAccount);
  const location = external(facts.locationName);
  if (facts.confirmedAt !== null) {
    const thanks = `You confirmed ${dateToken(facts.confirmedAt)} that you can sign in to the Apple Account ${account} (location “${location}”).`;
    return message(thanks, [
      header('Thank you: your sign-in is confirmed'),
      section([thanks, 'Nothing was changed at Apple. Keep the sign-in; if you lose it, tell a custodian.']),
    ]);
  }
  const question = `You were named as one of two people who can sign in to the Apple Account ${account}. It looks after the licences of the location “${location}”.`;
  return message(`Can you sign in to Apple? ${question}`, [
    header('Can you sign in to Apple?'),
    section([
      question,
      'The bot can never be bound to another account, so the sign-in must not be lost with one person.',
      'Next: try it at Apple, then press the button. If you cannot sign in, ask a custodian for access first.',
    ]),
    ...actions([
      button({
        text: 'Yes, I can sign in',
        actionId: actionIds.confirmSignIn,
        style: 'primary',
        label: 'Confirm that you can sign in to the Apple Account',
      }),
    ]),
    context(['The button changes nothing at Apple. Until both have pressed it, every summary says so.']),
  ]);
}
