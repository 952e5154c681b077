import { describe, expect, it } from 'vitest';
import type { Installation } from '../../../src/licensing/rules/installation.js';
import { anew } from '../../../src/licensing/rules/installation-change.js';
import { lookGap, tryGapAfter } from '../../../src/licensing/rules/installation-gaps.js';
import { type Seen, seenOnDevice } from '../../../src/licensing/rules/installation-status.js';
import { anError, anInstallation, MINUTE, NOW } from './installation-samples.js';

const listed = (status: string | null): Seen => ({ list: 'managed-apps', status });
const installed = (present: boolean): Seen => ({ list: 'installed-apps', present });
const seen = (one: Installation, what: Seen, own = true) => seenOnDevice(one, what, own, NOW);
const installing = anInstallation({ state: 'installing', looks: 1, rounds: 1, nextLook: NOW });

describe('what ManagedApplicationList means for an install', () => {
  it.each([
    ['Queued', 'installing', null],
    ['Redeeming', 'installing', null],
    ['ValidatingPurchase', 'installing', null],
    ['Installing', 'installing', null],
    ['Prompting', 'prompting', null],
    ['PromptingForLogin', 'prompting', null],
    ['PromptingForManagement', 'prompting', null],
    ['NeedsRedemption', 'failed', 'other'],
    ['Managed', 'managed', null],
    ['PromptingForUpdate', 'managed', null],
    ['PromptingForUpdateLogin', 'managed', null],
    ['ValidatingUpdate', 'managed', null],
    ['Updating', 'managed', null],
    ['UserInstalledApp', 'unmanaged', null],
    ['UserRejected', 'rejected', 'rejected-by-person'],
    ['ManagementRejected', 'rejected', 'management-rejected'],
    ['Failed', 'failed', 'other'],
    ['UpdateRejected', 'installing', null],
    ['Unknown', 'installing', null],
    ['constructor', 'installing', null],
    ['ManagedButUninstalled', 'installing', null],
  ])('%s: %s', (status, state, reason) => {
    const after = seen(installing, listed(status));
    expect([after.state, after.reason, after.appleStatus]).toEqual([state, reason, status]);
    if (after.state === 'installing' || after.state === 'prompting') expect(after.nextLook).toBeGreaterThan(NOW);
    else expect(after.nextLook).toBeNull();
  });

  it('not in the list: all installed apps are asked for, at once', () => {
    expect(seen(installing, listed(null))).toMatchObject({
      ...{ state: 'installing', asks: 'installed-apps', nextLook: NOW, looks: 1 },
    });
  });

  it('in neither list: it is looked for again, and after five looks begun again', () => {
    expect(seen(installing, installed(false))).toMatchObject({ state: 'installing', nextLook: NOW + 20_000 });
    const lost = seen({ ...installing, looks: 5 }, installed(false));
    expect(lost).toMatchObject({ state: 'wanted', nextTry: NOW + MINUTE, rounds: 1 });
  });

  it('an install that never finished is begun again, in the end not any more', () => {
    const stuck = listed('ManagedButUninstalled');
    expect(seen({ ...installing, looks: 5, rounds: 4 }, stuck)).toMatchObject({ state: 'wanted' });
    expect(seen({ ...installing, looks: 5, rounds: 5 }, stuck)).toMatchObject({ state: 'failed', reason: 'loop' });
  });

  it('installed and not managed: a copy of the person’s own', () => {
    expect(seen(installing, installed(true))).toMatchObject({ state: 'unmanaged', reason: null });
  });

  it('a question that nobody answers ends after about a week', () => {
    let one: Installation = anew(installing, 'installing', NOW);
    let at = NOW;
    for (let looks = 0; one.state === 'installing' || one.state === 'prompting'; looks += 1) {
      expect(looks).toBeLessThan(20);
      at = one.nextLook ?? at;
      one = seenOnDevice(one, listed('PromptingForLogin'), true, at);
    }
    expect(one).toMatchObject({ state: 'failed', reason: 'sign-in-needed' });
    expect(Math.round((at - NOW) / (24 * 60 * MINUTE))).toBe(8);
  });

  it.each([
    ['Prompting', 'not-accepted'],
    ['PromptingForManagement', 'not-accepted'],
    ['PromptingForLogin', 'sign-in-needed'],
    ['Installing', 'other'],
  ])('answers %s to the last look: failed as %s, not as if it were silent', (status, reason) => {
    expect(seen({ ...installing, looks: 16 }, listed(status))).toMatchObject({ state: 'failed', reason });
  });
});

describe('a list that nobody waits for', () => {
  it.each([
    ['managed', 'ManagedButUninstalled', 'deleted'],
    ['unmanaged', 'ManagedButUninstalled', 'deleted'],
    ['managed', 'UserInstalledApp', 'unmanaged'],
    ['managed', 'Updating', 'managed'],
    ['managed', 'UserRejected', 'managed'],
    ['managed', 'Failed', 'managed'],
    ['managed', null, 'managed'],
    ['deleted', 'Managed', 'managed'],
    ['failed', 'Managed', 'managed'],
    ['rejected', 'Managed', 'managed'],
    ['failed', 'ManagedButUninstalled', 'failed'],
    ['commanded', 'Managed', 'managed'],
    ['prompting', 'UserRejected', 'rejected'],
    ['installing', 'Failed', 'failed'],
    ['installing', 'NeedsRedemption', 'installing'],
    ['installing', 'Prompting', 'installing'],
    ['installing', 'ManagedButUninstalled', 'installing'],
    ['installing', null, 'installing'],
    ['wanted', 'Managed', 'wanted'],
    ['removing', null, 'removing'],
    ['gone', 'Managed', 'gone'],
    ['retired', 'Managed', 'retired'],
    ['not-applicable', 'Managed', 'not-applicable'],
  ] as const)('%s and %s in the managed ones: %s', (state, status, expected) => {
    expect(seen(anInstallation({ state, appleStatus: 'Managed' }), listed(status), false).state).toBe(expected);
  });

  it.each([
    ['managed', 'Managed', false, 'deleted'],
    ['managed', 'Managed', true, 'managed'],
    ['managed', null, true, 'unmanaged'],
    ['unmanaged', null, false, 'deleted'],
    ['failed', null, true, 'failed'],
    ['commanded', null, true, 'commanded'],
    ['installing', null, false, 'installing'],
    ['removing', null, false, 'removing'],
  ] as const)('%s, said to be %s before, present %s among all: %s', (state, appleStatus, present, expected) => {
    expect(seen(anInstallation({ state, appleStatus }), installed(present), false).state).toBe(expected);
  });

  it('remembers that it is not among the managed ones, which alone says nothing', () => {
    const managed = anInstallation({ state: 'managed', appleStatus: 'Managed' });
    const unlisted = seen(managed, listed(null), false);
    expect(unlisted).toMatchObject({ state: 'managed', appleStatus: null });
    expect(seen(unlisted, installed(true), false).state).toBe('unmanaged');
  });
});

describe('while it is being removed', () => {
  const removing = anInstallation({ state: 'removing', looks: 1, nextLook: NOW });

  it('still listed: asked again, and after five looks removed again', () => {
    expect(seen(removing, listed('Managed'))).toMatchObject({
      state: 'removing',
      nextLook: NOW + 20_000,
      nextTry: null,
    });
    const again = seen({ ...removing, looks: 5 }, listed('Managed'));
    expect(again).toMatchObject({ state: 'removing', nextLook: null, nextTry: NOW + MINUTE, tries: 1 });
  });

  it.each([null, 'ManagedButUninstalled'])(
    'listed as %s: only the list of all apps tells that it is gone',
    (status) => {
      const unlisted = seen(removing, listed(status));
      expect(unlisted).toMatchObject({ state: 'removing', asks: 'installed-apps', nextLook: NOW });
      expect(seen(unlisted, installed(false)).state).toBe('gone');
    },
  );

  it('present although not managed: the person’s own copy, after an error at once', () => {
    expect(seen(removing, installed(true)).state).toBe('removing');
    expect(seen({ ...removing, looks: 3 }, installed(true)).state).toBe('unmanaged');
    for (const code of [12_029, 12_038])
      expect(seen({ ...removing, error: anError(code) }, installed(true)).state).toBe('unmanaged');
  });
});

describe('gaps', () => {
  it('between looks: 15 seconds, then 20 doubled fifteen times', () => {
    expect([0, 1, 2, 3, 15].map(lookGap)).toEqual([15_000, 20_000, 40_000, 80_000, 20_000 * 2 ** 14]);
    expect(lookGap(16)).toBeNull();
  });

  it('between tries: 1, 5 and 15 minutes, 1 and 6 hours', () => {
    expect([1, 2, 3, 4, 5, 6, 99].map((tries) => tryGapAfter(tries) / MINUTE)).toEqual([1, 5, 15, 60, 360, 360, 360]);
  });
});
