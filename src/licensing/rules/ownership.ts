/** `vb<key number>.` in front: a user this system made (S12). No other product's row is ever hashed or kept. */
const ours = /^vb\d{1,6}\./;

/** Whether a clientUserId at Apple was made by this system. */
export function isOurs(clientUserId: string | null): boolean {
  return clientUserId !== null && ours.test(clientUserId);
}
