import type { Button } from '@slack/types';
import type { NoticeFacts } from '../../licensing/rules/notice.js';
import {
  type UnusedFacts,
  type UnusedStage,
  type UnusedWishFacts,
  unusedValue,
} from '../../licensing/rules/unused-question.js';
import { actionIds } from '../ids.js';
import type { Message } from '../interaction.js';
import { actions, button, confirmation, context, header, icon, message, section } from './elements.js';
import { code, external, externalPlain, listed, mention } from './format.js';
import type { RenderContext } from './render-context.js';
import { nothingChanged } from './words.js';

/** Asks somebody whether they still need an app that is on none of their devices, and then says what came of it. */
export function unusedQuestion(facts: UnusedFacts, _render: RenderContext): Message {
  const { app, by, stage } = facts;
  const name = external(app.name);
  const { title, lines } = words[stage](facts, name);
  return message(`${title}. ${lines.join(' ')}`, [
    header(title),
    section(lines, icon(app.iconUrl, app.name ?? 'the app') ?? undefined),
    ...actions(stage === 'asked' ? unusedButtons(facts) : []),
    context([`${name}. Asked for by ${mention(by)}.`]),
  ]);
}

/** “Keep it” and “Give it back”: also in Home. */
export function unusedButtons(facts: UnusedFacts): Button[] {
  const name = externalPlain(facts.app.name, 60);
  const value = unusedValue(facts);
  return [
    button({ text: 'Keep it', actionId: actionIds.keepUnused, value, label: `Keep the licence for ${name}` }),
    button({
      text: 'Give it back',
      actionId: actionIds.giveUnusedBack,
      value,
      label: `Give the licence for ${name} back`,
      confirm: confirmation({
        title: 'Give the licence back?',
        text: `The bot asks your devices to remove ${name} if it is there after all, with what it keeps. The licence is taken back when they say that it is gone.`,
        confirm: 'Yes, give it back',
        deny: 'Not now',
        style: 'primary',
      }),
    }),
  ];
}

/** One more question in the thread of the first. */
export function unusedReminder({ app, number, last }: NoticeFacts['unused-reminder'], _render: RenderContext): Message {
  const name = external(app.name);
  const what = `Reminder ${number}: you have a licence for ${name}, and the app is on none of your devices. Do you still need it? Please press “Keep it” or “Give it back” on the card. ${nothingChanged}`;
  const next = last
    ? 'Next: nothing by itself; this is the last reminder, and you keep the licence until somebody decides.'
    : 'Next: the bot asks once more in three working days.';
  return message(`${what} ${next}`, [section([what, next])]);
}

/** Tells whoever asked that somebody does not need an app that they are to have. */
export function unusedWish({ app, userId, deployments, stage }: UnusedWishFacts, _render: RenderContext): Message {
  const name = external(app.name);
  const what = `${mention(userId)} does not need ${name}, which is on none of their devices, and would give the licence back. They still have it. ${nothingChanged}`;
  const next = {
    open: `Next: ${requiredWords(deployments)} them to have it. Take them out of it, then ask again with ${code('/vpp unused')}.`,
    over: 'This is settled meanwhile. Next: nothing.',
  }[stage];
  const title = 'A licence that is not needed';
  return message(`${title}. ${what} ${next}`, [
    header(title),
    section(stage === 'open' ? [what, next] : [`${mention(userId)} and ${name}: ${next}`]),
  ]);
}

/** `deployment D-7 requires`, with at most five of them. */
function requiredWords(deployments: readonly string[]): string {
  const ids = listed(deployments.slice(0, 5).map((id) => external(id)));
  if (deployments.length === 0) return 'a deployment requires';
  return deployments.length === 1 ? `deployment ${ids} requires` : `deployments ${ids} require`;
}

type Said = { title: string; lines: readonly string[] };

const words = {
  asked: (_facts, name) => ({
    title: 'Do you still need an app?',
    lines: [
      `You have a licence for ${name}, and the app is on none of your devices.`,
      `• “Keep it”: you keep the licence, and nobody asks you again for 90 days.`,
      '• “Give it back”: your devices are asked once more, then the licence is taken back, and somebody else can have it.',
      `${nothingChanged} Next: press one of the two. Until then you keep the licence; installing the app again also answers it.`,
    ],
  }),
  kept: (_facts, name) => ({
    title: 'You keep the licence',
    lines: [
      `It is recorded that you need ${name}. Nobody asks you again for 90 days. ${nothingChanged}`,
      'Next: nothing. To give it back later, use `/vpp my`.',
    ],
  }),
  wished: ({ deployments, by }, name) => ({
    title: 'You would give the licence back',
    lines: [
      `It is recorded that you do not need ${name}, and ${mention(by)} was told. You keep the licence for now: ${requiredWords(deployments)} you to have it. ${nothingChanged}`,
      'Next: they decide; nothing for you to do.',
    ],
  }),
  removing: (_facts, name) => ({
    title: 'It is being removed first',
    lines: [
      `The bot asks your devices to remove whatever is left of ${name}. The licence goes back when each of them says that it is gone. ${nothingChanged}`,
      'Next: unlock your devices and keep them on the network; another message says how far each is.',
    ],
  }),
  returning: (_facts, name) => ({
    title: 'The licence is on its way back',
    lines: [
      `The licence for ${name} is being taken back. It is not certain yet that Apple has done so.`,
      'Next: nothing; this card says when it is done.',
    ],
  }),
  stays: (_facts, name) => ({
    title: 'The licence stays with you',
    lines: [
      `The licence for ${name} was not taken back: that was called off, or did not work. What happened is recorded.`,
      'Next: nothing for you to do; the administrators see it.',
    ],
  }),
  'in-use': (_facts, name) => ({
    title: 'You use the app',
    lines: [
      `${name} is on a device of yours again, or about to be, so the question is over. You keep the licence. ${nothingChanged}`,
      'Next: nothing.',
    ],
  }),
  gone: (_facts, name) => ({
    title: 'You do not have this licence any more',
    lines: [`The licence for ${name} is not yours any more, so the question is over.`, 'Next: nothing.'],
  }),
} satisfies Record<UnusedStage, (facts: UnusedFacts, name: string) => Said>;
