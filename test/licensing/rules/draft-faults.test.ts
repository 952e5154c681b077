import { describe, expect, it } from 'vitest';
import { emptyEntries } from '../../../src/licensing/flows/open-draft.js';
import type { DraftEntries } from '../../../src/licensing/rules/draft.js';
import { draftFaults, isDeployable } from '../../../src/licensing/rules/draft-faults.js';

const now = 1_800_000_000_000;
const DAY = 86_400_000;
const good: DraftEntries = { ...emptyEntries, key: '1.STDQ', people: ['U1'], reason: 'New laptops' };
const faults = (given: Partial<DraftEntries>) =>
  draftFaults({ ...good, ...given }, now).map(({ field, fault }) => `${field}: ${fault}`);

describe('the form of a deployment', () => {
  it.each<[string, Partial<DraftEntries>, string[]]>([
    ['is right as it is', {}, []],
    ['needs an app', { key: '' }, ['app: missing']],
    ['needs somebody', { people: [] }, ['people: nobody']],
    ['takes spaces for nobody', { people: [], addresses: ' \n ' }, ['people: nobody']],
    ['takes kept people', { people: [], keepPeople: true, deploymentId: 'D-1' }, []],
    ['takes groups alone', { people: [], groupIds: ['S1'] }, []],
    ['takes groups with nothing else', { groupIds: ['S1'] }, ['groups: mixed']],
    ['takes 90 addresses', { addresses: 'a@x.example\n'.repeat(90) }, []],
    ['takes no more', { addresses: 'a@x.example\n'.repeat(91) }, ['addresses: too-many']],
    ['takes 20,000 lines and a header', { file: { name: 'f', lines: Array(20_001).fill('a') } }, []],
    ['takes no longer file', { file: { name: 'f', lines: Array(20_002).fill('a') } }, ['file: too-many-lines']],
    ['needs a reason', { reason: '  ' }, ['reason: missing']],
    ['needs a short reason', { reason: 'x'.repeat(501) }, ['reason: too-long']],
    ['starts no earlier than now', { startAt: now - 1 }, ['start: past']],
    ['starts now', { startAt: now }, []],
    ['starts in 30 days', { startAt: now + 30 * DAY }, []],
    ['starts no later', { startAt: now + 30 * DAY + 1 }, ['start: too-far']],
    [
      'says everything at once',
      { key: '', people: [], reason: '' },
      ['app: missing', 'people: nobody', 'reason: missing'],
    ],
  ])('%s', (_, given, expected) => {
    expect(faults(given)).toEqual(expected);
  });

  it.each([
    { productType: 'App', presence: 'listed', deployable: true },
    { productType: 'App', presence: 'gone', deployable: false },
    { productType: 'Book', presence: 'listed', deployable: false },
  ] as const)('$productType, $presence: $deployable', ({ deployable, ...asset }) => {
    expect(isDeployable(asset)).toBe(deployable);
  });
});
