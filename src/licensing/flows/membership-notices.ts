import type { BoundLocation } from '../rules/binding.js';
import type { Invitation } from '../rules/membership.js';
import type { Notice } from '../rules/notice.js';
import { reservationsEndAt } from '../rules/terms.js';
import type { InvitationEnd } from '../rules/terms-notice.js';
import type { Core } from './core.js';

/** Apps that a message names. */
const NAMED = 5;
/** Keys that an invitation remembers. */
export const MOST_TOLD = 100;

/** What the buttons of the newest message of an invitation carry. */
export function invitationKey(userId: string, { sentAt, messages }: Invitation): string {
  return `${userId}:${sentAt}:${messages}`;
}

export interface Telling {
  userId: string;
  invitation: Invitation;
  end: InvitationEnd | null;
  /** The reservations ended; they come back with the acceptance. */
  givenBack: boolean;
}

/** The newest message of an invitation, as it is from now on. */
export async function invitationNotice(
  core: Core,
  bound: BoundLocation,
  { userId, invitation, end, givenBack }: Telling,
  reference: string,
): Promise<Notice> {
  const key = invitationKey(userId, invitation);
  const { told, reminders, nextReminderAt, remindedAt } = invitation;
  const ends = nextReminderAt === null && remindedAt !== null && !givenBack;
  return {
    kind: 'terms-invitation',
    subject: `terms:${key}`,
    audience: { to: 'person', userId },
    facts: {
      key,
      organisation: bound.facts.organizationName,
      apps: await appNames(core, told.slice(0, NAMED)),
      appCount: told.length,
      reminder: reminders,
      reservedUntil: ends ? reservationsEndAt(remindedAt, core.settings.working) : null,
      givenBack,
      end,
    },
    reference,
  };
}

/** Last known names, by asset key. */
export async function appNames(core: Core, keys: readonly string[]): Promise<string[]> {
  const assets = await Promise.all(keys.map((key) => core.records.get('asset', key)));
  return assets.map((asset, index) => asset?.value.name ?? `App ${keys[index] ?? ''}`);
}
