import { claimableDevices } from '../../licensing/flows/claim-device.js';
import { deployableApps, followableGroups } from '../../licensing/flows/deployable-apps.js';
import { groupOption } from '../blocks/deploy-audience.js';
import { appOption } from '../blocks/deploy-form.js';
import { claimableOption } from '../blocks/my-devices.js';
import { selectIds } from '../ids.js';
import type { OptionsHandler } from '../interaction.js';
import type { Conversation } from './conversation.js';

type SelectId = (typeof selectIds)[keyof typeof selectIds];

/** What each select offers, by `action_id`. Nothing at all to whoever may not use its dialogue. */
export function optionsHandlers({ core }: Conversation): Record<SelectId, OptionsHandler> {
  return {
    [selectIds.deployApp]: async ({ userId, reference, typed }) =>
      (await deployableApps(core, { actor: userId, reference }, typed)).map(appOption),
    [selectIds.deployGroups]: async ({ userId, reference, typed }) =>
      (await followableGroups(core, { actor: userId, reference }, typed)).map(groupOption),
    [selectIds.claimDevice]: async ({ userId, reference, typed }) =>
      (await claimableDevices(core, { actor: userId, reference }, typed)).map(claimableOption),
  };
}
