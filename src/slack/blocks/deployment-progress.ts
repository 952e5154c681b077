import { type DeploymentProgressFacts, progressPlaces } from '../../licensing/rules/deployment-notice.js';
import type { Message } from '../interaction.js';
import { closeButton, haltButton } from './deployment-buttons.js';
import { actions, context, fields, message, section } from './elements.js';
import { counted, dateToken, formatNumber, mention } from './format.js';
import { countsText, installedMeans } from './installation-counts.js';
import type { RenderContext } from './render-context.js';

/** Places in the field's words. */
const placeNames = {
  licensed: 'Licence given',
  reserved: 'Licence held, comes next',
  invited: 'Licence held, terms not accepted',
  waitingForLicences: 'Waiting for licences',
  licensing: 'Being given',
  removing: 'App to be removed',
  releasing: 'Being taken back',
  released: 'Taken back',
  failed: 'Failed',
  rejected: 'Declined',
  givenBack: 'Terms not accepted in time',
  lost: 'Lost at Apple',
  offered: 'Offered, nothing taken',
  toApply: 'Not begun',
  passedOver: 'Nothing to do',
} as const satisfies Record<(typeof progressPlaces)[number], string>;

/** How far a deployment is; drawn again as it goes on. */
export function deploymentProgress(facts: DeploymentProgressFacts, _render: RenderContext): Message {
  const { counts, state, stopped, deploymentId, at, installations } = facts;
  const summary = summaryOf(facts);
  const places = progressPlaces.filter((place) => counts[place] > 0);
  return message(summary, [
    section(summary),
    ...(places.length === 0 ? [] : [fields(places.map((place) => [placeNames[place], formatNumber(counts[place])]))]),
    ...(installations === undefined ? [] : [section(`*On devices:* ${countsText(installations)}`)]),
    ...actions(state === 'active' ? [haltButton(deploymentId, stopped !== null), closeButton(deploymentId)] : []),
    context([
      `Figures of ${dateToken(at)}. ${installations === undefined ? 'Whether an app is installed is not observed.' : installedMeans}`,
    ]),
  ]);
}

function summaryOf(facts: DeploymentProgressFacts): string {
  const { state, stopped, startAt, complete, doneAt, action, at, people, counts } = facts;
  const all = counted(action === 'uninstall' ? people - counts.passedOver : people, 'person', 'people');
  const done = `*${formatNumber(doneOf(facts))} of ${all}* ${action === 'uninstall' ? 'without the licence now' : 'with a licence'}`;
  if (state === 'closed') return `${done}. Closed: nothing more is sent.`;
  if (stopped !== null)
    return `${done}. Stopped by ${mention(stopped.by)} ${dateToken(stopped.at)}; what Apple works on already is not called back.`;
  if (startAt !== null && startAt > at) return `Starts ${dateToken(startAt)}. Nothing was changed at Apple.`;
  if (action === 'available') return `${done}. It stays open to the others.`;
  if (complete) return `${done}. Nothing is left to do now.`;
  return doneAt === null ? `${done}.` : `${done}. At this pace it is done about ${dateToken(doneAt)}.`;
}

function doneOf({ action, counts }: DeploymentProgressFacts): number {
  return action === 'uninstall' ? counts.released : counts.licensed;
}
