import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { newInstallation } from '../../../src/licensing/rules/installation.js';
import { byTrouble, fitsDevice, fitsInstallation } from '../../../src/licensing/rules/installation-filter.js';
import {
  allInstallations,
  type InstallationQuery,
  installationChoices,
  installationQueryText,
  parseInstallationQuery,
} from '../../../src/licensing/rules/installation-query.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

const understood: readonly (readonly [string, Partial<InstallationQuery>])[] = [
  ['', {}],
  ['all', {}],
  ['failed', { choice: 'failed' }],
  ['Not Installed', { choice: 'not-installed' }],
  ['not applicable', { choice: 'not-applicable' }],
  ['no device', { choice: 'no-device' }],
  ['no-device', { choice: 'no-device' }],
  ['locked', { choice: 'waiting' }],
  ['prompting', { choice: 'prompting' }],
  ['unmanaged', { choice: 'unmanaged' }],
  ['state:rejected', { choice: 'rejected' }],
  ['trouble', { choice: 'trouble' }],
  ['Keynote', { app: 'Keynote' }],
  ['408709785', { app: '408709785' }],
  ['microsoft word failed', { app: 'microsoft word', choice: 'failed' }],
  ['"Device Manager"', { app: 'Device Manager' }],
  ['app:"Not Installed Yet"', { app: 'Not Installed Yet' }],
  ['app:“Curly”', { app: 'Curly' }],
  ['D-7', { deploymentId: 'D-7' }],
  ['d-007', { deploymentId: 'D-7' }],
  ['deployment:7', { deploymentId: 'D-7' }],
  ['<@U123|anna>', { userId: 'U123' }],
  ['person:<@U123>', { userId: 'U123' }],
  ['device 4F2K', { device: '4F2K' }],
  ['device:"Emma’s iPhone"', { device: 'Emma’s iPhone' }],
  ['older 3d', { olderThan: 3 * DAY }],
  ['older:90m', { olderThan: 90 * 60_000 }],
  ['newer 1d older 2H', { newerThan: DAY, olderThan: 2 * HOUR }],
  ['newer:2w', { newerThan: 14 * DAY }],
  [
    'failed Keynote D-7 <@U1> device:4F2K older 3d',
    { choice: 'failed', app: 'Keynote', deploymentId: 'D-7', userId: 'U1', device: '4F2K', olderThan: 3 * DAY },
  ],
];

const refused: readonly (readonly [string, readonly string[]])[] = [
  ['older', ['older']],
  ['older soon', ['older soon']],
  ['older 0d', ['older 0d']],
  ['newer:99999d', ['newer:99999d']],
  ['device:', ['device:']],
  ['device', ['device']],
  ['person:anna', ['person:anna']],
  ['state:odd failed deployment:x', ['state:odd', 'deployment:x']],
];

describe('what is typed behind the command', () => {
  it.each(understood)('is understood: %s', (typed, query) => {
    expect(parseInstallationQuery(typed)).toEqual({ result: 'query', query: { ...allInstallations, ...query } });
  });

  it.each(refused)('is given back where it means nothing: %s', (typed, parts) => {
    expect(parseInstallationQuery(typed)).toEqual({ result: 'not-understood', parts });
  });

  it('is the same again when it is written out, and fits into the value of a choice', () => {
    const text = fc.stringMatching(/^[A-Za-z0-9’.]{1,12}( [a-z0-9]{1,12}){0,1}$/);
    const age = fc.option(fc.nat({ max: 9_000 }).map((hours) => (hours + 1) * HOUR));
    const query = fc.record<InstallationQuery>({
      ...{ app: fc.oneof(fc.constant(''), text), device: fc.oneof(fc.constant(''), text) },
      deploymentId: fc.option(fc.nat({ max: 10_000 }).map((number) => `D-${number + 1}`)),
      userId: fc.option(fc.constantFrom('U1', 'W0123456789')),
      ...{ choice: fc.option(fc.constantFrom(...installationChoices)), olderThan: age, newerThan: age },
    });
    fc.assert(
      fc.property(query, (one) => {
        const typed = installationQueryText(one);
        expect(parseInstallationQuery(typed)).toEqual({ result: 'query', query: one });
        expect(`0 ${typed}`.length).toBeLessThanOrEqual(150);
      }),
      { numRuns: 200 },
    );
  });

  it('is never longer than a choice holds, whatever was typed', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 500 }), (typed) => {
        const parsed = parseInstallationQuery(`${typed} device:"${'y'.repeat(80)}" ${'x'.repeat(200)}`);
        const length = parsed.result === 'query' ? installationQueryText(parsed.query).length : 0;
        expect(length).toBeLessThanOrEqual(148);
      }),
      { numRuns: 100 },
    );
  });
});

const given = { key: '1.STDQ', userId: 'U1', enrolmentId: 'P1', generation: 1 };
const NOW = 1_000 * DAY;
const one = (state: Parameters<typeof newInstallation>[0]['state'], age = 0) =>
  newInstallation({ ...given, state, since: NOW - age });

describe('an installation', () => {
  const asks = (query: Partial<InstallationQuery>) => ({ ...allInstallations, ...query });

  it('counts as failed where the person refused, but only a failure is none of the others', () => {
    expect(fitsInstallation(one('rejected'), asks({ choice: 'failed' }), NOW)).toBe(true);
    expect(fitsInstallation(one('failed'), asks({ choice: 'rejected' }), NOW)).toBe(false);
    expect(fitsInstallation(one('commanded'), asks({ choice: 'installed' }), NOW)).toBe(false);
    expect(fitsInstallation(one('managed'), asks({ choice: 'installed' }), NOW)).toBe(true);
  });

  it('is as old as its state', () => {
    expect(fitsInstallation(one('failed', 3 * DAY), asks({ olderThan: 3 * DAY }), NOW)).toBe(true);
    expect(fitsInstallation(one('failed', 3 * DAY - 1), asks({ olderThan: 3 * DAY }), NOW)).toBe(false);
    expect(fitsInstallation(one('failed', 3 * DAY + 1), asks({ newerThan: 3 * DAY }), NOW)).toBe(false);
  });

  it('stands before others where somebody has to do something, the newest first', () => {
    const stuck = { ...one('removing', 4 * DAY), reason: 'no-answer' } as const;
    const all = [
      one('managed'),
      one('prompting', DAY),
      one('failed', 3 * DAY),
      one('not-applicable'),
      one('deleted', DAY),
      stuck,
    ];
    expect([...all].sort(byTrouble).map(({ state }) => state)).toEqual([
      'deleted',
      'failed',
      'removing',
      'prompting',
      'managed',
      'not-applicable',
    ]);
  });
});

it.each([
  ['4f2k', true],
  ['emma', true],
  ['EMMA’S  IPHONE', true],
  ['9zz', false],
])('a device is known by its name or the end of its serial number: %s', (typed, fits) => {
  const device = { name: 'Emma’s iPhone', model: 'iPhone16,1', serialNumber: 'C02X4F2K' };
  expect(fitsDevice(device, typed)).toBe(fits);
});
