import { afterEach, describe, expect, it } from 'vitest';
import { bindMainToken, eventually, type Story, startStory, textOf } from '../support/story.js';

let story: Story;

afterEach(() => story.stop());

const totalOf = async (adamId: string): Promise<number | null> => {
  const app = story.sandbox.apple.levers.view().assets.find((asset) => asset.adamId === adamId);
  return app?.totalCount ?? null;
};

describe('over HTTP, with Apple’s notifications', () => {
  it('a location is bound, Apple is asked, and a purchase is known without a sync', async () => {
    story = await startStory({ transport: 'http' });
    const { apple, slack } = story.sandbox;
    await bindMainToken(story);
    await story.sandbox.bot().ring();
    expect(apple.levers.view().notifications).toMatchObject({
      host: new URL(story.sandbox.config.http.publicUrl ?? '').host,
      types: ['ASSET_COUNT', 'ASSET_MANAGEMENT', 'USER_MANAGEMENT', 'USER_ASSOCIATED'],
    });
    const syncs = apple.requests().filter(({ path }) => path.endsWith('/users')).length;
    const [asset] = apple.levers.view().assets.filter(({ productType }) => productType === 'App');
    apple.switches.notificationDuplicates = 100;
    apple.levers.buy({ adamId: asset?.adamId ?? '', pricingParam: 'STDQ', count: 7 });
    await apple.deliverDue();
    await eventually(
      'both deliveries',
      () => apple.notifications().filter(({ outcome }) => outcome === 'delivered').length === 2,
    );
    const wanted = await totalOf(asset?.adamId ?? '');
    await eventually(
      'the new figure',
      async () => {
        const { messages } = await story.as('alva').slash(`app ${asset?.name}`);
        return messages.map(({ text, blocks }) => `${text}\n${textOf(blocks)}`).join('\n');
      },
      (text) => new RegExp(`\\b${wanted}\\b`).test(text),
    );
    expect(apple.requests().filter(({ path }) => path.endsWith('/users'))).toHaveLength(syncs);
    expect(slack.transport).toBe('http');
    const outcomes = ['test', 'stored', 'known'].map((outcome) =>
      story.log.filter((line) => line.includes(`"outcome":"${outcome}"`)),
    );
    expect(outcomes.map((lines) => lines.length)).toEqual([1, 1, 1]);
    const house = await story.sandbox.bot().house();
    const id = house?.state === 'bound' ? house.installationId : '';
    const address = `${story.sandbox.config.http.publicUrl}/apple/notifications/${id}`;
    const headers = { authorization: 'Bearer forged', 'content-type': 'application/json' };
    const forged = await fetch(address, { method: 'POST', headers, body: '{}' });
    expect([forged.status, await forged.text()]).toEqual([403, '']);
    const secret = /"bearer"|Bearer (?!\[secret\])/;
    expect(story.log.filter((line) => secret.test(line))).toEqual([]);
  });
});
