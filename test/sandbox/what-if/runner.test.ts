import { describe, expect, it } from 'vitest';
import { CannotGoOn } from '../../../src/sandbox/what-if/endings.js';
import { openWhatIf } from '../../../src/sandbox/what-if/runner.js';
import type { Step, Story } from '../../../src/sandbox/what-if/story.js';
import { FakeWorld, healthy } from './fake-world.js';

const step = (text: string, run: Step['run'] = async () => `${text} it was`): Step => ({ where: 'Apple', text, run });
const story = (...steps: Step[]): Story => ({ id: 's', title: 'it rains', sentence: 'It rains.', steps });

function open(told: Story, world = new FakeWorld(), patience = 60_000) {
  const whatIf = openWhatIf({ stories: [told], world, patience });
  const seen: string[] = [];
  whatIf.onChange(() => seen.push((whatIf.state().run?.steps ?? []).map(({ state }) => state).join(' ')));
  return { whatIf, seen, world };
}

describe('a story', () => {
  it('ticks its steps off one after the other, and says what came of each', async () => {
    const { whatIf, seen } = open(story(step('one'), step('two')));
    expect(whatIf.start('s')).toBe(1);
    await whatIf.settled();
    expect(new Set(seen)).toEqual(
      new Set(['waiting waiting', 'running waiting', 'done waiting', 'done running', 'done done']),
    );
    expect(whatIf.state().run).toMatchObject({ state: 'done', steps: [{ outcome: 'one it was' }, {}] });
  });

  it('is told alone: a second one, or one that nobody knows, is refused', async () => {
    const { whatIf } = open(story(step('one')));
    whatIf.start('s');
    expect(() => whatIf.start('s')).toThrow(expect.objectContaining({ code: 'story_runs' }));
    await whatIf.settled();
    expect(whatIf.start('s')).toBe(2);
    await whatIf.settled();
    expect(() => whatIf.start('x')).toThrow(expect.objectContaining({ code: 'no_story' }));
  });

  it('stops where it waits, and begins nothing more', async () => {
    const waiting = step('waits', (stage) => stage.until('rain', () => null));
    const { whatIf, seen } = open(story(waiting, step('never')));
    whatIf.start('s');
    await expect.poll(() => seen.at(-1)).toBe('running waiting');
    whatIf.stop();
    expect(whatIf.state().run?.state).toBe('stopping');
    await whatIf.settled();
    expect(whatIf.state().run).toMatchObject({ state: 'stopped', failure: null });
    expect(whatIf.state().run?.steps.map(({ state }) => state)).toEqual(['waiting', 'waiting']);
  });

  it('says in plain words why it cannot go on', async () => {
    const failing = step('fails', async () => {
      throw new CannotGoOn('There is no umbrella.');
    });
    const { whatIf } = open(story(failing, step('never')));
    whatIf.start('s');
    await whatIf.settled();
    expect(whatIf.state().run).toMatchObject({
      state: 'failed',
      failure: { message: 'There is no umbrella.' },
      steps: [{ state: 'failed' }, { state: 'waiting' }],
    });
  });

  it('waits for what the bot does, not for ever', async () => {
    const rain = step('waits', (stage) => stage.until('the rain', () => null));
    const { whatIf } = open(story(rain), new FakeWorld(), 1);
    whatIf.start('s');
    await whatIf.settled();
    expect(whatIf.state().run?.failure?.message).toMatch(/waited for the rain/);
  });

  it.each([
    [{ ...healthy, tokenState: 'revoked' }, /says of its token: revoked.*\/vpp token/],
    [{ ...healthy, binding: 'under-way' as const }, /Finish it first/],
    [{ ...healthy, binding: 'handed-over' as const }, /handed over for good/],
  ])('begins with a healthy binding only, else it says what to do: %j', async (facts, words) => {
    const { whatIf, world } = open(story(step('one')));
    world.facts = facts;
    whatIf.start('s');
    await whatIf.settled();
    expect(whatIf.state().run).toMatchObject({ state: 'failed', steps: [{ state: 'waiting' }] });
    expect(whatIf.state().run?.failure?.message).toMatch(words);
  });

  it('puts the binding first when nothing is bound', async () => {
    const { whatIf, world } = open(story(step('one')), new FakeWorld(), 1);
    world.facts = { ...healthy, binding: 'none', tokenState: null };
    whatIf.start('s');
    await whatIf.settled();
    expect(world.workspace.done).toContainEqual(
      expect.objectContaining({ as: 'U1ALVA', act: 'slash', command: '/vpp', text: 'token' }),
    );
    expect(whatIf.state().run?.steps.map(({ where }) => where)).toEqual(['Slack', 'Slack', 'Slack', 'Apple']);
  });
});
