import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Story, startStory } from '../support/story.js';

let story: Story;

beforeEach(async () => {
  story = await startStory();
});
afterEach(() => story.stop());

it('joins a restart that goes on, and restarts anew after it', async () => {
  const { sandbox } = story;
  const first = sandbox.bot();
  await Promise.all([sandbox.restart(), sandbox.restart(), sandbox.restart()]);
  const second = sandbox.bot();
  expect(second).not.toBe(first);
  await sandbox.restart();
  expect(sandbox.bot()).not.toBe(second);
  expect(await sandbox.bot().house()).toMatchObject({ state: 'unbound' });
  await story.as('alva').slash('help');
});

it('stops cleanly in the midst of a restart', async () => {
  const restarted = story.sandbox.restart();
  await story.stop();
  await restarted;
  story = await startStory();
});

it('puts an MDM server with phones behind the bot when it is asked to', async () => {
  expect(story.sandbox).toMatchObject({ mdm: null, config: { mdm: { kind: 'none' } } });
  await story.stop();
  story = await startStory({ mdm: 'nanomdm' });
  const { mdm, config } = story.sandbox;
  expect(config.mdm).toEqual({
    kind: 'nanomdm',
    url: mdm?.url,
    apiKey: mdm?.apiKey,
    webhookSecret: mdm?.webhookSecret,
  });
  await mdm?.settled();
  const enrolled = mdm?.deliveries().filter(({ topic }) => topic === 'mdm.Authenticate') ?? [];
  expect(enrolled.map(({ outcome }) => outcome)).toEqual(Array.from({ length: 5 }, () => 'delivered'));
});
