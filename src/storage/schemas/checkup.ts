import { z } from 'zod';
import type { CheckFacts, CheckLine, CheckName, CheckupMemory } from '../../licensing/rules/checkup.js';
import { count, instant, list, text } from './basics.js';
import { signInGap } from './sign-in.js';

const exclusion = z.enum(['unknown', 'deactivated', 'bot', 'guest', 'stranger', 'other-team', 'cannot-check']);

const facts = {
  'slack-scopes': z.strictObject({ missing: list(text) }),
  transport: z.strictObject({ kind: z.enum(['socket', 'http']), state: text }),
  channel: z.strictObject({
    channelId: text,
    problem: z.enum(['not-found', 'archived', 'not-a-member']).nullable(),
  }),
  'approvals-channel': z.strictObject({
    channelId: text,
    problem: z.enum(['not-found', 'archived', 'not-a-member']).nullable(),
  }),
  clock: z.strictObject({ ahead: z.number() }),
  folder: z.strictObject({ folder: text, problem: text.nullable() }),
  'disk-space': z.strictObject({ folder: text, freeBytes: count }),
  'folder-rights': z.strictObject({ folder: text, open: list(text) }),
  audit: z.strictObject({ entries: count, broken: z.strictObject({ line: count, reason: text }).nullable() }),
  key: z.strictObject({ seals: z.boolean(), token: z.enum(['opens', 'none', 'broken']) }),
  'apple-service': z.strictObject({ detail: text.nullable() }),
  'apple-addresses': z.strictObject({ elsewhere: list(z.strictObject({ name: text, host: text })) }),
  location: z.strictObject({
    state: z.enum(['ours', 'nobody', 'other', 'refused', 'unreachable']),
    detail: text.nullable(),
  }),
  slots: z.strictObject({ timeZone: text, times: list(text), next: instant }),
  bell: z.strictObject({ silentFor: z.number() }),
  'last-sync': z.strictObject({ at: instant.nullable() }),
  custodians: z.strictObject({ active: list(text) }),
  people: z.strictObject({ gone: list(z.strictObject({ userId: text, reason: exclusion })) }),
  'user-groups': z.strictObject({ unreadable: list(text) }),
  approvers: z.strictObject({ active: count, needed: z.union([z.literal(1), z.literal(2)]) }),
  'sign-in': z.strictObject({ gaps: list(signInGap) }),
  notifications: z.strictObject({
    state: z.enum(['off', 'not-asked', 'asking', 'subscribed', 'refused']),
    errorNumber: count.nullable(),
    detail: text.nullable(),
  }),
  addresses: z.strictObject({ listensAt: text.nullable(), publicUrl: text.nullable() }),
  confirmations: z.strictObject({ confirmations: z.enum(['one', 'two']) }),
  mdm: z.strictObject({
    kind: z.enum(['none', 'nanomdm', 'micromdm']),
    state: z.enum(['none', 'answers', 'unauthorized', 'unreachable', 'other']),
    detail: text.nullable(),
  }),
} satisfies { [K in CheckName]: z.core.$ZodType<CheckFacts[K]> };

const isName = (name: string): name is CheckName => Object.hasOwn(facts, name);
const names = Object.keys(facts).filter(isName);

const of = <K extends CheckName>(name: K) =>
  z.strictObject({ name: z.literal(name), verdict: z.enum(['ok', 'wrong', 'hint']), facts: facts[name] });

const checked = z.discriminatedUnion('name', [
  of('slack-scopes'),
  of('transport'),
  of('channel'),
  of('approvals-channel'),
  of('clock'),
  of('folder'),
  of('disk-space'),
  of('folder-rights'),
  of('audit'),
  of('key'),
  of('apple-service'),
  of('apple-addresses'),
  of('location'),
  of('slots'),
  of('bell'),
  of('last-sync'),
  of('custodians'),
  of('people'),
  of('user-groups'),
  of('approvers'),
  of('sign-in'),
  of('notifications'),
  of('addresses'),
  of('confirmations'),
  of('mdm'),
]);

const notChecked = z.strictObject({
  name: z.enum(names),
  verdict: z.literal('not-checked'),
  why: z.enum(['late', 'failed', 'not-bound', 'not-told', 'sync-runs', 'nothing-to-read']),
});

export const checkLine = z.union([checked, notChecked]) satisfies z.core.$ZodType<CheckLine>;

export const checkupMemory = z.strictObject({
  ranAt: instant,
  wrong: list(text),
  toldAt: instant.nullable(),
}) satisfies z.core.$ZodType<CheckupMemory>;
