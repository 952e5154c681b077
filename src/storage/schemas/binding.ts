import { z } from 'zod';
import type {
  AssetTotals,
  Binding,
  ExportedFile,
  ForeignCount,
  LocationFacts,
  LocationIntent,
  MdmInfo,
  OpenTrouble,
  Proposal,
  SignInPerson,
  TokenRecord,
  TokenState,
} from '../../licensing/rules/binding.js';
import { count, instant, list, text } from './basics.js';

export const mdmInfo = z.strictObject({ id: text, name: text, metadata: text }) satisfies z.core.$ZodType<MdmInfo>;

export const sealedSecret = z.strictObject({ keyId: text, box: text });

export const locationFacts = z.strictObject({
  uId: text,
  locationName: text,
  countryISO2ACode: text.nullable(),
  defaultPlatform: text.nullable(),
  websiteURL: text.nullable(),
  organizationName: text,
  mdmInfo: mdmInfo.nullable(),
  notificationHost: text.nullable(),
  tokenExpires: instant,
}) satisfies z.core.$ZodType<LocationFacts>;

const foreignCount = z.discriminatedUnion('state', [
  z.strictObject({ state: z.literal('counting'), startedAt: instant }),
  z.strictObject({ state: z.literal('counted'), users: count, assignments: count, countedAt: instant }),
  z.strictObject({ state: z.literal('failed'), reason: text, failedAt: instant }),
]) satisfies z.core.$ZodType<ForeignCount>;

const assetTotals = z.strictObject({
  assets: count,
  apps: count,
  books: count,
  totalCount: count,
  assignedCount: count,
}) satisfies z.core.$ZodType<AssetTotals>;

/** Of the token without its sealed box: what may stand in a notice. */
export const openToken = z.strictObject({
  name: text,
  appleAccount: text,
  fingerprint: text,
  expires: instant,
  importedBy: text,
  importedAt: instant,
});

export const token = openToken.extend({ sealed: sealedSecret }) satisfies z.core.$ZodType<TokenRecord>;

export const signInPerson = z.strictObject({
  userId: text,
  confirmedAt: instant.nullable(),
  askedAt: instant,
  handover: z.strictObject({ to: text, by: text, at: instant }).nullable(),
}) satisfies z.core.$ZodType<SignInPerson>;

const proposal = z.strictObject({
  id: text,
  proposedBy: text,
  proposedAt: instant,
  deadline: instant,
  token,
  uploaded: z.boolean(),
  facts: locationFacts,
  totals: assetTotals,
  foreign: foreignCount,
  signIn: list(signInPerson),
  first: z.strictObject({ by: text, at: instant, takeOverFrom: text.nullable() }).nullable(),
}) satisfies z.core.$ZodType<Proposal>;

/** A proposal without its secret. */
export const proposalFacts = proposal.extend({ token: openToken });

export const tokenState = z.enum([
  'valid',
  'expiring',
  'expired',
  'revoked',
  'invalid',
  'in-use-elsewhere',
  'claim-gone',
  'read-only',
  'unreachable',
]) satisfies z.core.$ZodType<TokenState>;

export const troubledState = tokenState.exclude(['valid', 'expiring']);

const openTrouble = z.strictObject({
  subject: text,
  state: troubledState,
  errorNumber: count.nullable(),
  reference: text,
}) satisfies z.core.$ZodType<OpenTrouble>;

export const exportedFile = z.strictObject({
  name: text,
  users: count,
  assignments: count,
  bytes: count,
  asOf: instant.nullable(),
}) satisfies z.core.$ZodType<ExportedFile>;

const intent = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('take-back'),
    requestId: text,
    mdmInfo,
    epoch: count,
    replaces: mdmInfo.nullable(),
    confirmedBy: list(text),
    startedAt: instant,
  }),
  z.strictObject({
    kind: z.literal('decommission'),
    requestId: text,
    confirmedBy: list(text),
    startedAt: instant,
    exported: exportedFile.nullable(),
    releasing: z.boolean(),
  }),
]) satisfies z.core.$ZodType<LocationIntent>;

export const releaseAtApple = z.enum(['released', 'was-not-ours', 'still-named', 'refused', 'not-reached']);

export const binding = z.discriminatedUnion('state', [
  z.strictObject({ state: z.literal('none') }),
  z.strictObject({ state: z.literal('proposed'), proposal }),
  z.strictObject({
    state: z.literal('claiming'),
    proposal,
    mdmInfo,
    epoch: count,
    confirmedBy: list(text),
    startedAt: instant,
  }),
  z.strictObject({
    state: z.literal('bound'),
    proposalId: text,
    facts: locationFacts,
    token,
    mdmInfo,
    epoch: count,
    boundAt: instant,
    confirmedBy: list(text),
    signIn: list(signInPerson),
    tokenState,
    tokenStateSince: instant,
    heldBy: mdmInfo.nullable(),
    foreignNotificationHost: text.nullable(),
    lookedAt: instant,
    trouble: openTrouble.nullable(),
    intent: intent.nullable(),
    writesAwaitReadingAfter: instant.nullable(),
  }),
  z.strictObject({
    state: z.literal('decommissioned'),
    requestId: text,
    facts: locationFacts,
    token: openToken,
    mdmInfo,
    boundAt: instant,
    confirmedBy: list(text),
    decommissionedAt: instant,
    atApple: releaseAtApple,
    heldBy: mdmInfo.nullable(),
    exported: exportedFile.nullable(),
  }),
]) satisfies z.core.$ZodType<Binding>;
