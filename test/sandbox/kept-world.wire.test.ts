import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { bindMainToken, eventually, startStory } from '../support/story.js';

it('a named folder goes on where it was: bound, claimed, and synced again', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'vpp-kept-'));
  const first = await startStory({ folder });
  await bindMainToken(first);
  const stoppedAt = first.sandbox.clock.now();
  await first.sandbox.stop();

  const second = await startStory({ folder });
  try {
    expect(second.sandbox.clock.now()).toBeGreaterThanOrEqual(stoppedAt);
    expect(second.sandbox.apple.levers.view().mdmInfo?.name).toBe('vpp-bot');
    await second.as('alva').slash('sync');
    const house = await eventually(
      'the sync after the start',
      () => second.sandbox.bot().house(),
      (seen) => seen?.state === 'bound' && seen.lastComplete?.startedBy === 'U0000ALVA',
    );
    expect(house?.state === 'bound' && house.token.state).toBe('valid');
  } finally {
    await second.stop();
  }
});
