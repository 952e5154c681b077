import { describe, expect, it } from 'vitest';
import type { TestHouse } from '../../support/core.js';
import { boundHouse } from '../../support/core-ceremony.js';
import { DAY, HOUR, MINUTE } from '../../support/core-samples.js';
import { stock } from '../../support/core-sync.js';

const at = (text: string): number => Date.parse(text);
const ran = async (house: TestHouse) =>
  (await house.noticesOf('sync-summary')).flatMap(({ facts }) => facts.report.slot ?? []);
const slotOf = (time: string) => `sync@${time}[Europe/Stockholm]`;

describe('a clock that was far ahead for one ring', () => {
  const corrected = async () => {
    const house = await boundHouse(stock);
    house.now = at('2026-11-22T14:00:00Z') + 2 * DAY;
    await house.ring();
    house.now = at('2026-11-22T14:01:00Z');
    await house.ring();
    return house;
  };

  it('takes no slot away that is still to come', async () => {
    const house = await corrected();
    const before = (await ran(house)).length;
    for (const time of ['2026-11-22T17:00:00Z', '2026-11-23T05:00:00Z', '2026-11-23T17:00:00Z']) {
      house.now = at(time);
      await house.ring();
      await house.ring();
    }
    expect((await ran(house)).slice(before)).toEqual([
      slotOf('2026-11-22T18:00'),
      slotOf('2026-11-23T06:00'),
      slotOf('2026-11-23T18:00'),
    ]);
  });

  it('leaves no record of them behind', async () => {
    const house = await corrected();
    const planned = (await house.records.list('slot')).map(({ value }) => value.planned);
    expect(planned.filter((one) => one > house.now + HOUR)).toEqual([]);
  });
});

it('a clock that is corrected by less than an hour runs no slot again', async () => {
  const house = await boundHouse(stock);
  house.now = at('2026-11-22T17:00:00Z');
  await house.ring();
  house.now -= 59 * MINUTE;
  await house.ring();
  house.now += HOUR;
  await house.ring();
  expect(await ran(house)).toEqual([slotOf('2026-11-22T18:00')]);
});
