import type { UnknownInstalls } from '../../licensing/flows/list-installs.js';
import { actionIds } from '../ids.js';
import type { Message } from '../interaction.js';
import { noServerWords } from './device-words.js';
import { actions, button, header, message, section } from './elements.js';
import { code, external } from './format.js';
import { installsHelp } from './installs-controls.js';

type UnknownOf = { [R in UnknownInstalls as R['result']]: R };

const unknown: { [R in keyof UnknownOf]: (outcome: UnknownOf[R]) => { title: string; what: string; next: string } } = {
  'no-server': () => ({ title: noServerWords.title, what: noServerWords.text, next: noServerWords.next }),
  'not-understood': ({ parts }) => ({
    title: 'Not understood',
    what: `The bot does not understand ${parts
      .slice(0, 3)
      .map((part) => `“${external(part, 30)}”`)
      .join(', ')}.`,
    next: `Next: ${installsHelp.charAt(0).toLowerCase()}${installsHelp.slice(1)}`,
  }),
  'no-app': ({ app }) => ({
    title: 'No such app',
    what: `No app fits “${external(app, 40)}”.`,
    next: 'Next: look for its name with `/vpp apps`. States, devices and ages are written as `/vpp installs` shows them.',
  }),
  'no-deployment': ({ deploymentId }) => ({
    title: 'No such deployment',
    what: `There is no deployment ${code(deploymentId)}.`,
    next: 'Next: look for it with `/vpp deployments`.',
  }),
};

/** What was typed leads to nothing that can be shown. */
export function unknownInstallsMessage(outcome: UnknownInstalls): Message {
  const { title, what, next } = wordsOf(outcome.result, outcome);
  return message(`${title}. ${what} ${next}`, [
    header(title),
    section([what, next]),
    ...(outcome.result === 'no-server'
      ? []
      : actions([button({ text: 'All installations', actionId: actionIds.openInstalls })])),
  ]);
}

function wordsOf<R extends keyof UnknownOf>(result: R, outcome: UnknownOf[R]) {
  return unknown[result](outcome);
}

/** The installation behind a button is not there any more. */
export function installGoneMessage(): Message {
  const title = 'Not there any more';
  const what =
    'Nothing is recorded of this app on this device any more. Nothing was changed at Apple or on the device.';
  const next = 'Next: look at the list again.';
  return message(`${title}. ${what} ${next}`, [
    header(title),
    section([what, next]),
    ...actions([button({ text: 'All installations', actionId: actionIds.openInstalls })]),
  ]);
}
