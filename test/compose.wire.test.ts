import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Bot, createBot, type Overrides } from '../src/compose.js';
import type { Config } from '../src/config.js';
import type { Bell } from '../src/licensing/ports/bell.js';
import { createLog } from '../src/log.js';
import { bindMainToken, eventually, proposeMainToken, type Story, startStory } from './support/story.js';

let story: Story;
let log: string[];

beforeEach(async () => {
  log = [];
  story = await startStory();
});
afterEach(() => story.stop());

/** A bell that the test rings, as the schedule would. */
function handBell(): Bell & { rope: () => Promise<void>; stopped: boolean } {
  const bell = {
    rope: async () => {},
    stopped: false,
    start(ring: (at: number) => Promise<void>) {
      bell.rope = () => ring(0);
    },
    stop() {
      bell.stopped = true;
    },
  };
  return bell;
}

/** Another bot on the sandbox's folder, in place of its own. */
async function another(
  change: (config: Config) => Config = (config) => config,
  overrides: Overrides = {},
): Promise<Bot> {
  const { sandbox } = story;
  await sandbox.bot().stop();
  const write = (line: string) => void log.push(line);
  return createBot(change(sandbox.config), createLog('info', { write }), { clock: sandbox.clock.now, ...overrides });
}

const otherKey = (config: Config): Config => ({ ...config, key: Buffer.alloc(32, 9).toString('base64') });

describe('a start that is refused', () => {
  it.each([
    ['proposed', proposeMainToken, { proposal: { stage: 'ready' } }],
    ['bound', bindMainToken, { state: 'bound' }],
  ])('for another key than the %s token was sealed with: says so, changes nothing', async (_, prepare, unharmed) => {
    await prepare(story);
    const bot = await another(otherKey);
    await expect(bot.start()).rejects.toMatchObject({
      code: 'TOKEN_SEAL_BROKEN',
      message: expect.stringContaining('VPP_BOT_KEY is not the key this folder was sealed with'),
    });
    await story.sandbox.restart();
    expect(await story.sandbox.bot().house()).toMatchObject(unharmed);
  });

  it('after Slack was connected: everything that had begun is ended', async () => {
    await bindMainToken(story);
    const bell = handBell();
    const pinned = (config: Config): Config => ({ ...config, apple: { ...config.apple, accountUid: 'another' } });
    const bot = await another(pinned, { bell });
    await expect(bot.start()).rejects.toMatchObject({ code: 'OTHER_ACCOUNT_PINNED' });
    expect(log.join('')).toContain('Connected to Slack');
    expect(bell.stopped).toBe(true);
    await expect(story.as('alva').slash('help')).rejects.toMatchObject({ name: 'ActFailed' });
    await story.sandbox.restart();
    await story.as('alva').slash('help');
  });
});

describe('a stop', () => {
  it('waits for the ring that is under way, and begins nothing more', async () => {
    await bindMainToken(story);
    const bell = handBell();
    const bot = await another(undefined, { bell });
    await bot.start();
    story.sandbox.clock.set(Date.parse('2026-11-23T17:00:30Z'));
    let over = false;
    const rung = bell.rope().then(() => {
      over = true;
    });
    await bot.stop();
    expect(over).toBe(true);
    await rung;
    await bell.rope();
    expect(log.join('')).not.toMatch(/failed|did not end/);
    await story.sandbox.restart();
    await eventually('the slot that was only recorded', async () => {
      const house = await story.sandbox.bot().house();
      return house?.state === 'bound' && house.lastSync?.trigger === 'slot';
    });
  });
});
