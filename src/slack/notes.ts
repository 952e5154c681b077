import type { KnownBlock, ModalView } from '@slack/types';
import type { Message } from './interaction.js';

/** A few sentences of the bot's own, to be shown as a message or in a modal. */
export interface Note {
  title: string;
  lines: readonly string[];
}

/** What a failure may have left behind at Apple. */
export type Effects = 'none' | 'unknown';

const effectLines = {
  none: 'Nothing was changed at Apple.',
  unknown: 'It is not certain whether anything was changed at Apple; `/vpp` shows what stands now.',
} satisfies Record<Effects, string>;

export function failed(reference: string, effects: Effects): Note {
  return {
    title: 'That did not work',
    lines: [
      'Something went wrong in the bot while it was working on this.',
      effectLines[effects],
      `Try again in a moment. If it fails again, give this reference to an administrator: *${reference}*`,
    ],
  };
}

export function dialogueTooLate(reference: string): Note {
  return {
    title: 'The dialogue did not open',
    lines: [
      'Slack allows three seconds for opening a dialogue, and they were over.',
      'Opening a dialogue changes nothing at Apple.',
      `Please press the button again. Reference: *${reference}*`,
    ],
  };
}

export function slackIsBusy(reference: string, seconds: number): Note {
  return {
    title: 'Slack asks to wait',
    lines: [
      `Slack takes no more from this bot for ${seconds} seconds, so the answer could not be shown.`,
      effectLines.unknown,
      `Please try again after that. Reference: *${reference}*`,
    ],
  };
}

export function olderVersion(reference: string): Note {
  return {
    title: 'This is from an older version',
    lines: [
      'The bot was updated since, and this button or dialogue is not in use any more.',
      'Nothing was changed.',
      `Type \`/vpp\` for what is possible now. Reference: *${reference}*`,
    ],
  };
}

export function otherTeam(reference: string): Note {
  return {
    title: 'This bot works for another organisation',
    lines: [
      'You are a member of another Slack workspace than the one this bot belongs to, so it does nothing for you here.',
      'Nothing was changed.',
      `Please ask somebody of that organisation. Reference: *${reference}*`,
    ],
  };
}

export function tooManyClicks(perMinute: number): Note {
  return {
    title: 'A little slower, please',
    lines: [
      `The bot takes ${perMinute} clicks a minute from one person, and that was one more.`,
      'This last click was not carried out; the ones before it were.',
      'Wait a minute, then go on.',
    ],
  };
}

export function stillWorking(reference: string): Note {
  return {
    title: 'Still working',
    lines: [
      'This takes a little longer. The result appears here; closing this window does not stop it.',
      `Reference: *${reference}*`,
    ],
  };
}

export const done: Note = { title: 'Done', lines: ['You can close this window.'] };

export function answeredLate(problems: readonly string[]): Note {
  return {
    title: 'Please open this again',
    lines: ['The answer came too late for the form, and it says:', ...problems.map((problem) => `• ${problem}`)],
  };
}

export function postedInstead(channelId: string, slackError: string, remedy: string): Note {
  return {
    title: 'This was meant for a channel',
    lines: [
      `The bot can not post in <#${channelId}> (Slack says \`${slackError}\`), so you as a custodian get it here.`,
      'Nothing was changed at Apple by that.',
      remedy,
    ],
  };
}

export function noteMessage(note: Note): Message {
  return {
    text: `${note.title}. ${note.lines.join(' ')}`,
    blocks: [section(`*${note.title}*`), section(note.lines.join('\n'))],
  };
}

/** The title is repeated above the lines, because a modal's own title ends at 24 characters (Slack documents). */
export function noteView(note: Note): ModalView {
  return {
    type: 'modal',
    title: { type: 'plain_text', text: 'VPP' },
    close: { type: 'plain_text', text: 'Close' },
    blocks: noteMessage(note).blocks,
  };
}

function section(text: string): KnownBlock {
  return { type: 'section', text: { type: 'mrkdwn', text: text.slice(0, 3_000) } };
}
