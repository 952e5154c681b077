import { afterEach, describe, expect, it } from 'vitest';
import { bindMainToken, eventually, type Story, startStory, textOf } from '../support/story.js';

let story: Story;

afterEach(() => story.stop());

const totalOf = async (adamId: string): Promise<number | null> => {
  const app = story.sandbox.apple.levers.view().assets.find((asset) => asset.adamId === adamId);
  return app?.totalCount ?? null;
};

const MINUTE = 60_000;

/** Alva asks for a sync and reads how it went. */
async function syncByAlva(): Promise<string> {
  const alva = story.as('alva');
  const reports = () => alva.messages().filter(({ blocks }) => textOf(blocks).includes('Figures of'));
  const before = reports().length;
  await alva.slash('sync');
  const after = await eventually('the report', reports, ({ length }) => length > before);
  return textOf(after.at(-1)?.blocks ?? []);
}

/** What Apple was asked for, by the last word of the address. */
const asked = () => story.sandbox.apple.requests().map(({ path }) => path.split('?')[0]?.split('/').at(-1));

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

  it('one that comes after a sync has read the same purchase makes nobody hear of it twice', async () => {
    story = await startStory({ transport: 'http' });
    const { apple, bot, clock } = story.sandbox;
    const alva = story.as('alva');
    await bindMainToken(story);
    await bot().ring();
    const asset = apple.levers.view().assets.find(({ productType }) => productType === 'App');
    const { adamId = '', name = '' } = asset ?? {};
    apple.switches.notificationLatencyMilliseconds = 5 * MINUTE;
    apple.levers.buy({ adamId, pricingParam: 'STDQ', count: 7 });
    expect(await syncByAlva()).toContain(`Licences bought or lost: ${name} +7`);
    const sent = () => apple.notifications().map(({ outcome }) => outcome);
    expect(sent()).toEqual(['pending']);

    const before = asked().length;
    clock.move(6 * MINUTE);
    await apple.deliverDue();
    expect(sent()).toEqual(['delivered']);
    await eventually(
      'the product, read again',
      () => asked().slice(before),
      (names) => names.includes('assignments') && names.includes('assets'),
    );
    const told = () => `${alva.reads()}\n${alva.reads('C000ITAPPS')}`.match(/ \+7 \(now/g)?.length;
    expect(await syncByAlva()).toContain('Nothing changed since the sync before.');
    expect(told()).toBe(1);
    const { messages } = await alva.slash(`app ${name}`);
    expect(textOf(messages.flatMap(({ blocks }) => blocks))).toMatch(new RegExp(`\\b${await totalOf(adamId)}\\b`));
  });
});
