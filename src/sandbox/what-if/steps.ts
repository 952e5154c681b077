import { CannotGoOn } from './endings.js';
import type { Told } from './news.js';
import type { Stage } from './stage.js';
import type { Step } from './story.js';

const hour = 3_600_000;
const day = 24 * hour;
/** So that a day is whole when the bot counts it. */
const early = 600_000;

/** Something at Apple, whose lever says what it did. Only what the bot writes from here on is its answer. */
export function atApple(text: string, pull: (stage: Stage) => string): Step {
  return {
    where: 'Apple',
    text,
    run: async (stage) => {
      stage.news.mark();
      return pull(stage);
    },
  };
}

/** The bot looks at Apple twice a day by itself. */
export function untilNextSync(): Step {
  return {
    where: 'Time',
    text: 'Time passes until the next sync. Nobody tells the bot anything.',
    run: async (stage) => {
      const { nextSync } = await stage.bot();
      return ran(await stage.passTime(nextSync ?? stage.now() + 12 * hour));
    },
  };
}

export function hours(text: string, count: number): Step {
  return { where: 'Time', text, run: async (stage) => ran(await stage.passTime(stage.now() + count * hour)) };
}

/** Moves to so many days before the expiry of the bound token, or to the hour before it; tells which warning came. */
export function beforeExpiry(days: number, text: string): Step {
  return {
    where: 'Time',
    text,
    run: async (stage) => {
      const { tokenExpires } = await stage.bot();
      if (tokenExpires === null) throw new CannotGoOn('Nothing is bound any more.');
      const instant = tokenExpires - (days === 0 ? hour : days * day + early);
      if (instant <= stage.now()) return 'That day had passed already.';
      stage.news.mark();
      await stage.passTime(instant);
      return quoted(await stage.until(`the warning of ${left(days)}`, () => stage.news.about(warning(days))));
    },
  };
}

/** Waits for what the bot writes about it, and points there. */
export function theBotTells(text: string, subject: RegExp): Step {
  return {
    where: 'Bot',
    text,
    run: async (stage) => quoted(await stage.until('the bot’s message about it', () => stage.news.about(subject))),
  };
}

const left = (days: number): string => (days === 0 ? 'the last day' : `${days} ${days === 1 ? 'day' : 'days'}`);

/** The title of the bot's warning so many days before the expiry. */
function warning(days: number): RegExp {
  return new RegExp(`^The token expires in ${days === 0 ? 'less than a day' : left(days)}$`);
}

function ran(lines: readonly string[]): string {
  return lines.length === 0 ? 'Nothing was due for the bot.' : 'The bot did what was due.';
}

function quoted({ where, headline }: Told): string {
  return `${where.join(', ')}: “${headline}”`;
}
