import type { Device } from '../rules/device.js';
import { type ClaimedDevice, claimKey } from '../rules/device-claim.js';
import type { NotAllowed } from '../rules/policy.js';
import { claimsOfPerson, deviceOfClaim, ownSight } from './claim-record.js';
import { type Asked, type Core, permitMember } from './core.js';
import { devicesOf } from './fleet.js';
import { refusing } from './refused-clicks.js';

/** What one person sees of their devices. */
export interface MyDevices {
  result: 'devices';
  /** `false`: there is no MDM server, so nothing is known of devices. */
  server: boolean;
  /** Those in use first, then the ones that left; retired ones are not in it. */
  devices: readonly Device[];
  /** Claims that no administrator has answered. */
  claims: readonly { key: string; device: ClaimedDevice; askedAt: number; until: number }[];
}

/** `/vpp my devices`: for every full member. */
export async function myDevices(core: Core, asked: Asked): Promise<MyDevices | NotAllowed> {
  const permission = await permitMember(core, asked.actor);
  if (permission.result === 'not-allowed') return refusing(core, asked, 'show-my-devices', 'devices', permission);
  if (core.devices === null) return { result: 'devices', server: false, devices: [], claims: [] };
  const mine = (await devicesOf(core, asked.actor)).map(({ value }) => value);
  const claims = await Promise.all(
    (await claimsOfPerson(core, asked.actor)).map(async ({ value }) => ({
      key: claimKey(value),
      device: ownSight(value, (await deviceOfClaim(core, value))?.value ?? null),
      askedAt: value.askedAt,
      until: value.until,
    })),
  );
  const left = (device: Device) => Number(device.state === 'checked-out');
  return {
    result: 'devices',
    server: true,
    devices: [...mine].sort((one, other) => left(one) - left(other) || other.seenAt - one.seenAt),
    claims,
  };
}
