import { describe, expect, it } from 'vitest';
import { setPaused } from '../../../src/licensing/flows/pause.js';
import { readHouse } from '../../../src/licensing/flows/read-house.js';
import { TestHouse } from '../../support/core.js';
import { boundHouse } from '../../support/core-ceremony.js';
import { MINUTE } from '../../support/core-samples.js';
import { completeNow, stock } from '../../support/core-sync.js';

const set = (house: TestHouse, actor: string, paused: boolean) => setPaused(house.core, house.asked(actor), paused);
const paused = async (house: TestHouse) => (await readHouse(house.core)).paused;

describe('pause and resume', () => {
  it.each([
    { actor: 'U1', pause: true, resume: true },
    { actor: 'APPROVER', pause: true, resume: false },
    { actor: 'OPERATOR', pause: false, resume: false },
    { actor: 'VIEWER', pause: false, resume: false },
    { actor: 'EMPLOYEE', pause: false, resume: false },
    { actor: 'NOBODY', pause: false, resume: false },
  ])('$actor may pause: $pause, may resume: $resume', async ({ actor, pause, resume }) => {
    const house = new TestHouse();
    expect((await set(house, actor, true)).result).toBe(pause ? 'paused' : 'not-allowed');
    expect(await paused(house)).toBe(pause);
    if (!pause) await set(house, 'U1', true);
    expect((await set(house, actor, false)).result).toBe(resume ? 'resumed' : 'not-allowed');
    expect(await paused(house)).toBe(!resume);
  });

  it('are told to the channel and written down, with who and when', async () => {
    const house = new TestHouse();
    await set(house, 'APPROVER', true);
    const at = house.now;
    house.now += MINUTE;
    await set(house, 'U1', false);
    expect((await house.noticesOf('paused', 'channel')).map(({ facts }) => facts)).toEqual([
      { paused: true, by: 'APPROVER', at },
      { paused: false, by: 'U1', at: house.now },
    ]);
    expect(await house.audit()).toEqual(['APPROVER pause: done', 'U1 resume: done']);
  });

  it('say who did it before, and when', async () => {
    const house = new TestHouse();
    await set(house, 'APPROVER', true);
    const at = house.now;
    house.now += MINUTE;
    expect(await set(house, 'U1', true)).toEqual({ result: 'already', paused: true, by: 'APPROVER', at });
    expect(await house.noticesOf('paused')).toHaveLength(1);
  });

  it('have nothing to resume in a new house', async () => {
    expect(await set(new TestHouse(), 'U1', false)).toMatchObject({ result: 'already', paused: false });
  });

  it('pressed by two at the same moment happen once', async () => {
    const house = new TestHouse();
    const both = await Promise.all([set(house, 'U1', true), set(house, 'U2', true)]);
    expect(both.map(({ result }) => result).sort()).toEqual(['already', 'paused']);
    expect(await house.noticesOf('paused')).toHaveLength(1);
  });

  it('outlive a restart', async () => {
    const house = new TestHouse();
    await set(house, 'U1', true);
    await house.restart();
    expect(await paused(house)).toBe(true);
  });

  it('do not stop reading', async () => {
    const house = await boundHouse(stock);
    await set(house, 'U1', true);
    expect((await completeNow(house)).totals.assets).toBe(7);
  });
});
