import type { DeviceNeedFacts } from '../../licensing/rules/device-need.js';
import type { Message } from '../interaction.js';
import { header, message, section } from './elements.js';
import { bold, counted, listed } from './format.js';
import type { RenderContext } from './render-context.js';
import { nothingChanged } from './words.js';

/** Tells somebody that apps wait for a device of theirs, and later that they do so no more. */
export function deviceNeeded(facts: DeviceNeedFacts, _render: RenderContext): Message {
  const { title, text, next } = facts.end === null ? openWords(facts) : ended[facts.end];
  if (facts.reminder > 0) return message(`${title}. ${text} ${next}`, [section([text, next])]);
  return message(`${title}. ${text} ${next}`, [header(title), section([text, next])]);
}

interface Said {
  title: string;
  text: string;
  next: string;
}

function openWords(facts: DeviceNeedFacts): Said {
  const { none, reminder, last } = facts;
  const apps = appsWords(facts);
  const waits = facts.appCount === 1 ? 'waits' : 'wait';
  const text = none
    ? `You have no device yet, so ${apps} ${waits} for you. No licence was given. ${nothingChanged}`
    : `None of your devices can take ${apps}. No licence was given. ${nothingChanged}`;
  const step = none
    ? 'Next: choose your device with `/vpp my devices`. An administrator confirms it, and the rest goes by itself.'
    : 'Next: add another device with `/vpp my devices`, or ask your administrators. The rest goes by itself.';
  const end = last ? ' This is the last reminder.' : '';
  return {
    title: none ? 'You have no device yet' : 'No device of yours can take it',
    text: reminder === 0 ? text : `Reminder ${reminder}: ${text}`,
    next: `${step}${end}`,
  };
}

const ended = {
  'has-device': {
    title: 'You have a device now',
    text: `What waited for a device goes on. ${nothingChanged}`,
    next: 'Next: nothing; you are told when an app comes to your device.',
  },
  over: {
    title: 'Nothing waits for a device any more',
    text: `No app waits for a device of yours now. ${nothingChanged}`,
    next: 'Next: nothing.',
  },
} as const satisfies Record<NonNullable<DeviceNeedFacts['end']>, Said>;

/** `Keynote and 2 more apps`. */
function appsWords({ apps, appCount }: DeviceNeedFacts): string {
  const rest = appCount - apps.length;
  if (apps.length === 0) return counted(appCount, 'app');
  return listed([...apps.map((name) => bold(name)), ...(rest > 0 ? [counted(rest, 'more app')] : [])]);
}
