import { describe, expect, it } from 'vitest';
import { createPatience } from '../../src/schedule/patience.js';

const YEAR = 365 * 86_400_000;

describe('waiting in the middle of long work', () => {
  it('is ended by the end of the bot, and none begins after it', async () => {
    const { wait, close } = createPatience();
    expect(await wait(0)).toBe('waited');
    const waiting = wait(20 * 86_400_000);
    close();
    expect(await waiting).toBe('closing');
    expect(await wait(20 * 86_400_000)).toBe('closing');
    expect(await wait(0)).toBe('closing');
  });

  it('takes no longer than it may', async () => {
    expect(await createPatience(1).wait(YEAR)).toBe('waited');
  });
});
