import { z } from 'zod';
import type { ActionRequired, House, TokenFacts } from '../../licensing/rules/house.js';
import { count, instant, list, text } from './basics.js';
import { exportedFile, locationFacts, mdmInfo, releaseAtApple, signInPerson, tokenState } from './binding.js';
import { cleanliness, cleanUpWaiver } from './clean-up.js';
import { signInGap } from './sign-in.js';
import { appNeed, syncReport } from './sync.js';

/** States of a token that need somebody. */
export const tokenTrouble = tokenState.exclude(['valid', 'expiring']);

export const tokenFacts = z.strictObject({
  name: text,
  appleAccount: text,
  fingerprint: text,
  expires: instant,
  daysLeft: count,
  state: tokenState,
  importedBy: text,
  importedAt: instant,
}) satisfies z.core.$ZodType<TokenFacts>;

const action = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('token-expiring'), daysLeft: count }),
  z.strictObject({ kind: z.literal('token-state'), state: tokenTrouble }),
  z.strictObject({
    kind: z.literal('sign-in-too-few'),
    active: count,
    gaps: list(signInGap),
  }),
  z.strictObject({ kind: z.literal('token-owner-gone'), userId: text }),
  z.strictObject({ kind: z.literal('foreign-notifications'), host: text }),
  z.strictObject({ kind: z.literal('sync-failed'), since: instant }),
  z.strictObject({ kind: z.literal('apps-need-licences'), count }),
  z.strictObject({ kind: z.literal('clean-up-needed'), users: count, assignments: count, running: z.boolean() }),
]) satisfies z.core.$ZodType<ActionRequired>;

export const decommissionReceipt = z.strictObject({
  facts: locationFacts,
  mdmInfo,
  boundAt: instant,
  confirmedBy: list(text),
  decommissionedAt: instant,
  atApple: releaseAtApple,
  heldBy: mdmInfo.nullable(),
  exported: exportedFile.nullable(),
});

export const house = z.discriminatedUnion('state', [
  z.strictObject({
    state: z.literal('unbound'),
    proposal: z
      .strictObject({
        id: text,
        proposedBy: text,
        stage: z.enum(['counting', 'ready', 'awaiting-second', 'claiming']),
      })
      .nullable(),
    paused: z.boolean(),
  }),
  z.strictObject({
    state: z.literal('decommissioned'),
    receipt: decommissionReceipt,
    paused: z.boolean(),
  }),
  z.strictObject({
    state: z.literal('bound'),
    devices: z.exactOptional(z.literal(true)),
    location: locationFacts.pick({ uId: true, locationName: true, countryISO2ACode: true, organizationName: true }),
    installationId: text,
    boundAt: instant,
    token: tokenFacts,
    signIn: list(signInPerson),
    lastSync: syncReport.nullable(),
    lastComplete: syncReport.nullable(),
    syncing: z.boolean(),
    nextSync: instant,
    needs: list(appNeed),
    cleanliness,
    waiver: cleanUpWaiver.nullable(),
    actions: list(action),
    paused: z.boolean(),
  }),
]) satisfies z.core.$ZodType<House>;
