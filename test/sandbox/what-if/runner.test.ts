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
    [{ ...healthy, tokenState: 'unreachable' }, /“End all of this”.*\/vpp sync/],
    [{ ...healthy, tokenState: 'lost its teeth' }, /does not know/],
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

  it.each([
    ['expired', ['Apple', 'Slack', 'Slack', 'Apple'], { act: 'slash', command: '/vpp', text: 'token renew' }],
    ['revoked', ['Apple', 'Slack', 'Slack', 'Apple'], { act: 'slash', command: '/vpp', text: 'token renew' }],
    ['in-use-elsewhere', ['Slack', 'Slack', 'Apple'], { act: 'click', actionId: 'take' }],
    ['claim-gone', ['Slack', 'Slack', 'Apple'], { act: 'click', actionId: 'take' }],
  ])('mends first what an earlier story broke: %s', async (tokenState, places, done) => {
    const { whatIf, world } = open(story(step('one')), new FakeWorld(), 1);
    world.facts = { ...healthy, tokenState };
    const text = { type: 'plain_text', text: 'Take back…' };
    const elements = [{ type: 'button', action_id: 'take', text }];
    world.workspace.post('DU1ALVA', [{ type: 'actions', block_id: 'b', elements }]);
    whatIf.start('s');
    await whatIf.settled();
    expect(world.workspace.done).toContainEqual(expect.objectContaining({ as: 'U1ALVA', ...done }));
    expect(whatIf.state().run?.steps.map(({ where }) => where)).toEqual(places);
    expect(whatIf.state().run?.failure?.message).toMatch(/^The story waited for the dialogue/);
  });

  it('brings a second custodian back who had left', async () => {
    const { whatIf, world } = open(story(step('one')));
    world.cast.secondCustodian = 'U7IRIS';
    whatIf.start('s');
    await whatIf.settled();
    expect(world.arranged).toEqual(['changed U7IRIS']);
    expect(whatIf.state().run?.steps.map(({ outcome }) => outcome)).toEqual([
      'Iris Dahl is back in the workspace.',
      'one it was',
    ]);
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
