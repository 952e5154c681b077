import { describe, expect, it } from 'vitest';
import { type Installation, installationStates } from '../../../src/licensing/rules/installation.js';
import { nextInstallationStep, type StepFacts } from '../../../src/licensing/rules/installation-step.js';
import { anInstallation, facts, MINUTE, NOW } from './installation-samples.js';

const wanted = anInstallation();
const removing = anInstallation({ state: 'removing' });
const installing = anInstallation({ state: 'installing', looks: 1, nextLook: NOW });
const DAY = 24 * 60 * MINUTE;

function stepOf(one: Installation, given: Partial<StepFacts> = {}): string {
  const found = nextInstallationStep(facts(one, given));
  if (found.step === 'send') return `send ${found.act}${found.instead ? ' instead' : ''}`;
  if (found.step === 'wait') return `wait ${(found.until - NOW) / MINUTE}`;
  return found.step === 'settle' ? `settle ${found.after.state} ${found.after.reason}` : found.step;
}

const licence = (given: Partial<NonNullable<StepFacts['assignment']>>) => ({
  assignment: { ...({ state: 'licensed', generation: 1, licensedAt: NOW - DAY, since: NOW - DAY } as const), ...given },
});
const device = (given: Partial<NonNullable<StepFacts['device']>>) => ({
  device: { ...({ state: 'enrolled', seenAt: NOW } as const), ...given },
});
const onPhone = { enrolmentId: 'PHONE', deviceId: 'PHONE' } as const;
const command = (given: Partial<NonNullable<StepFacts['command']>>) => ({
  command: {
    ...({ act: 'install', state: 'queued', queuedAt: NOW, notNowSince: null, ...onPhone } as const),
    ...given,
  },
});

describe('an install that is wanted', () => {
  it.each<[string, Partial<StepFacts>, string]>([
    ['is sent', {}, 'send install'],
    ['waits until the licence has settled', licence({ licensedAt: NOW - MINUTE / 2 }), 'wait 0.5'],
    ['is sent when the licence has settled', licence({ licensedAt: NOW - MINUTE }), 'send install'],
    ['waits for a device that left, and says so', device({ state: 'checked-out' }), 'settle wanted device-checked-out'],
    ['waits for one that is about to', device({ state: 'enrolling' }), 'nothing'],
    ['waits for a deployment to go on', { wanted: 'later' }, 'nothing'],
    ['is forgotten when nobody wants it', { wanted: 'never' }, 'forget'],
    ['is forgotten without a licence', { assignment: null }, 'forget'],
    ['is forgotten when the licence is lost', licence({ state: 'lost' }), 'forget'],
    ['is forgotten when the licence goes back', licence({ state: 'releasing' }), 'forget'],
    ['is forgotten with the next licence', licence({ generation: 2 }), 'forget'],
    ['waits while it is decided whether the app goes', licence({ state: 'removing' }), 'nothing'],
    ['says that the bundle id is missing', { bundleId: null }, 'settle wanted no-bundle-id'],
    ['ends with its device', { device: null }, 'settle retired device-retired'],
    ['ends with a device of somebody else', { device: null, otherOwner: true }, 'settle retired owner-changed'],
    ['ends with a retired device', device({ state: 'retired' }), 'settle retired device-retired'],
  ])('%s', (_name, given, expected) => {
    expect(stepOf(wanted, given)).toBe(expected);
  });

  it('waits for its next try', () => {
    expect(stepOf({ ...wanted, nextTry: NOW + 5 * MINUTE })).toBe('wait 5');
    expect(stepOf({ ...wanted, nextTry: NOW })).toBe('send install');
  });

  it('says once that the bundle id is missing', () => {
    expect(stepOf({ ...wanted, reason: 'no-bundle-id' }, { bundleId: null })).toBe('nothing');
  });
});

describe('an install that is under way', () => {
  it('is looked for when it is time', () => {
    expect(stepOf(installing)).toBe('send managed-apps');
    expect(stepOf({ ...installing, nextLook: NOW + MINUTE })).toBe('wait 1');
    expect(stepOf({ ...installing, asks: 'installed-apps' })).toBe('send installed-apps');
  });

  it('is looked for although the licence is lost, and not on a device that left', () => {
    expect(stepOf(installing, licence({ state: 'lost' }))).toBe('send managed-apps');
    expect(stepOf(installing, device({ state: 'checked-out' }))).toBe('settle installing device-checked-out');
  });

  it('is looked for at once when its command was dropped', () => {
    expect(stepOf(anInstallation({ state: 'commanded' }))).toBe('send managed-apps');
  });
});

describe('while a command is open', () => {
  const open = anInstallation({ state: 'commanded', commandId: 'C' });

  it('nothing is sent beside it', () => {
    for (const state of installationStates)
      expect(stepOf(anInstallation({ state, commandId: 'C', nextLook: NOW }), command({}))).not.toMatch(/^send/);
  });

  it('a command that nobody knows any more is not waited for', () => {
    expect(stepOf(open)).toBe('settle commanded null');
  });

  it('its answer may be lost when the device was heard of half an hour later: its list tells', () => {
    const heardOf = command({ queuedAt: NOW - 31 * MINUTE });
    const heard = device({ seenAt: NOW - MINUTE });
    expect(stepOf(open, { ...heardOf, ...device({ seenAt: NOW - 2 * MINUTE }) })).toMatch(/^wait/);
    const found = nextInstallationStep(facts(open, { ...heardOf, ...heard }));
    expect(found).toMatchObject({ step: 'send', act: 'managed-apps', instead: true });
    expect(found).toMatchObject({ after: { state: 'installing', rounds: 1, nextLook: NOW } });
    const busy = { ...open, seenAt: NOW - MINUTE };
    expect(stepOf(busy, { ...heardOf, ...heard })).toMatch(/^wait/);
  });

  it('a device that comes back after days may be telling its answer right now', () => {
    const back = { ...command({ queuedAt: NOW - 2 * DAY }), ...device({ seenAt: NOW - MINUTE / 2 }) };
    expect(stepOf(open, back)).toBe('wait 0.5');
  });

  it('what was sent before a removal says nothing about it: the removal is sent instead', () => {
    const late = device({ seenAt: NOW - MINUTE });
    const lost = { ...command({ queuedAt: NOW - DAY }), ...late };
    const overtaken = { ...removing, commandId: 'C' };
    expect(stepOf(overtaken, lost)).toBe('send remove instead');
    expect(stepOf(overtaken, { ...lost, needed: true })).toBe('nothing');
    expect(stepOf(overtaken, { ...command({ act: 'remove', queuedAt: NOW - DAY }), ...late })).toBe(
      'send managed-apps instead',
    );
    const looked = { ...overtaken, nextLook: NOW - DAY };
    expect(stepOf(looked, { ...command({ act: 'managed-apps', queuedAt: NOW - DAY }), ...late })).toBe(
      'send managed-apps instead',
    );
  });

  it('is said to stay without an answer after three days, once', () => {
    const silent = { ...command({ queuedAt: NOW - 3 * DAY }), ...device({ seenAt: NOW - 4 * DAY }) };
    expect(stepOf(open, silent)).toBe('settle commanded no-answer');
    expect(stepOf({ ...open, reason: 'no-answer' }, silent)).toBe('nothing');
  });

  it.each(['recorded', 'unknown', 'void'] as const)('nobody waits for the device while it is %s', (state) => {
    expect(stepOf(open, command({ state, queuedAt: null }))).toBe('nothing');
  });
});

describe('a removal', () => {
  const over = (state: 'released' | 'releasing' | 'lost') => licence({ state });

  it.each<[string, Partial<StepFacts>, string]>([
    ['is sent', {}, 'send remove'],
    ['waits while the person says that they need it', { needed: true }, 'nothing'],
    [
      'waits for a device that left, and says so',
      device({ state: 'checked-out' }),
      'settle removing device-checked-out',
    ],
    ['says that the bundle id is missing', { bundleId: null }, 'settle removing no-bundle-id'],
    ['is not sent when the licence went otherwise', over('released'), 'settle failed no-answer'],
    ['is not sent when the licence goes otherwise', over('releasing'), 'settle failed no-answer'],
    ['is not sent without an assignment', { assignment: null }, 'settle failed no-answer'],
    ['waits when it is not asked for any more', licence({ state: 'licensed' }), 'nothing'],
  ])('%s', (_name, given, expected) => {
    expect(stepOf(removing, given)).toBe(expected);
  });

  it('is looked after when the device took it, whatever became of the licence', () => {
    const taken = { ...removing, nextLook: NOW, looks: 1 };
    expect(stepOf(taken)).toBe('send managed-apps');
    expect(stepOf(taken, over('released'))).toBe('send managed-apps');
    expect(stepOf(taken, { ...over('released'), ...device({ state: 'checked-out' }) })).toBe('settle failed no-answer');
    expect(stepOf({ ...removing, reason: 'device-checked-out' }, device({ state: 'checked-out' }))).toBe('nothing');
    expect(stepOf({ ...removing, nextTry: NOW + MINUTE })).toBe('wait 1');
  });
});

it('what is at rest needs nothing', () => {
  for (const state of [
    'managed',
    'unmanaged',
    'deleted',
    'failed',
    'rejected',
    'gone',
    'not-applicable',
    'retired',
  ] as const)
    expect(stepOf(anInstallation({ state }))).toBe('nothing');
});
