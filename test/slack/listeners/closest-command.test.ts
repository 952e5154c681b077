import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { closestCommand } from '../../../src/slack/listeners/closest-command.js';
import { createDrafts } from '../../../src/slack/listeners/drafts.js';

const commands = ['help', 'token', 'sync', 'apps', 'app', 'pause', 'resume'];

describe('the closest command', () => {
  it.each([
    ['snyc', 'sync'],
    ['tokn', 'token'],
    ['SYNC', 'sync'],
    ['resum', 'resume'],
    ['aps', 'apps'],
    ['pau', 'pause'],
  ])('for “%s” is %s', (typed, meant) => {
    expect(closestCommand(typed, commands)).toBe(meant);
  });

  it('is none for something else altogether', () => {
    expect(closestCommand('quarterly', commands)).toBeNull();
  });

  it('is one of the commands or none, whatever is typed', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 80 }), (typed) => {
        const closest = closestCommand(typed, commands);
        expect(closest === null || commands.includes(closest)).toBe(true);
      }),
    );
  });
});

describe('drafts', () => {
  it('keep the newest, so that forgotten dialogues cost nothing', () => {
    let next = 0;
    const newKey = () => {
      next += 1;
      return String(next);
    };
    const drafts = createDrafts(newKey, 2);
    const keys = ['a', 'b', 'c'].map((name) => drafts.keep({ name, appleAccount: '' }));
    expect(keys.map((key) => drafts.find(key)?.name ?? null)).toEqual([null, 'b', 'c']);
    expect(drafts.find('unknown')).toBeNull();
  });
});
