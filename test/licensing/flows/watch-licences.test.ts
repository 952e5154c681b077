import { describe, expect, it } from 'vitest';
import { snoozeAlert } from '../../../src/licensing/flows/snooze-alert.js';
import { watchLicences } from '../../../src/licensing/flows/watch-licences.js';
import { CARDS_AT_ONCE, DIGEST_LINES } from '../../../src/licensing/rules/licence-alert.js';
import type { TestHouse } from '../../support/core.js';
import { assigned } from '../../support/core-alerts.js';
import { boundHouse } from '../../support/core-ceremony.js';
import { DAY, HOUR, MINUTE } from '../../support/core-samples.js';
import { syncNow } from '../../support/core-sync.js';

/** One app with so many licences, of which so many are free at Apple. */
const shop =
  (free: number, total = 100) =>
  (house: TestHouse) => {
    house.apple.pageSize = 500;
    house.apple.buy('1', total);
    for (let given = free; given < total; given += 1) house.apple.assign('1', { serialNumber: `C${given}` });
    house.apple.names.set('1', 'Keynote');
  };

/** So many licences are free at Apple from now on, and the bot has read it. */
async function nowFree(house: TestHouse, free: number): Promise<void> {
  const { availableCount } = house.apple.assetRows[0]?.row ?? { availableCount: 0 };
  for (let less = availableCount; less > free; less -= 1)
    house.apple.assign('1', { serialNumber: `S${house.now}-${less}` });
  for (let more = availableCount; more < free; more += 1) house.apple.takeBack('1');
  await look(house);
}

async function watched(prepare: (house: TestHouse) => void): Promise<TestHouse> {
  const house = await boundHouse(prepare);
  house.background.work();
  await house.drain();
  return house;
}

async function look(house: TestHouse): Promise<void> {
  await syncNow(house);
  house.background.work();
  await house.drain();
}

const cards = (house: TestHouse) => house.noticesOf('licence-alert');
const news = (house: TestHouse) => house.noticesOf('licence-news');
const digests = (house: TestHouse) => house.noticesOf('licence-digest');
const last = async (house: TestHouse) => (await cards(house)).at(-1);
const alertOf = async (house: TestHouse, key = '1.STDQ') => (await house.records.get('alert', key))?.value ?? null;

describe('an app that runs out', () => {
  it('gets one card in the channel, with its figures', async () => {
    const house = await watched(shop(19));
    expect(await cards(house)).toMatchObject([
      {
        audience: { to: 'channel' },
        facts: { key: '1.STDQ', name: 'Keynote', level: 'low', ended: null, snoozed: null },
      },
    ]);
    expect((await last(house))?.facts.figures).toMatchObject({ free: 19, totalCount: 100, assignedForeign: 81 });
    expect(await alertOf(house)).toMatchObject({ level: 'low', card: true, digest: null });
  });

  it('is not told of while there is enough', async () => {
    const house = await watched(shop(20));
    expect(await cards(house)).toEqual([]);
    expect(await alertOf(house)).toBeNull();
  });

  it('is told again only when the level changes: in the thread when it gets worse, on the card alone when it gets better', async () => {
    const house = await watched(shop(19));
    const subject = (await last(house))?.subject;
    await nowFree(house, 18);
    await nowFree(house, 9);
    expect(await news(house)).toMatchObject([{ thread: subject, facts: { before: 'low', level: 'very-low' } }]);
    await nowFree(house, 11);
    await nowFree(house, 9);
    expect(await news(house)).toHaveLength(1);
    await nowFree(house, 0);
    await nowFree(house, 15);
    expect((await news(house)).map(({ facts }) => facts.level)).toEqual(['very-low', 'none-left']);
    expect(new Set((await cards(house)).map((card) => card.subject))).toEqual(new Set([subject]));
    expect(await last(house)).toMatchObject({ facts: { level: 'low', ended: null, figures: { free: 15 } } });
  });

  it('recovers by a purchase: the card ends, and the next time it is a new one', async () => {
    const house = await watched(shop(5));
    const first = await last(house);
    house.apple.buy('1', 100);
    await look(house);
    expect(await last(house)).toMatchObject({
      subject: first?.subject,
      facts: { ended: { result: 'recovered' }, figures: { free: 105, totalCount: 200 } },
    });
    expect(await alertOf(house)).toBeNull();
    house.apple.lose('1', 90);
    await look(house);
    expect((await last(house))?.subject).not.toBe(first?.subject);
    expect(await last(house)).toMatchObject({ facts: { ended: null, level: 'low', figures: { free: 15 } } });
  });

  it('counts what is reserved as gone', async () => {
    const house = await watched(shop(21));
    expect(await cards(house)).toEqual([]);
    await assigned(house, { userId: 'UADA', state: 'reserved' }, { userId: 'UBO', state: 'reserved' });
    await house.ring();
    expect(await last(house)).toMatchObject({ facts: { level: 'low', figures: { free: 19, reserved: 2 } } });
  });

  it('is told of those who wait', async () => {
    const house = await watched(shop(0));
    await assigned(house, { state: 'waiting-for-licences' });
    await house.ring();
    expect(await last(house)).toMatchObject({ facts: { level: 'none-left', figures: { waiting: 1 } } });
  });

  it('is not told of by a suspect reading, only by the second one', async () => {
    const house = await watched(shop(60));
    house.apple.lose('1', 60);
    await look(house);
    expect(await cards(house)).toEqual([]);
    house.now += MINUTE;
    await house.ring();
    expect(await cards(house)).toMatchObject([{ facts: { level: 'none-left' } }]);
  });

  it('keeps its card as it is through a suspect reading', async () => {
    const house = await watched(shop(15));
    house.apple.lose('1', 15);
    house.apple.assetRows = house.apple.assetRows.map((held) => ({ ...held, row: { ...held.row, totalCount: 30 } }));
    const before = await cards(house);
    await syncNow(house);
    await watchLicences(house.core, 'R');
    expect(await cards(house)).toEqual(before);
  });

  it('is not told of any more when Apple does not list it', async () => {
    const house = await watched((one) => {
      shop(5)(one);
      one.apple.buy('2', 50);
    });
    house.apple.unlist('1');
    await look(house);
    house.now += MINUTE;
    await look(house);
    expect(await last(house)).toMatchObject({ facts: { ended: { result: 'gone' } } });
    expect(await alertOf(house)).toBeNull();
  });

  it('is nothing to tell of books, of apps without limit, and of small pools with one left', async () => {
    const house = await watched(({ apple }) => {
      apple.buy('1', 0, { productType: 'Book', totalCount: 50, assignedCount: 50 });
      apple.buy('2', 0, { unlimited: true, totalCount: 2_147_483_647 });
      apple.buy('3', 1, { totalCount: 5, assignedCount: 4 });
      apple.buy('4', 0, { totalCount: 5, assignedCount: 5 });
    });
    expect((await cards(house)).map(({ facts }) => facts.key)).toEqual(['4.STDQ']);
  });

  it('is in the audit at each change of level', async () => {
    const house = await watched(shop(19));
    await nowFree(house, 18);
    await nowFree(house, 5);
    await nowFree(house, 50);
    const lines = (await house.audit()).filter((line) => line.includes('watch-licences'));
    expect(lines).toEqual([
      'system watch-licences: low',
      'system watch-licences: very-low',
      'system watch-licences: recovered',
    ]);
  });

  it('is nothing to do twice: looked at again on the same figures, nothing is stored', async () => {
    const house = await watched(shop(5));
    const before = await house.notices();
    expect(await watchLicences(house.core, 'R')).toBe(0);
    await house.ring();
    expect(await house.notices()).toEqual(before);
  });
});

describe('the pace', () => {
  it('is kept a sample a day and a change, and tells that licences last only so long', async () => {
    const house = await watched(shop(80));
    for (let day = 1; day <= 20; day += 1) {
      house.now += DAY;
      await nowFree(house, 80 - 2 * day);
    }
    const pace = (await house.records.get('pace', '1.STDQ'))?.value.samples ?? [];
    expect(pace).toHaveLength(21);
    expect(await cards(house)).toEqual([]);
    for (let day = 21; day <= 27; day += 1) {
      house.now += DAY;
      await nowFree(house, 80 - 2 * day);
    }
    expect(await last(house)).toMatchObject({
      facts: { level: 'runway', figures: { free: 26, runway: { days: 13, plusMinus: 0, perWeek: 14 } } },
    });
  });
});

describe('many apps at once', () => {
  const many = (count: number) => (house: TestHouse) => {
    for (let index = 1; index <= count; index += 1) {
      house.apple.buy(String(index), index % 10, { totalCount: 100, assignedCount: 100 - (index % 10) });
    }
  };

  it('get a few cards, the worst first, and one for all the others', async () => {
    const house = await watched(many(40));
    expect(await cards(house)).toHaveLength(CARDS_AT_ONCE);
    expect((await cards(house)).filter(({ facts }) => facts.level === 'none-left')).toHaveLength(4);
    const [digest, ...more] = await digests(house);
    expect(more).toEqual([]);
    expect(digest?.facts.count).toBe(35);
    expect(digest?.facts.lines).toHaveLength(DIGEST_LINES);
  });

  it('leave that card one by one: recovered, or with a card of their own when they get worse', async () => {
    const house = await watched(many(8));
    expect((await digests(house)).at(-1)?.facts.lines.map(({ key }) => key)).toEqual(['6.STDQ', '7.STDQ', '8.STDQ']);
    house.apple.buy('8', 100);
    for (let less = 0; less < 7; less += 1) house.apple.assign('7', { serialNumber: `S${less}` });
    await look(house);
    expect((await digests(house)).at(-1)?.facts).toMatchObject({ count: 1, lines: [{ key: '6.STDQ' }] });
    expect(await last(house)).toMatchObject({ facts: { key: '7.STDQ', level: 'none-left' } });
    expect(await news(house)).toEqual([]);
    house.apple.buy('6', 100);
    await look(house);
    expect((await digests(house)).at(-1)?.facts).toMatchObject({ count: 0, lines: [] });
    expect(new Set((await digests(house)).map(({ subject }) => subject)).size).toBe(1);
  });
});

describe('a snooze', () => {
  const snooze = async (house: TestHouse, actor = 'OPERATOR', form = { days: 3, reason: '30 more are ordered' }) => {
    const alert = await alertOf(house);
    return snoozeAlert(house.core, house.asked(actor), alert?.subject ?? 'none', form);
  };

  it('stands on the card with its end, its reason and who asked for it', async () => {
    const house = await watched(shop(15));
    expect(await snooze(house)).toEqual({ result: 'snoozed', name: 'Keynote', until: house.now + 3 * DAY });
    expect(await last(house)).toMatchObject({
      facts: { snoozed: { by: 'OPERATOR', until: house.now + 3 * DAY, reason: '30 more are ordered' } },
    });
    expect(await house.audit()).toContain('OPERATOR snooze-alert: snoozed');
  });

  it.each(['VIEWER', 'EMPLOYEE', 'NOBODY'])('is not for %s, which is in the audit', async (actor) => {
    const house = await watched(shop(15));
    expect((await snooze(house, actor)).result).toBe('not-allowed');
    expect((await alertOf(house))?.snoozed).toBeNull();
    expect((await house.audit()).at(-1)).toMatch(new RegExp(`^${actor} snooze-alert: refused`));
  });

  it.each([
    { form: { days: 0, reason: 'for ever' }, fields: ['days'] },
    { form: { days: 365, reason: 'for very long' }, fields: ['days'] },
    { form: { days: 7, reason: '  ' }, fields: ['reason'] },
    { form: { days: Number.NaN, reason: 'x'.repeat(501) }, fields: ['days', 'reason'] },
  ])('has an end and a reason: $fields', async ({ form, fields }) => {
    const house = await watched(shop(15));
    expect(await snooze(house, 'OPERATOR', form)).toEqual({ result: 'fields', fields });
    expect((await alertOf(house))?.snoozed).toBeNull();
  });

  it('is over with the alert', async () => {
    const house = await watched(shop(15));
    const subject = (await alertOf(house))?.subject ?? '';
    await nowFree(house, 90);
    const outcome = await snoozeAlert(house.core, house.asked('OPERATOR'), subject, { days: 1, reason: 'ordered' });
    expect(outcome).toEqual({ result: 'over' });
  });

  it('lasts while it does not get worse, and breaks when it does', async () => {
    const house = await watched(shop(15));
    await snooze(house);
    await nowFree(house, 12);
    expect((await alertOf(house))?.snoozed).not.toBeNull();
    expect(await news(house)).toEqual([]);
    await nowFree(house, 9);
    expect((await alertOf(house))?.snoozed).toBeNull();
    expect(await news(house)).toMatchObject([{ facts: { level: 'very-low', broken: { by: 'OPERATOR' } } }]);
    expect(await last(house)).toMatchObject({ facts: { snoozed: null } });
  });

  it('ends by itself, with a new card if it still holds', async () => {
    const house = await watched(shop(15));
    const first = (await alertOf(house))?.subject;
    await snooze(house);
    house.now += 3 * DAY - HOUR;
    await house.ring();
    expect((await alertOf(house))?.subject).toBe(first);
    house.now += HOUR;
    await house.ring();
    const [old, fresh] = (await cards(house)).slice(-2);
    expect(old).toMatchObject({ subject: first, facts: { ended: { result: 'shown-again' } } });
    expect(fresh).toMatchObject({ facts: { level: 'low', snoozed: null, ended: null } });
    expect(fresh?.subject).not.toBe(first);
    const count = (await cards(house)).length;
    await house.ring();
    expect(await cards(house)).toHaveLength(count);
  });

  it('ends silently when there is enough again', async () => {
    const house = await watched(shop(15));
    await snooze(house);
    await nowFree(house, 60);
    expect(await last(house)).toMatchObject({ facts: { ended: { result: 'recovered' }, snoozed: null } });
  });
});

describe('a process that ends in the middle', () => {
  it.each(['before a commit', 'after a commit'])('tells of it exactly once: %s', async (where) => {
    const house = await watched(shop(60));
    await nowFree(house, 50);
    house.apple.lose('1', 45);
    await syncNow(house);
    let seen = 0;
    house.cutAt = (point) => {
      if (point === where) seen += 1;
      return point === where && seen === 1;
    };
    expect(await house.untilCut(() => watchLicences(house.core, 'R'))).toBe('cut');
    await house.restart();
    expect(await cards(house)).toMatchObject([{ facts: { level: 'very-low', figures: { free: 5 } } }]);
    expect((await house.audit()).filter((line) => line.includes('watch-licences'))).toHaveLength(1);
  });
});
