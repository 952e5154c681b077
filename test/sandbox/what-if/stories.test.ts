import { describe, expect, it } from 'vitest';
import { openWhatIf } from '../../../src/sandbox/what-if/runner.js';
import { stories } from '../../../src/sandbox/what-if/stories.js';
import { expires, FakeWorld } from './fake-world.js';

const day = 86_400_000;

/** Tells one of the real stories; the bot answers every ring with `title`. */
async function told(world: FakeWorld, id: string, title: string) {
  world.whenTimePasses = () => world.post('DU1ALVA', title);
  const whatIf = openWhatIf({ stories, world, patience: 1 });
  whatIf.start(id);
  await whatIf.settled();
  return whatIf.state().run;
}

describe('the cards', () => {
  it('answer each question once, in a few words', () => {
    const ids = stories.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toEqual(expect.arrayContaining(['token-revoked', 'taken-over', 'ten-months', 'password-changed']));
    for (const { title, sentence, steps } of stories) {
      expect(title).toMatch(/^[a-zA-Z][^.?]+$/);
      expect(sentence).toMatch(/^[A-Z].{10,60}\.$/);
      expect(steps.length).toBeGreaterThan(2);
      for (const { text } of steps) expect(text).toMatch(/^[\dA-Z].+\.$/);
    }
  });

  it.each(stories.map(({ id }) => id))('%s is told to its end and leads to what the bot wrote', async (id) => {
    const world = new FakeWorld();
    world.apple.downloadToken();
    const run = await told(world, id, 'Apple, token, OtherMDM: sync, sign in, revoked, expires');
    expect(run).toMatchObject({
      state: 'done',
      failure: null,
      look: { personId: 'U1ALVA', conversationId: 'DU1ALVA' },
    });
    expect(run?.steps.map(({ state }) => state)).toEqual(run?.steps.map(() => 'done'));
  });

  it('ten months: stops at each step of the ladder, in its turn', async () => {
    const world = new FakeWorld();
    const run = await told(world, 'ten-months', 'The token expires soon');
    expect(world.passed.map((instant) => Math.floor((expires - instant) / day))).toEqual([60, 30, 14, 7, 3, 1, 0]);
    expect(world.passed.at(-1)).toBeLessThan(expires);
    expect(run?.steps.map(({ outcome }) => outcome)).toEqual(
      world.passed.map(() => 'Alva Lind’s messages: “The token expires soon”'),
    );
  });

  it('ten months: leaves out days that have passed, and says when the bot was silent', async () => {
    const world = new FakeWorld();
    world.facts = { ...world.facts, tokenExpires: world.now() + 10 * day };
    const run = await told(world, 'ten-months', 'All well');
    expect(world.passed).toHaveLength(4);
    expect(run?.steps.at(0)?.outcome).toBe('That day had passed already.');
    expect(run?.steps.at(-1)?.outcome).toBe('The bot wrote nothing about the token.');
  });

  it('the token is revoked: it is the bound one, told by its expiry', async () => {
    const world = new FakeWorld();
    world.apple.downloadToken();
    world.apple.downloadToken();
    world.facts = { ...world.facts, tokenExpires: Date.parse('2027-11-22T10:00:00Z') };
    await told(world, 'token-revoked', 'The token was revoked');
    expect(world.apple.pulled).toEqual(['revoked t1']);
  });

  it('Apple is down: ends it again, also when the story fails', async () => {
    const world = new FakeWorld();
    const run = await told(world, 'apple-down', 'Nothing to do with it');
    expect(run?.state).toBe('failed');
    expect(world.arranged).toEqual(['fail', 'clear']);
  });
});
