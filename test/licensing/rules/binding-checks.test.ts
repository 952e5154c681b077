import { describe, expect, it } from 'vitest';
import type { LocationFacts } from '../../../src/licensing/rules/binding.js';
import {
  type ConfirmationField,
  type ConfirmationForm,
  checkConfirmation,
  differences,
  proposalFacts,
  totalsOf,
} from '../../../src/licensing/rules/binding-checks.js';
import { anAsset, aProposal, NOON, otherProduct, someFacts } from '../../support/core-samples.js';

const SELF = 'our-installation';

const complete: ConfirmationForm = {
  locationName: 'Northwind Stockholm',
  acknowledgedForGood: true,
  newlyGenerated: true,
  signIn: ['U1', 'U2'],
  takeOverFrom: null,
};

describe('checkConfirmation', () => {
  it('finds nothing wrong in a complete form', () => {
    expect(checkConfirmation(aProposal(), complete, SELF)).toEqual([]);
  });

  it.each(['northwind stockholm', '  Northwind   STOCKHOLM ', 'Ｎorthwind Stockholm'])(
    'takes "%s" for the name of the location',
    (locationName) => {
      expect(checkConfirmation(aProposal(), { ...complete, locationName }, SELF)).toEqual([]);
    },
  );

  it('knows a name whose accents are written in two ways', () => {
    const proposal = aProposal({ facts: someFacts({ locationName: 'Malm\u00f6' }) });
    expect(checkConfirmation(proposal, { ...complete, locationName: 'MALMO\u0308' }, SELF)).toEqual([]);
  });

  it.each([
    { given: { locationName: 'Northwind' }, wrong: ['locationName'] },
    { given: { locationName: '' }, wrong: ['locationName'] },
    { given: { acknowledgedForGood: false }, wrong: ['acknowledgedForGood'] },
    { given: { newlyGenerated: false }, wrong: ['newlyGenerated'] },
    { given: { signIn: [] }, wrong: ['signIn'] },
    { given: { signIn: ['U1'] }, wrong: ['signIn'] },
    { given: { signIn: ['U1', 'U1'] }, wrong: ['signIn'] },
    { given: { signIn: ['U1', 'U2', 'U3'] }, wrong: ['signIn'] },
    {
      given: { locationName: 'x', acknowledgedForGood: false, newlyGenerated: false, signIn: [] },
      wrong: ['locationName', 'acknowledgedForGood', 'newlyGenerated', 'signIn'],
    },
  ] satisfies { given: Partial<ConfirmationForm>; wrong: ConfirmationField[] }[])(
    'names $wrong in a form with $given',
    ({ given, wrong }) => {
      expect(checkConfirmation(aProposal(), { ...complete, ...given }, SELF)).toEqual(wrong);
    },
  );

  it.each([
    { holder: null, typed: null, wrong: [] },
    { holder: { ...otherProduct, id: SELF }, typed: null, wrong: [] },
    { holder: otherProduct, typed: null, wrong: ['takeOverFrom'] },
    { holder: otherProduct, typed: 'Another Manager', wrong: ['takeOverFrom'] },
    { holder: otherProduct, typed: ' old  MANAGER', wrong: [] },
  ])('with the location held by $holder.name and "$typed" typed, $wrong is wrong', ({ holder, typed, wrong }) => {
    const proposal = aProposal({ facts: someFacts({ mdmInfo: holder }) });
    expect(checkConfirmation(proposal, { ...complete, takeOverFrom: typed }, SELF)).toEqual(wrong);
  });
});

describe('differences', () => {
  it('sees none between equal facts', () => {
    expect(differences(someFacts(), someFacts())).toEqual([]);
  });

  it.each([
    { given: { uId: '7' }, said: 'uId: was 2049025000431439, is 7' },
    { given: { locationName: 'Lund' }, said: 'location name: was Northwind Stockholm, is Lund' },
    { given: { countryISO2ACode: null }, said: 'country: was SE, is none' },
    { given: { defaultPlatform: 'volumestore' }, said: 'platform: was enterprisestore, is volumestore' },
    { given: { mdmInfo: otherProduct }, said: 'managed by: was nobody, is Old Manager (other-server)' },
    { given: { notificationHost: 'old.example' }, said: 'notifications go to: was nobody, is old.example' },
  ] satisfies { given: Partial<LocationFacts>; said: string }[])('says "$said"', ({ given, said }) => {
    expect(differences(someFacts(), someFacts(given))).toEqual([said]);
  });

  it('sees another expiry', () => {
    expect(differences(someFacts(), someFacts({ tokenExpires: NOON }))).toHaveLength(1);
  });

  it('sees the same product under another installation', () => {
    const card = someFacts({ mdmInfo: otherProduct });
    expect(differences(card, someFacts({ mdmInfo: { ...otherProduct, id: 'twin' } }))).toHaveLength(1);
  });
});

describe('totalsOf', () => {
  it('counts apps and books, and leaves unlimited assets out of the licences', () => {
    const assets = [
      anAsset({ adamId: '1', assignedCount: 3, availableCount: 7 }),
      anAsset({ adamId: '2', productType: 'Book', assignedCount: 5, availableCount: 0 }),
      anAsset({ adamId: '3', unlimited: true, assignedCount: 2, availableCount: 2_147_483_645 }),
    ];
    expect(totalsOf(assets)).toEqual({ assets: 3, apps: 2, books: 1, totalCount: 15, assignedCount: 8 });
  });
});

describe('proposalFacts', () => {
  it('keeps the sealed token to itself', () => {
    expect(JSON.stringify(proposalFacts(aProposal()))).not.toContain('c2VhbGVk');
    expect(proposalFacts(aProposal()).token).not.toHaveProperty('sealed');
  });
});
