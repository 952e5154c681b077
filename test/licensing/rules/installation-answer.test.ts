import { describe, expect, it } from 'vitest';
import type { DeviceAnswer } from '../../../src/licensing/rules/device-answer.js';
import type { Installation } from '../../../src/licensing/rules/installation.js';
import {
  afterDropped,
  afterFailedLook,
  afterInstall,
  afterNotNow,
  afterRemove,
  afterServerRefusal,
} from '../../../src/licensing/rules/installation-answer.js';
import { anAnswer, anInstallation, MINUTE, NOW, refusing } from './installation-samples.js';

const commanded = anInstallation({ state: 'commanded', commandId: 'C' });
const removing = anInstallation({ state: 'removing', commandId: 'C' });
const install = (answer: DeviceAnswer, one: Installation = commanded) => afterInstall(one, answer, NOW);
const remove = (answer: DeviceAnswer, one: Installation = removing) => afterRemove(one, answer, NOW);

describe('what an install is answered', () => {
  it.each([
    [null, 'installing'],
    ['Installing', 'installing'],
    ['Queued', 'installing'],
    ['Prompting', 'prompting'],
    ['PromptingForLogin', 'prompting'],
    ['Managed', 'installing'],
    ['UserInstalledApp', 'installing'],
    ['ManagedButUninstalled', 'installing'],
    ['Unknown', 'installing'],
    ['UserRejected', 'rejected'],
    ['Failed', 'failed'],
    ['NeedsRedemption', 'failed'],
  ])('taken, with the state %s: %s, which is never installed', (installState, state) => {
    const after = install(anAnswer({ installState }));
    expect(after).toMatchObject({ state, commandId: null, rounds: 1, appleStatus: installState });
    if (state === 'installing' || state === 'prompting') expect(after.nextLook).toBe(NOW + 15_000);
  });

  it.each([
    [[9610], 'wanted', 'licence-not-found'],
    [[12_026], 'wanted', 'licence-not-found'],
    [[12_047], 'wanted', 'licence-not-found'],
    [[12_064, 2605], 'wanted', 'licence-not-found'],
    [[506, 9610], 'wanted', 'licence-not-found'],
    [[2604], 'wanted', 'other'],
    [[12_025], 'installing', null],
    [[506], 'installing', null],
    [[12_031], 'failed', 'store-disabled'],
    [[12_040], 'failed', 'sign-in-needed'],
    [[12_063], 'rejected', 'rejected-by-person'],
    [[12_035], 'failed', 'other'],
    [[], 'failed', 'other'],
  ] as const)('error %j: %s, %s', (codes, state, reason) => {
    const after = install(refusing(...codes));
    expect([after.state, after.reason, after.commandId]).toEqual([state, reason, null]);
    if (state === 'wanted') expect(after.nextTry).toBe(NOW + MINUTE);
  });

  it.each([
    ['AppAlreadyInstalled', 'installing', null],
    ['AppAlreadyQueued', 'installing', null],
    ['AppStoreDisabled', 'failed', 'store-disabled'],
    ['ManagementChangeNotSupported', 'failed', 'management-rejected'],
    ['PurchaseMethodNotSupported', 'failed', 'other'],
    ['Other', 'failed', 'other'],
  ])('rejected for %s: %s, %s', (rejectionReason, state, reason) => {
    const after = install(anAnswer({ rejectionReason, installState: 'Failed' }));
    expect([after.state, after.reason]).toEqual([state, reason]);
  });

  it('a malformed command failed', () => {
    expect(install(anAnswer({ status: 'format-error' }))).toMatchObject({ state: 'failed', reason: 'other' });
  });

  it('no licence found five times is tried again each time, the sixth time it failed', () => {
    let one: Installation = commanded;
    const gaps: number[] = [];
    for (let tries = 0; tries < 6; tries += 1) {
      one = install(refusing(12_064, 2605), { ...one, state: 'commanded', commandId: 'C' });
      gaps.push(one.nextTry === null ? -1 : (one.nextTry - NOW) / MINUTE);
    }
    expect(gaps).toEqual([1, 5, 15, 60, 360, -1]);
    expect(one).toMatchObject({ state: 'failed', reason: 'licence-not-found', rounds: 0 });
    expect(one.error).toMatchObject({ code: 12_064 });
  });

  it('keeps a bounded part of the device’s text', () => {
    const errors = [{ code: 1, domain: 'D'.repeat(900), text: 'x'.repeat(900) }];
    expect(install(anAnswer({ status: 'error', errors })).error).toEqual({
      ...{ code: 1, domain: 'D'.repeat(500), text: 'x'.repeat(500) },
    });
  });

  it('locked: it waits, since the first time', () => {
    const waiting = afterNotNow(commanded, NOW);
    expect(waiting).toMatchObject({ state: 'waiting', commandId: 'C', notNowSince: NOW });
    expect(afterNotNow(waiting, NOW + MINUTE)).toMatchObject({ notNowSince: NOW, since: NOW });
    expect(install(anAnswer(), waiting)).toMatchObject({ state: 'installing', notNowSince: null });
  });

  it('locked no more, once a look was answered with an error', () => {
    const one = anInstallation({ state: 'installing', commandId: 'C', notNowSince: NOW, looks: 1, nextLook: NOW });
    expect(afterFailedLook(one, NOW)).toMatchObject({ commandId: null, notNowSince: null });
  });

  it.each(['removing', 'managed', 'gone', 'retired', 'installing'] as const)(
    'does not change one that is %s by now',
    (state) => {
      const one = anInstallation({ state, commandId: 'C' });
      expect(install(refusing(12_064), one)).toMatchObject({ state, commandId: null, reason: null });
    },
  );
});

describe('what a removal is answered', () => {
  it('taken: it is looked whether it is gone', () => {
    expect(remove(anAnswer())).toMatchObject({ state: 'removing', asks: 'managed-apps', nextLook: NOW + 15_000 });
  });

  it.each([12_029, 12_038])('%i: all installed apps are asked for', (code) => {
    expect(remove(refusing(code))).toMatchObject({ state: 'removing', asks: 'installed-apps', nextLook: NOW });
  });

  it.each([
    [[12_036], 'cannot-remove-now'],
    [[12_021], 'other'],
    [[], 'other'],
  ] as const)('%j keeps it there and says %s, tried again later without end', (codes, reason) => {
    let one: Installation = removing;
    const gaps: number[] = [];
    for (let tries = 0; tries < 7; tries += 1) {
      one = remove(refusing(...codes), { ...one, commandId: 'C' });
      expect(one).toMatchObject({ state: 'removing', reason, nextLook: null });
      gaps.push(((one.nextTry ?? 0) - NOW) / MINUTE);
    }
    expect(gaps).toEqual([1, 5, 15, 60, 360, 360, 360]);
  });

  it('of what is wanted again meanwhile: it is looked what is there', () => {
    expect(remove(anAnswer(), anInstallation({ state: 'installing', commandId: 'C' }))).toMatchObject({
      ...{ state: 'installing', commandId: null, nextLook: NOW },
    });
  });
});

describe('a command that does not come to its end', () => {
  it('re-enrolled: the install begins again, a removal is asked for again', () => {
    expect(afterDropped(commanded, 're-enrolled', NOW)).toMatchObject({
      state: 'wanted',
      reason: 're-enrolled',
      commandId: null,
    });
    expect(afterDropped(removing, 're-enrolled', NOW)).toMatchObject({
      state: 'removing',
      commandId: null,
      nextLook: null,
    });
  });

  it('enrolled over and over in the middle of installs that it took: a loop', () => {
    let one: Installation = commanded;
    for (let rounds = 0; rounds < 5; rounds += 1) {
      one = install(anAnswer(), { ...one, state: 'commanded', commandId: 'C' });
      one = afterDropped(one, 're-enrolled', NOW);
    }
    expect(one).toMatchObject({ state: 'failed', reason: 'loop' });
  });

  it('checked out: nobody can ask any more, and a removal stays open', () => {
    const after = afterDropped(commanded, 'checked-out', NOW);
    expect(after).toMatchObject({ state: 'left-management', reason: 'device-checked-out', commandId: null });
    const open = afterDropped(removing, 'checked-out', NOW);
    expect(open).toMatchObject({ state: 'removing', reason: 'device-checked-out', commandId: null });
  });

  it('taken out of use: it counts for nothing any more', () => {
    expect(afterDropped(removing, 'retired', NOW)).toMatchObject({ state: 'retired', reason: 'device-retired' });
  });

  it('refused by the server: failed, or the removal is tried again', () => {
    expect(afterServerRefusal(commanded, 'no', NOW)).toMatchObject({ state: 'failed', reason: 'refused-by-server' });
    expect(afterServerRefusal(removing, 'no', NOW)).toMatchObject({ state: 'removing', reason: 'refused-by-server' });
  });

  it('a look that failed is done again', () => {
    const looking = anInstallation({ state: 'installing', commandId: 'C', nextLook: NOW, looks: 2 });
    expect(afterFailedLook(looking, NOW)).toMatchObject({ commandId: null, nextLook: NOW + 40_000 });
  });
});
