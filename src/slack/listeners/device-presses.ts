import { actionIds } from '../ids.js';
import type { Click, Reply } from '../interaction.js';
import type { Conversation } from './conversation.js';
import {
  devices,
  pressDevicesPage,
  pressExportDevices,
  pressRemoveDeviceOwner,
  pressRetireDevice,
  pressSetDeviceOwner,
  pressShowDevice,
} from './devices.js';
import {
  pressClaimDevice,
  pressConfirmClaim,
  pressDenyClaim,
  pressMyDevices,
  pressWithdrawClaim,
} from './my-devices.js';
import { pressImportOwners } from './owner-import.js';

type Press = (conversation: Conversation, click: Click, reply: Reply) => Promise<void>;

/** Buttons and selects about devices and whose they are. */
export const devicePresses = {
  [actionIds.openMyDevices]: pressMyDevices,
  [actionIds.claimDevice]: pressClaimDevice,
  [actionIds.withdrawClaim]: pressWithdrawClaim,
  [actionIds.confirmClaim]: pressConfirmClaim,
  [actionIds.denyClaim]: pressDenyClaim,
  [actionIds.openDevices]: (conversation, click, reply) => devices(conversation, click, '', reply),
  [actionIds.devicesPage]: pressDevicesPage,
  [actionIds.devicesPageBack]: pressDevicesPage,
  [actionIds.chooseDevices]: pressDevicesPage,
  [actionIds.exportDevices]: pressExportDevices,
  [actionIds.importOwners]: pressImportOwners,
  [actionIds.showDevice]: pressShowDevice,
  [actionIds.setDeviceOwner]: pressSetDeviceOwner,
  [actionIds.removeDeviceOwner]: pressRemoveDeviceOwner,
  [actionIds.retireDevice]: pressRetireDevice,
} satisfies Record<string, Press>;
