import type { MyApps } from '../../../src/licensing/flows/my-apps.js';
import type { AppFacts } from '../../../src/licensing/rules/app-offer.js';
import type { DeviceNeedFacts } from '../../../src/licensing/rules/device-need.js';
import { installationStates } from '../../../src/licensing/rules/installation.js';
import type { InstallationLine } from '../../../src/licensing/rules/installation-card.js';
import { installTroubles } from '../../../src/licensing/rules/installs-card.js';
import type { RemovalFacts } from '../../../src/licensing/rules/removal.js';
import type { UnusedFacts } from '../../../src/licensing/rules/unused-question.js';
import { myAppsMessage } from '../../../src/slack/blocks/home-employee.js';
import { giveBackWords, takeWords } from '../../../src/slack/blocks/my-apps-words.js';
import { noticeMessages } from '../../../src/slack/blocks/notices.js';
import { confirmRemovedWords } from '../../../src/slack/blocks/removal-words.js';
import type { Words } from '../../../src/slack/blocks/words.js';
import type { Message } from '../../../src/slack/interaction.js';
import { context, now } from './facts.js';

const KEY = '361285480.STDQ';
const phone = { enrolmentId: 'DEVICE-1', name: 'Anna’s iPhone', model: 'iPhone16,1', serialNumber: 'C39XK4F2' };

function app(text: string): AppFacts {
  return { key: KEY, name: text, iconUrl: 'https://example.com/icon.png' };
}

/** One line in every state, with what a device said. */
export function deviceLines(text: string): InstallationLine[] {
  return installationStates.map((state, index) => ({
    installationId: `${KEY}/UANNA1/DEVICE-${index}`,
    device:
      index % 4 === 3 ? null : { name: text, model: 'iPhone16,1', serialNumber: index % 2 === 0 ? 'C39XK4F2' : null },
    installation: {
      state,
      reason: state === 'failed' ? 'licence-not-found' : null,
      error: state === 'failed' ? { code: 12_064, domain: 'MCMDMErrorDomain', text } : null,
      appleStatus: state === 'prompting' ? 'Prompting' : null,
      nextTry: state === 'wanted' ? now + 60_000 : null,
      tries: index,
      notNowSince: index % 2 === 0 ? now : null,
    },
  }));
}

function removal(text: string, lines: readonly InstallationLine[], stage: RemovalFacts['stage']): RemovalFacts {
  return {
    ...{ app: app(text), assignmentId: `${KEY}/UANNA1`, generation: 1, by: 'D-7', reason: text, stage },
    ...{ overriddenBy: null, devices: lines },
  };
}

const only = (text: string, state: InstallationLine['installation']['state']) =>
  deviceLines(text).filter(({ installation }) => installation.state === state);

function unused(text: string): UnusedFacts {
  const given = { assignmentId: `${KEY}/UANNA1`, generation: 1, at: now, by: 'UBERTIL1' };
  return { ...given, app: app(text), stage: 'asked', deployments: [] };
}

function mine(text: string, count: number): MyApps {
  return {
    offers: Array.from({ length: count }, () => app(text)),
    licences: Array.from({ length: count }, (_, index) => ({
      app: app(text),
      stand: index % 3 === 0 ? 'removing' : 'licensed',
      since: now,
      mayGiveBack: index % 2 === 0,
      devices: index % 5 === 4 ? [] : deviceLines(text),
    })),
    removals: Array.from({ length: count }, () => removal(text, only(text, 'removing'), 'asked')),
    unused: Array.from({ length: count }, () => unused(text)),
    devices: count,
    invitationKey: 'UANNA1:1:1',
    hold: null,
    byItself: true,
  };
}

const need: DeviceNeedFacts = { apps: [], appCount: 2, none: true, reminder: 0, last: false, end: null };

/** Every card about apps on devices. */
export function deviceSideMessages(text: string): Message[] {
  const card = { app: app(text), assignmentId: `${KEY}/UANNA1`, generation: 1, mayGiveBack: true };
  const all = deviceLines(text);
  const groups = installTroubles.map((trouble) => ({
    trouble,
    count: 12,
    lines: all.slice(0, 3).map((line) => ({ ...line, userId: 'UANNA1', appName: text })),
  }));
  return [
    noticeMessages['installation-card']({ ...card, lines: all }, context),
    noticeMessages['installation-card']({ ...card, lines: [], mayGiveBack: false }, context),
    ...installationStates.map((state) =>
      noticeMessages['installation-card']({ ...card, lines: only(text, state) }, context),
    ),
    noticeMessages['installation-news']({ app: app(text), lines: all }, context),
    noticeMessages['installs-card']({ subject: 's', groups, unreachableSince: now }, context),
    noticeMessages['installs-card']({ subject: 's', groups: groups.slice(0, 1), unreachableSince: null }, context),
    noticeMessages['installs-card']({ subject: 's', groups: [], unreachableSince: now }, context),
    noticeMessages['installs-card']({ subject: 's', groups: [], unreachableSince: null }, context),
    ...[true, false].flatMap((none) => [
      noticeMessages['device-needed']({ ...need, none, apps: [text, text] }, context),
      noticeMessages['device-needed']({ ...need, none, apps: [text], appCount: 9, reminder: 3, last: true }, context),
    ]),
    ...(['has-device', 'over'] as const).map((end) => noticeMessages['device-needed']({ ...need, end }, context)),
    ...(['asked', 'needed', 'returning', 'returned'] as const).map((stage) =>
      noticeMessages['removal-question'](removal(text, all, stage), context),
    ),
    noticeMessages['removal-question'](removal(text, only(text, 'removing'), 'asked'), context),
    noticeMessages['removal-question'](removal(text, only(text, 'failed'), 'asked'), context),
    ...(['removing', 'failed'] as const).map((state) =>
      noticeMessages['removal-question'](
        { ...removal(text, only(text, state), 'asked'), by: 'person:UANNA1', reason: null },
        context,
      ),
    ),
    noticeMessages['app-offer']({ app: app(text), deploymentId: 'D-7', stage: 'licensed', byItself: true }, context),
    noticeMessages['app-offer']({ app: app(text), deploymentId: 'D-7', stage: 'removing', byItself: true }, context),
    ...[0, 1, 40].map((count) => myAppsMessage(mine(text, count))),
    myAppsMessage({ ...mine(text, 0), invitationKey: null, devices: 2 }),
    myAppsMessage({ ...mine(text, 0), invitationKey: null }),
  ];
}

export function deviceSideWords(): Words[] {
  const still = { result: 'device-still-has-it', unreachable: 0, done: 0 } as const;
  return [
    confirmRemovedWords({ ...still, waiting: 1, ownCopies: 0 }),
    confirmRemovedWords({ ...still, waiting: 2, ownCopies: 1 }),
    ...[1, 7].map((count) =>
      giveBackWords({ result: 'removing', devices: Array.from({ length: count }, () => phone), hold: null }),
    ),
    takeWords({ result: 'already', stand: 'licensed' }, true),
    takeWords({ result: 'reserved', stand: 'reserved', hold: null }, true),
  ];
}
