import { afterEach, describe, expect, it } from 'vitest';
import { bindMainToken, boundHouseOf, eventually, type Story, startStory, tokenEntry } from '../support/story.js';

const DAY = 86_400_000;
const CHANNEL = 'C000ITAPPS';
const warned = /The token of the Apple location .* expires/;

/** Who was warned at each step so far, by how many messages. */
interface Warned {
  channel: number;
  alva: number;
  bo: number;
}

/** Alva imported the token; Alva and Bo are the custodians. */
const nobodyCares: readonly (readonly [days: number, Warned])[] = [
  [59.5, { channel: 0, alva: 1, bo: 0 }],
  [29.5, { channel: 0, alva: 2, bo: 0 }],
  [13.5, { channel: 0, alva: 3, bo: 0 }],
  [6.5, { channel: 1, alva: 4, bo: 0 }],
  [2.5, { channel: 2, alva: 5, bo: 1 }],
  [1.5, { channel: 3, alva: 6, bo: 2 }],
  [0.5, { channel: 4, alva: 7, bo: 3 }],
];

const alvaCares: readonly (readonly [days: number, Warned])[] = [
  [59.5, { channel: 0, alva: 1, bo: 0 }],
  [29.5, { channel: 0, alva: 2, bo: 0 }],
  [13.5, { channel: 0, alva: 3, bo: 0 }],
  [6.5, { channel: 0, alva: 4, bo: 0 }],
  [2.5, { channel: 1, alva: 5, bo: 0 }],
  [1.5, { channel: 2, alva: 6, bo: 0 }],
  [0.5, { channel: 3, alva: 7, bo: 1 }],
];

describe('the whole ladder of warnings, by moving time', () => {
  let story: Story;
  afterEach(() => story.stop());

  const messages = (person: 'alva' | 'bo', channelId?: string) =>
    story
      .as(person)
      .messages(channelId)
      .filter(({ text }) => warned.test(text)).length;
  const told = (): Warned => ({
    channel: messages('alva', CHANNEL),
    alva: messages('alva'),
    bo: messages('bo'),
  });

  const house = () => boundHouseOf(story);

  it.each([
    { transport: 'socket', cares: false, steps: nobodyCares },
    { transport: 'http', cares: true, steps: alvaCares },
  ] as const)(
    'over $transport, somebody takes care: $cares; then it expires, and is renewed all the same',
    async ({ transport, cares, steps }) => {
      story = await startStory({ transport });
      const { clock, apple } = story.sandbox;
      const alva = story.as('alva');
      await bindMainToken(story);
      const { expires, fingerprint } = (await house()).token;
      for (const [days, expected] of steps) {
        clock.set(expires - days * DAY);
        await story.sandbox.bot().ring();
        await story.sandbox.bot().ring();
        await eventually(`the warning ${days} days before`, told, (seen) => seen.alva === expected.alva);
        expect(told()).toEqual(expected);
        if (!cares || days < 1) continue;
        await alva.press('I take care of it');
        await eventually('the name', () => !alva.canPress('I take care of it'));
      }
      clock.set(expires + DAY);
      await story.sandbox.bot().ring();
      await eventually(
        'the card of the expiry',
        () => alva.reads(CHANNEL),
        (text) => text.includes('The token has expired'),
      );
      await alva.press('Renew the token');
      await alva.submit(tokenEntry(apple.levers.downloadToken().content, 'Northwind 2028'));
      await eventually('the card', () => alva.canPress('Use the new token'));
      await alva.closeModals();
      await alva.press('Use the new token');
      await eventually('the new token', house, ({ token }) => token.fingerprint !== fingerprint);
      await eventually('the end of every warning', told, (left) => left.alva + left.bo + left.channel === 0);
      await story.sandbox.bot().ring();
      expect(told()).toEqual({ channel: 0, alva: 0, bo: 0 });
      expect((await house()).token.state).toBe('valid');
    },
    60_000,
  );
});
