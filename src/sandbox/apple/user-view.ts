import type { User } from './location-rows.js';

/** ResponseUser (Apple documents). The invitation code stands there while the user is Registered. */
export function userView(user: User): Record<string, unknown> {
  return {
    clientUserId: user.clientUserId,
    ...(user.email === null ? {} : { email: user.email }),
    ...(user.idHash === null ? {} : { idHash: user.idHash }),
    ...(user.status === 'Registered' ? { inviteCode: user.inviteCode } : {}),
    status: user.status,
  };
}
