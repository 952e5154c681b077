import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cleanUpFigure } from '../support/clean-up-story.js';
import { bindMainToken, eventually, input, type Story, startStory } from '../support/story.js';

describe.each(['socket', 'http'] as const)('over %s, cleaning up what another product made', (transport) => {
  let story: Story;
  beforeEach(async () => {
    story = await startStory({ transport });
    const { switches } = story.sandbox.apple;
    Object.assign(switches, { eventLatencyMilliseconds: 0, eventMillisecondsPerTask: 0 });
    switches.limits.maxUsers = 2;
  });
  afterEach(() => story.stop());

  it('is asked for by Alva, confirmed by Bo, interrupted by a restart, and ends clean', async () => {
    await bindMainToken(story);
    const { apple } = story.sandbox;
    const alva = story.as('alva');
    const bo = story.as('bo');
    expect(await alva.home()).toContain('/vpp token clean-up');
    await alva.slash('token clean-up');
    await eventually('the count', () => alva.canPress('Leave them (waiver)…'));
    const figure = cleanUpFigure(alva);
    await alva.press('Continue');
    await alva.submit({ 'clean-up-figure': input.text('1'), acknowledged: input.ticked('yes') });
    expect(JSON.stringify(alva.modal())).toContain('This is not the figure above');
    await alva.submit({ 'clean-up-figure': input.text(figure), acknowledged: input.ticked('yes') });
    await eventually('the question to Bo', () => bo.canPress('Yes, remove them'));
    apple.faults.hold('users/retire');
    await bo.press('Yes, remove them');
    await apple.faults.arrival();
    const restarted = story.sandbox.restart();
    apple.faults.release('users/retire');
    await restarted;
    await eventually(
      'the end of the clean-up',
      () => bo.reads(),
      (text) => text.includes('Clean-up: the location is clean'),
    );
    await eventually('a clean house', async () => {
      const house = await story.sandbox.bot().house();
      return house?.state === 'bound' && house.cleanliness === 'clean' && house.lastComplete?.trigger === 'clean-up';
    });
    expect(apple.levers.view().users.filter(({ status }) => status !== 'Retired')).toEqual([]);
    const batches = apple.requests().filter(({ path }) => path.endsWith('users/retire'));
    expect(batches.length).toBeGreaterThan(1);
    expect(story.log.join('')).not.toMatch(/oldmdm-/);
  });
});
