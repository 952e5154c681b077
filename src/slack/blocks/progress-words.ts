import type { DeploymentProgress } from '../../licensing/flows/progress.js';
import type { DeploymentAction } from '../../licensing/rules/deployment.js';
import type { ProgressCounts } from '../../licensing/rules/deployment-notice.js';
import { formatNumber } from './format.js';

/** Each place of a progress in a few words, in the order in which they are told. */
const placeWords = {
  licensed: 'with a licence',
  licensing: 'being given',
  reserved: 'reserved',
  invited: 'reserved until the terms are accepted',
  waitingForLicences: 'waiting for licences',
  removing: 'to be removed',
  releasing: 'being taken back',
  released: 'taken back',
  offered: 'offered',
  failed: 'failed',
  rejected: 'declined',
  givenBack: 'given back: terms not accepted',
  lost: 'lost at Apple',
  toApply: 'not looked at yet',
  passedOver: 'without anything to do',
} satisfies Record<keyof ProgressCounts, string>;

/** The place in which people are done. */
const donePlace = { required: 'licensed', available: 'licensed', uninstall: 'released' } as const satisfies Record<
  DeploymentAction,
  keyof ProgressCounts
>;

/** `312 of 500 with a licence`. */
function progressHead(action: DeploymentAction, progress: DeploymentProgress): string {
  const place = donePlace[action];
  return `${formatNumber(progress[place])} of ${formatNumber(progress.people)} ${placeWords[place]}`;
}

/** `312 of 500 with a licence; 40 reserved, 2 failed`: who is done, then every other place where somebody stands. */
export function progressText(action: DeploymentAction, progress: DeploymentProgress): string {
  const rest = Object.entries(placeWords).flatMap(([place, words]) => {
    const count = Object.entries(progress).find(([name]) => name === place)?.[1];
    return place !== donePlace[action] && typeof count === 'number' && count > 0
      ? [`${formatNumber(count)} ${words}`]
      : [];
  });
  return [progressHead(action, progress), ...(rest.length === 0 ? [] : [rest.join(', ')])].join('; ');
}
