import { z } from 'zod';
import type { TermsInvitation, TermsList } from '../../licensing/rules/terms-notice.js';
import type { TermsWatch } from '../../licensing/rules/terms-watch.js';
import { count, instant, list, text } from './basics.js';
import { membershipProblem } from './deployment.js';
import { lineFields } from './installation-line.js';

export const termsInvitation = z.strictObject({
  key: text,
  organisation: text,
  apps: list(text),
  appCount: count,
  reminder: count,
  reservedUntil: instant.nullable(),
  givenBack: z.boolean(),
  end: z.enum(['newer-message', 'accepted', 'over']).nullable(),
}) satisfies z.core.$ZodType<TermsInvitation>;

export const termsList = z.strictObject({
  entries: list(
    z.strictObject({
      userId: text,
      problem: membershipProblem.nullable(),
      errorNumber: count.nullable(),
      since: instant,
      waiting: count,
    }),
  ),
  count,
  at: instant,
  refused: z.exactOptional(
    z.strictObject({
      lines: list(z.strictObject({ userId: text, device: lineFields.device.unwrap(), said: text })),
      count,
    }),
  ),
}) satisfies z.core.$ZodType<TermsList>;

export const termsWatch = z.strictObject({
  versionId: text.nullable(),
  readAt: instant.nullable(),
  failures: count,
  nextTry: instant.nullable(),
  reviewedAt: instant.nullable(),
  comparedWith: instant.nullable(),
  listed: list(text),
}) satisfies z.core.$ZodType<TermsWatch>;
