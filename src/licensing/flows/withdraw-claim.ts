import type { OpenClaim } from '../rules/device-claim.js';
import type { NotAllowed } from '../rules/policy.js';
import { claimsOf, deviceOfClaim, endingClaims, openClaim, subjectOf } from './claim-record.js';
import { type Asked, type Core, permitMember } from './core.js';
import { joined } from './membership-record.js';
import { entryOf, refusing } from './refused-clicks.js';

export type WithdrawClaimOutcome = NotAllowed | { result: 'over' | 'withdrawn' };

/** Whoever claimed thinks better of it. */
export async function withdrawClaim(core: Core, asked: Asked, value: string): Promise<WithdrawClaimOutcome> {
  const permission = await permitMember(core, asked.actor);
  if (permission.result === 'not-allowed') return refusing(core, asked, 'withdraw-device-claim', 'devices', permission);
  const stored = await openClaim(core, value);
  if (stored?.value.userId !== asked.actor)
    return refusing(core, asked, 'withdraw-device-claim', 'devices', { result: 'over' });
  const device = await deviceOfClaim(core, stored.value);
  const end = { result: 'withdrawn', at: core.clock() } as const;
  const endOf = ({ userId }: OpenClaim) => (userId === asked.actor ? end : null);
  const { result } = await core.records.commit(
    joined(endingClaims(await claimsOf(core, stored.value), device?.value ?? null, endOf, asked.reference), {
      audit: [entryOf(core, asked, 'withdraw-device-claim', subjectOf(stored.value), 'withdrawn')],
    }),
  );
  if (result === 'conflict') return withdrawClaim(core, asked, value);
  await core.onStep('device-claim.ended');
  return { result: 'withdrawn' };
}
