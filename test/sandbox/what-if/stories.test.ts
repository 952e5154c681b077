import { describe, expect, it } from 'vitest';
import { openWhatIf } from '../../../src/sandbox/what-if/runner.js';
import { stories } from '../../../src/sandbox/what-if/stories.js';
import { expires, FakeWorld } from './fake-world.js';

const day = 86_400_000;

/** Tells one of the real stories; the bot answers the rings with these titles in turn, and then with the last one. */
async function told(world: FakeWorld, id: string, ...titles: string[]) {
  const left = [...titles];
  world.whenTimePasses = () => {
    const title = left.length > 1 ? left.shift() : left[0];
    if (title !== undefined) world.post('DU1ALVA', title);
  };
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

  /** What the bot says at the end of each, as it says it on the real wire. */
  const answers: Record<string, readonly string[]> = {
    'token-revoked': ['The token was revoked'],
    'password-changed': ['The token was revoked'],
    'taken-over': ['Another product manages the location'],
    'custodian-leaves': ['Bo is no longer an active member of the organisation in Slack.'],
    'apple-down': ['Action required: the sync did not finish', 'The sync is done (today, after a second).'],
  };

  it.each(Object.entries(answers))('%s is told to its end and leads to what the bot wrote', async (id, titles) => {
    const world = new FakeWorld();
    world.apple.downloadToken();
    const run = await told(world, id, ...titles);
    expect(run).toMatchObject({
      state: 'done',
      failure: null,
      look: { personId: 'U1ALVA', conversationId: 'DU1ALVA' },
    });
    expect(run?.steps.at(-1)?.outcome).toBe(`Alva Lind’s messages: “${titles.at(-1)}”`);
  });

  const near = [
    'Action required: 3 things to do. A token, a password, revoked, OtherMDM, a custodian can sign in',
    'This warning is over: the token was revoked',
    'The sync is running',
  ];
  const misleading = Object.keys(answers).flatMap((id) => near.map((title) => [id, title] as const));

  it.each(misleading)('%s fails in plain words when the bot only writes “%s”', async (id, title) => {
    const world = new FakeWorld();
    world.apple.downloadToken();
    const run = await told(world, id, title);
    expect(run).toMatchObject({ state: 'failed', look: null });
    expect(run?.failure?.message).toBe(
      'The story waited for the bot’s message about it, and it did not come. Look around, then try again.',
    );
    expect(run?.steps.filter(({ state }) => state === 'failed')).toMatchObject([{ where: 'Bot', outcome: null }]);
  });

  it.each(Object.keys(answers))('%s fails when the bot is silent', async (id) => {
    const world = new FakeWorld();
    world.apple.downloadToken();
    const run = await told(world, id);
    expect(run?.failure?.message).toMatch(/^The story waited for the bot’s message about it/);
  });

  const warnings = ['60 days', '30 days', '14 days', '7 days', '3 days', '1 day', 'less than a day'].map(
    (left) => `The token expires in ${left}`,
  );

  it('ten months: stops at each step of the ladder, in its turn', async () => {
    const world = new FakeWorld();
    const run = await told(world, 'ten-months', ...warnings);
    expect(world.passed.map((instant) => Math.floor((expires - instant) / day))).toEqual([60, 30, 14, 7, 3, 1, 0]);
    expect(world.passed.at(-1)).toBeLessThan(expires);
    expect(run?.steps.map(({ outcome }) => outcome)).toEqual(
      warnings.map((title) => `Alva Lind’s messages: “${title}”`),
    );
  });

  it('ten months: leaves out days that have passed', async () => {
    const world = new FakeWorld();
    world.facts = { ...world.facts, tokenExpires: world.now() + 10 * day };
    const run = await told(world, 'ten-months', ...warnings.slice(3));
    expect(run?.state).toBe('done');
    expect(world.passed).toHaveLength(4);
    expect(run?.steps.at(0)?.outcome).toBe('That day had passed already.');
  });

  it('ten months: fails in plain words when another warning comes than the one of that day', async () => {
    const run = await told(new FakeWorld(), 'ten-months', warnings[0] ?? '', warnings[0] ?? '');
    expect(run?.state).toBe('failed');
    expect(run?.failure?.message).toMatch(/^The story waited for the warning of 30 days, and it did not come\./);
    expect(run?.steps.map(({ state }) => state).slice(0, 3)).toEqual(['done', 'failed', 'waiting']);
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
