import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cleanUpFigure } from '../support/clean-up-story.js';
import { endProperly, expectKilled, inWorld, says, surviving } from '../support/kill-world.js';
import { eventually, input, openTokenDialogue, people, textOf, tokenEntry } from '../support/story.js';
import { stepsKilledIn } from './steps.js';

describe.concurrent('kill -9 of the real process', { timeout: 90_000 }, () => {
  it.each(stepsKilledIn('ceremony'))(
    'at %s: after the restart the location is bound once and both custodians are told',
    (step) =>
      inWorld(async (world) => {
        const first = await world.start({ killAt: step });
        await world.proposeAndConfirmFirst();
        await surviving(world.person(people.bo).press('Yes, bind'));
        await expectKilled(first);

        await world.start();
        await world.summaryCame();
        expect(world.apple.levers.view().mdmInfo?.name).toBe('vpp-bot');
        expect(world.claims()).toBeLessThanOrEqual(2);
        await eventually(
          'the receipt',
          () => world.person(people.bo).reads(),
          (text) => text.includes(world.apple.levers.view().mdmInfo?.id ?? '?'),
        );
      }),
  );

  it.each(stepsKilledIn('count'))('at %s: after the restart the card of facts is completed', (step) =>
    inWorld(async (world) => {
      const first = await world.start({ killAt: step });
      const alva = world.person(people.alva);
      await openTokenDialogue(alva);
      await surviving(alva.submit(tokenEntry(world.apple.token)));
      await expectKilled(first);
      await world.start();
      await eventually('the Continue button', () => alva.canPress('Continue'));
    }),
  );

  it.each(stepsKilledIn('denied'))('at %s: the denied proposal stays ended, and its token is destroyed', (step) =>
    inWorld(async (world) => {
      const first = await world.start({ killAt: step });
      await world.proposeAndConfirmFirst();
      await surviving(world.person(people.bo).press('Deny'));
      await expectKilled(first);

      await world.start();
      const alva = world.person(people.alva);
      await eventually(
        'the end on the card',
        () => alva.reads(),
        (text) => /was stopped/i.test(text),
      );
      expect(alva.canPress('Continue')).toBe(false);
      expect(await readdir(join(world.folder, 'data', 'keys'))).toEqual([]);
      expect(world.claims()).toBe(0);
    }),
  );

  it.each([...stepsKilledIn('warning'), ...stepsKilledIn('pause')])(
    'at %s: what was stored is told after the restart, once',
    (step) =>
      inWorld(async (world) => {
        const first = await world.start();
        await world.bind();
        await endProperly(first);

        world.ahead = 340 * 24 * 3_600_000;
        const second = world.spawn({ killAt: step });
        if (step === 'pause.stored') {
          await says(second, 'ready');
          await surviving(world.person(people.bo).slash('pause'));
        }
        await expectKilled(second);

        const third = await world.start();
        const inDirect = step !== 'pause.stored';
        const told = inDirect ? /expires? in 2\d days/i : /paused/i;
        const count = () =>
          world
            .person(people.alva)
            .messages(inDirect ? undefined : 'C000ITAPPS')
            .filter(({ text }) => told.test(text)).length;
        await eventually('the message', count, (messages) => messages >= 1);
        await endProperly(third);
      }),
  );

  it.each(stepsKilledIn('slot'))('at %s of a slot: it runs once, after the restart', (step) =>
    inWorld(async (world) => {
      const first = await world.start();
      await world.bind();
      const summaries = () =>
        world
          .person(people.alva)
          .messages('C000ITAPPS')
          .filter(({ text }) => /All well|Action required/.test(text)).length;
      await eventually('the first summary', summaries, (count) => count === 1);
      await endProperly(first);

      world.ahead = 24 * 3_600_000;
      const second = world.spawn({ killAt: step });
      await expectKilled(second);
      const third = await world.start();
      await eventually('the second summary', summaries, (count) => count === 2);
      await endProperly(third);
      expect(summaries()).toBe(2);
    }),
  );

  it.each(stepsKilledIn('outbox'))('at %s: the copy that nobody recorded works, and only once', (step) =>
    inWorld(async (world) => {
      const first = await world.start();
      await world.propose();
      await endProperly(first);

      const second = await world.start({ holdAt: step });
      await world.confirmFirst();
      const bo = world.person(people.bo);
      const [unknown] = bo.messagesWithButton('Yes, bind');
      if (unknown === undefined) throw new Error('the question is gone');
      second.child.kill('SIGKILL');
      await expectKilled(second);

      await world.start();
      await eventually('the second copy', () => bo.messagesWithButton('Yes, bind').length === 2);
      await bo.pressOn(unknown, 'Yes, bind');
      await world.summaryCame();
      expect(world.apple.levers.view().mdmInfo?.name).toBe('vpp-bot');
      const left = await eventually(
        'the pressed copy to be brought up to date',
        () => bo.messagesWithButton('Yes, bind'),
        (copies) => copies.length === 1,
      );
      for (const copy of left) await bo.pressOn(copy, 'Yes, bind');
      expect(world.claims()).toBe(1);
    }),
  );

  it.each(stepsKilledIn('renewed'))('at %s: the new token is the one that the sync after the restart uses', (step) =>
    inWorld(async (world) => {
      const first = await world.boundThenKilledAt(step);
      const { levers } = world.apple;
      const old = levers.view().tokens.map(({ id }) => id);
      const alva = world.person(people.alva);
      await alva.slash('token renew');
      await alva.submit(tokenEntry(levers.downloadToken().content));
      await eventually('the card', () => alva.canPress('Use the new token'));
      await alva.closeModals();
      await surviving(alva.press('Use the new token'));
      await expectKilled(first);

      for (const id of old) levers.revokeToken(id);
      const walks = () => world.requests('GET', '/users');
      const before = walks();
      const second = await world.start();
      await eventually('the sync', () => walks() > before);
      await eventually('the end of the card', () => !alva.canPress('Use the new token'));
      await endProperly(second);
      const news = alva.messages('C000ITAPPS').filter(({ text }) => text.includes('The token was renewed'));
      // A post whose outcome nobody recorded is sent again: a second card may appear, never a second effect.
      expect([1, 2]).toContain(news.length);
    }),
  );

  it.each(stepsKilledIn('taken back'))('at %s: after the restart the location is ours, claimed once more', (step) =>
    inWorld(async (world) => {
      const first = await world.boundThenKilledAt(step);
      world.apple.levers.claim({ id: 'rival-1', name: 'Rival Manager', metadata: '' });
      const alva = world.person(people.alva);
      const bo = world.person(people.bo);
      await alva.slash('sync');
      await eventually('the card', () => alva.canPress('Take back…'));
      await alva.closeModals();
      await alva.press('Take back…');
      await alva.submit({ 'take-over': input.text('Rival Manager'), acknowledged: input.ticked('yes') });
      await eventually('the question', () => bo.canPress('Yes, take it back'));
      await surviving(bo.press('Yes, take it back'));
      await expectKilled(first);

      const second = await world.start();
      await eventually(
        'the end of the card',
        () => bo.reads(),
        (text) => text.includes('The location was taken back'),
      );
      await endProperly(second);
      expect(world.apple.levers.view().mdmInfo?.name).toBe('vpp-bot');
      expect(world.claims()).toBe(2);
    }),
  );

  it.each(stepsKilledIn('clean-up'))('at %s: after the restart it ends, and nobody was named twice', (step) =>
    inWorld(async (world) => {
      Object.assign(world.apple.switches, { eventLatencyMilliseconds: 0, eventMillisecondsPerTask: 0 });
      const first = await world.boundThenKilledAt(step);
      const alva = world.person(people.alva);
      const bo = world.person(people.bo);
      await alva.slash('token clean-up');
      await eventually('the count', () => alva.canPress('Continue'));
      await alva.press('Continue');
      await alva.submit({ 'clean-up-figure': input.text(cleanUpFigure(alva)), acknowledged: input.ticked('yes') });
      await eventually('the question', () => bo.canPress('Yes, remove them'));
      await surviving(bo.press('Yes, remove them'));
      await expectKilled(first);

      const second = await world.start();
      await eventually(
        'the end of the clean-up',
        () => bo.reads(),
        (text) => text.includes('Clean-up: the location is clean'),
      );
      await endProperly(second);
      expect(world.apple.levers.view().users.filter(({ status }) => status !== 'Retired')).toEqual([]);
      expect(world.requests('POST', 'users/retire')).toBe(1);
    }),
  );

  it.each(stepsKilledIn('notified'))('at %s: what a notification named is read after the restart', (step) =>
    inWorld(async (world) => {
      await world.openAddress();
      const first = await world.boundThenKilledAt(step);
      const { levers } = world.apple;
      await eventually('the subscription', () => levers.view().notifications.types.length > 0);
      const [app] = levers.view().assets.filter(({ productType }) => productType === 'App');
      levers.buy({ adamId: app?.adamId ?? '', pricingParam: 'STDQ', count: 7 });
      await world.apple.deliverDue();
      await expectKilled(first);

      const second = await world.start();
      await eventually(
        'the new figure',
        async () => {
          const { messages } = await world.person(people.alva).slash(`app ${app?.name}`);
          return messages.map(({ text, blocks }) => `${text}\n${textOf(blocks)}`).join('\n');
        },
        (text) => new RegExp(`\\b${(app?.totalCount ?? 0) + 7}\\b`).test(text),
      );
      await endProperly(second);
    }),
  );
});
