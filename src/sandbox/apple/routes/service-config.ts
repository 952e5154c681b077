import { listedErrorCodes } from '../error-numbers.js';
import type { AppleSwitches } from '../switches.js';
import { notificationTypes } from './client-config.js';

/** Where the stand-in serves what. `origin` is `http://host:port`. */
export function addresses(origin: string) {
  return {
    base: `${origin}/mdm/v2`,
    lookup: `${origin}/WebObjects/MZStorePlatform.woa/wa/lookup`,
    invitation: `${origin}/WebObjects/MZFinance.woa/wa/associateVPPUserWithITSAccount`,
    control: `${origin}/control`,
  };
}

/** `GET service/config`: no authorization. The code in the invitation address is the literal text `%25inviteCode%25`. */
export function serviceConfig(origin: string, switches: AppleSwitches): Record<string, unknown> {
  const { base, lookup, invitation } = addresses(origin);
  return {
    errorCodes: listedErrorCodes(),
    limits: switches.limits,
    notificationTypes,
    urls: {
      invitationEmail: `${invitation}?inviteCode=%25inviteCode%25&mt=8`,
      clientConfig: `${base}/client/config`,
      createUsers: `${base}/users/create`,
      updateUsers: `${base}/users/update`,
      retireUsers: `${base}/users/retire`,
      getUsers: `${base}/users`,
      getAssets: `${base}/assets`,
      getAssignments: `${base}/assignments`,
      associateAssets: `${base}/assets/associate`,
      disassociateAssets: `${base}/assets/disassociate`,
      revokeAssets: `${base}/assets/revoke`,
      eventStatus: `${base}/status`,
      contentMetadataLookup: lookup,
    },
  };
}
