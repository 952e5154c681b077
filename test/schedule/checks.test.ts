import { describe, expect, it } from 'vitest';
import { watchedBell } from '../../src/schedule/checks.js';

describe('the watched bell', () => {
  it('is silent when it has not rung for more than five minutes, counted from its start', async () => {
    let now = 1_000_000;
    let pull: () => Promise<void> = async () => undefined;
    let rung = 0;
    const { bell, checks } = watchedBell(
      {
        start: (ring) => {
          pull = () => ring(now);
        },
        stop: () => undefined,
      },
      () => now,
    );
    now += 900_000;
    bell.start(async () => {
      rung += 1;
    });
    expect((await checks.bell()).verdict).toBe('ok');
    now += 300_000;
    expect((await checks.bell()).verdict).toBe('ok');
    now += 1;
    expect(await checks.bell()).toEqual({ name: 'bell', verdict: 'wrong', facts: { silentFor: 300_001 } });
    await pull();
    expect((await checks.bell()).verdict).toBe('ok');
    expect(rung).toBe(1);
  });
});
