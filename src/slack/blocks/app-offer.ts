import type { NoticeFacts } from '../../licensing/rules/notice.js';
import { actionIds } from '../ids.js';
import type { Message } from '../interaction.js';
import { actions, button, context, header, icon, message, section } from './elements.js';
import { bold, dateToken, external, externalPlain } from './format.js';
import type { RenderContext } from './render-context.js';
import { standWords } from './stand-words.js';
import { nothingChanged } from './words.js';

type OfferFacts = NoticeFacts['app-offer'];

/** Offers an app to one person, and then says how it goes on with it. */
export function appOffer(facts: OfferFacts, _render: RenderContext): Message {
  const { app, stage } = facts;
  const { title, text, next } = offerWords(facts, external(app.name));
  return message(`${title}. ${text} ${next}`, [
    header(`${title}: ${externalPlain(app.name, 80)}`),
    section([bold(app.name ?? 'An app'), text, next], icon(app.iconUrl, app.name ?? 'the app') ?? undefined),
    ...actions(stage === 'offered' ? [installButton(app.key, app.name, 'primary')] : []),
    context([`Offered by deployment ${external(facts.deploymentId)}. One licence covers all your devices.`]),
  ]);
}

/** Tells somebody that a licence has come to them. Dated, as it is not changed when the licence goes again. */
export function licenceGiven({ app, at }: NoticeFacts['licence-given'], _render: RenderContext): Message {
  const name = external(app.name);
  const text = `Apple has given you the licence of ${name} ${dateToken(at)}. It covers all your devices. The bot does not see whether the app is installed.`;
  const { next } = standWords('licensed');
  return message(`You have an app: ${name}. ${text} ${next}`, [
    header(`You have an app: ${externalPlain(app.name, 80)}`),
    section([text, next], icon(app.iconUrl, app.name ?? 'the app') ?? undefined),
  ]);
}

/** “Install”: takes a licence for whoever presses it. */
export function installButton(key: string, name: string | null, style?: 'primary') {
  return button({
    text: 'Install',
    actionId: actionIds.installApp,
    value: key,
    label: `Install ${externalPlain(name, 60)}`,
    ...(style === undefined ? {} : { style }),
  });
}

function offerWords({ stage, byItself }: OfferFacts, name: string): { title: string; text: string; next: string } {
  if (stage === 'offered') {
    return {
      title: 'An app for you',
      text: `Your organisation offers you ${name}. It costs you nothing. ${nothingChanged}`,
      next: 'Next: press Install if you want it. A licence is reserved for you at that moment.',
    };
  }
  if (stage === 'over') {
    return {
      title: 'No longer offered',
      text: `This app is not offered to you any more. ${nothingChanged}`,
      next: 'Next: nothing. Home shows what is available to you.',
    };
  }
  return standWords(stage, byItself === true);
}
