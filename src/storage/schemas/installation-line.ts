import { z } from 'zod';
import type { InstallationLine } from '../../licensing/rules/installation-card.js';
import { text } from './basics.js';
import { deviceInstallation } from './installation.js';

/** Fields that each line about one app on one device has. */
export const lineFields = {
  installationId: text,
  device: z.strictObject({ name: text.nullable(), model: text.nullable(), serialNumber: text.nullable() }).nullable(),
  installation: deviceInstallation.pick({
    state: true,
    reason: true,
    error: true,
    appleStatus: true,
    nextTry: true,
    tries: true,
    notNowSince: true,
  }),
};

export const installationLine = z.strictObject(lineFields) satisfies z.core.$ZodType<InstallationLine>;
