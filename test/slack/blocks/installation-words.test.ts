import { describe, expect, it } from 'vitest';
import type { InstallationSaid } from '../../../src/licensing/rules/installation-card.js';
import { dateToken } from '../../../src/slack/blocks/format.js';
import { installationWords } from '../../../src/slack/blocks/installation-words.js';
import { now } from './facts.js';

const phone = { name: 'Anna’s iPhone', model: 'iPhone16,1', serialNumber: 'C39XK4F2' };
const calm = { reason: null, error: null, appleStatus: null, nextTry: null, tries: 0, notNowSince: null } as const;
const words = (given: Partial<InstallationSaid> & Pick<InstallationSaid, 'state'>) =>
  installationWords({ ...calm, ...given }, phone, 'person');

describe('the words of one app on one device', () => {
  it.each(['removing', 'prompting', 'installing'] as const)('say of a locked device since when: %s', (state) => {
    const sentence = `The device has been locked or busy since ${dateToken(now)}; it goes on when it is unlocked.`;
    expect(words({ state, notNowSince: now }).what).toContain(sentence);
    expect(words({ state }).what).not.toContain('locked');
  });

  it('say it once where the state says it already', () => {
    expect(words({ state: 'waiting', notNowSince: now }).what.match(/locked or busy/g)).toHaveLength(1);
    expect(words({ state: 'waiting', notNowSince: now }).what).toContain(dateToken(now));
  });

  it.each([
    ['Prompting', 'asks whether the app may be installed', 'Press “Install”'],
    ['PromptingForLogin', 'asks for the password of the Apple Account', 'Sign in to the App Store'],
    ['PromptingForManagement', 'asks whether the organisation may manage it', 'Let the organisation manage the copy'],
  ])('say what the device asks: %s', (appleStatus, what, next) => {
    expect(words({ state: 'prompting', appleStatus }).what).toContain(what);
    expect(words({ state: 'prompting', appleStatus }).next).toContain(next);
  });
});
