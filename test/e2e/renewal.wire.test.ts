import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  bindMainToken,
  boundHouseOf,
  eventually,
  type Story,
  startStory,
  textOf,
  tokenEntry,
} from '../support/story.js';

const DAY = 86_400_000;
const CHANNEL = 'C000ITAPPS';

describe.each(['socket', 'http'] as const)('over %s, the renewal of a token that runs out', (transport) => {
  let story: Story;
  beforeEach(async () => {
    story = await startStory({ transport });
  });
  afterEach(() => story.stop());

  const modalText = () => textOf(story.as('alva').modal().blocks);

  const bound = () => boundHouseOf(story);

  it('goes from the warning that somebody takes care of, past a wrong file, to the new token', async () => {
    const { apple, clock } = story.sandbox;
    await bindMainToken(story);
    const before = (await bound()).token;
    clock.set(before.expires - 6.5 * DAY);
    await story.sandbox.bot().ring();
    const [alva, bo] = [story.as('alva'), story.as('bo')];
    const channel = () => bo.reads(CHANNEL);
    await eventually('the warning', channel, (text) => text.includes('expires in 6 days'));

    await bo.press('I take care of it');
    await eventually('the name on the card', channel, (text) => text.includes('takes care of it'));
    expect(alva.messages(CHANNEL).some(({ blocks }) => JSON.stringify(blocks).includes('vpp.token.take-care'))).toBe(
      false,
    );

    const other = apple.levers.downloadToken('education');
    await alva.press('Renew the token');
    await alva.submit(tokenEntry(other.content, 'Education'));
    const refusal = await eventually('the refusal', modalText, (text) => text.includes('Northwind Education'));
    expect(refusal).toContain('Northwind Logistics');
    await alva.submit({});

    const next = apple.levers.downloadToken();
    await alva.submit(tokenEntry(next.content, 'Northwind 2027'));
    await eventually('the card', () => alva.canPress('Use the new token'));
    expect((await bound()).token.fingerprint).toBe(before.fingerprint);
    await alva.closeModals();
    await alva.press('Use the new token');
    const after = await eventually('the new token', bound, ({ token }) => token.fingerprint !== before.fingerprint);
    expect(after.token).toMatchObject({ name: 'Northwind 2027', state: 'valid' });
    await eventually('the news', channel, (text) => text.includes('The token was renewed'));
    await eventually('the end of the warning', channel, (text) => text.includes('This warning is over'));
    await eventually('the sync with it', bound, ({ lastSync }) => lastSync?.trigger === 'renewal');
    expect((await bound()).lastSync?.outcome.result).toBe('complete');
    expect(story.log.join('')).not.toContain(next.content.slice(0, 40));
  }, 30_000);
});
