import type { HomeView } from '@slack/types';
import type { InstallRow, InstallsPage } from '../../../src/licensing/flows/list-installs.js';
import type { PersonInstall } from '../../../src/licensing/flows/person-installs.js';
import type { InstallView } from '../../../src/licensing/flows/show-install.js';
import type { DeploymentProgressFacts } from '../../../src/licensing/rules/deployment-notice.js';
import type { Device } from '../../../src/licensing/rules/device.js';
import { type DeviceCommandRecord, newCommand } from '../../../src/licensing/rules/device-command.js';
import {
  type Installation,
  type InstallationReason,
  installationStates,
  newInstallation,
} from '../../../src/licensing/rules/installation.js';
import { allInstallations } from '../../../src/licensing/rules/installation-query.js';
import { whyChain } from '../../../src/licensing/rules/why.js';
import { checkNowWords } from '../../../src/slack/blocks/check-now-words.js';
import { deploymentMessage } from '../../../src/slack/blocks/deployment-page.js';
import { deploymentProgress } from '../../../src/slack/blocks/deployment-progress.js';
import { message, section } from '../../../src/slack/blocks/elements.js';
import { homeAdmin } from '../../../src/slack/blocks/home-admin.js';
import { installGoneMessage, unknownInstallsMessage } from '../../../src/slack/blocks/install-answers.js';
import { installMessage } from '../../../src/slack/blocks/install-page.js';
import { installationReasonWords } from '../../../src/slack/blocks/installation-reasons.js';
import { installationStateWords, installationWords } from '../../../src/slack/blocks/installation-words.js';
import { installsMessage } from '../../../src/slack/blocks/installs.js';
import { retryAllWords, retryWords } from '../../../src/slack/blocks/retry-words.js';
import { whyMessage } from '../../../src/slack/blocks/why.js';
import { nextWords, type Words } from '../../../src/slack/blocks/words.js';
import type { Message } from '../../../src/slack/interaction.js';
import { context, day, now } from './facts.js';
import { assignment, deployment, deploymentView, homeLists, whyFacts } from './list-renderings.js';

const key = '361285480.STDQ';
export const reasons = Object.keys(installationReasonWords).filter(
  (reason): reason is InstallationReason => reason in installationReasonWords,
);

export function aPhone(text: string, change: Partial<Device> = {}): Device {
  return {
    ...{ enrolmentId: 'P1', type: 'user-enrolment', state: 'enrolled', serialNumber: text, name: text, model: text },
    ...{ osVersion: text, platform: 'iOS', supervised: null, accountActive: null, accountHash: null },
    ...{ userChannel: null, owner: null, enrolledAt: now, seenAt: now, informationAt: null },
    ...{ inventoryAt: null, marks: { authenticated: null, token: null, contact: null, left: null }, ...change },
  };
}

export function anInstallation(text: string, change: Partial<Installation> = {}): Installation {
  return {
    ...newInstallation({
      key,
      userId: 'UBO12345',
      enrolmentId: text,
      state: 'failed',
      since: now - day,
      generation: 1,
    }),
    error: { code: 12_064, domain: text, text },
    ...{ appleStatus: text, tries: 2, nextTry: now + day, nextLook: now, notNowSince: now, rounds: 1_000, ...change },
  };
}

function installRow(
  text: string,
  change: Partial<Installation> = {},
  device: Device | null = aPhone(text),
): InstallRow {
  const installation = anInstallation(text, change);
  return { id: `${key}/UBO12345/P1`, installation, device, personName: text, appName: text };
}

/** Every state without a reason, and every reason with a state it stands in. */
function allRows(text: string): InstallRow[] {
  return [
    ...installationStates.map((state) => installRow(text, { state, reason: null, error: null, nextTry: null })),
    ...reasons.map((reason, index) =>
      installRow(
        text,
        { state: index % 2 === 0 ? 'failed' : 'removing', reason },
        index % 3 === 0 ? null : aPhone(text),
      ),
    ),
  ];
}

export function installsPage(text: string, change: Partial<InstallsPage> = {}): InstallsPage {
  return {
    ...{ result: 'installs', query: { ...allInstallations, app: text.slice(0, 40) }, typed: text.slice(0, 300) },
    ...{ page: 1, pages: 3, found: 27, all: 1_200, rows: allRows(text).slice(0, 10), withoutDevice: [] },
    totals: { installed: 1_000, pending: 1, failed: 2, 'not-installed': 3, 'not-applicable': 0 },
    ...{ retryable: 26, may: { retry: true, export: true }, ...change },
  };
}

const command = (text: string, change: Partial<DeviceCommandRecord>): DeviceCommandRecord => ({
  ...newCommand({ act: 'install', enrolmentId: text, deviceId: text }, now),
  ...change,
});

export function installView(row: InstallRow, text: string, change: Partial<InstallView> = {}): InstallView {
  return {
    ...row,
    ...{ result: 'install', assignment: assignment(text), command: command(text, { state: 'not-now', nextWake: now }) },
    history: [
      {
        ...{ number: 1, at: now, actor: text, act: 'retry-install', subject: `assignment:${key}/UBO12345` },
        ...{ outcome: text, reference: text, facts: { text } },
      },
    ],
    ...{ may: { retry: true }, ...change },
  };
}

function named(prefix: string, list: readonly Message[]): Record<string, Message> {
  return Object.fromEntries(list.map((one, index) => [`${prefix} ${index}`, one]));
}

function lists(text: string): Message[] {
  const rows = allRows(text);
  const without = {
    ...{ userId: 'UBO12345', personName: text, key, appName: text, since: now },
    reasons: ['platform', 'needs-managed-account'] as const,
  };
  const nothing = { rows: [], found: 0, pages: 1, page: 0, retryable: 0 } as const;
  return [
    installsMessage(installsPage(text), context),
    installsMessage(
      installsPage(text, { rows: rows.slice(10, 20), page: 0, typed: '', query: allInstallations }),
      context,
    ),
    installsMessage(
      installsPage(text, { rows: rows.slice(20), page: 2, may: { retry: false, export: false } }),
      context,
    ),
    installsMessage(
      installsPage(text, {
        ...{ rows: [], withoutDevice: [without, { ...without, reasons: [] }], found: 2, pages: 1, page: 0 },
        query: { ...allInstallations, choice: 'no-device' },
      }),
      context,
    ),
    installsMessage(installsPage(text, nothing), context),
    installsMessage(installsPage(text, { ...nothing, all: 0, typed: '', query: allInstallations }), context),
    installsMessage(installsPage(text, { ...nothing, query: { ...allInstallations, choice: 'no-device' } }), context),
    unknownInstallsMessage({ result: 'no-server' }),
    unknownInstallsMessage({ result: 'not-understood', parts: [text, text, text, text] }),
    unknownInstallsMessage({ result: 'no-app', app: text }),
    unknownInstallsMessage({ result: 'no-deployment', deploymentId: 'D-99' }),
    installGoneMessage(),
  ];
}

const counts = { installed: 1, pending: 2, failed: 3, notInstalled: 4, notApplicable: 5, withoutDevice: 1 };
const none = { installed: 0, pending: 0, failed: 0, notInstalled: 0, notApplicable: 0, withoutDevice: 0 };

function ofDeployments(text: string): Message[] {
  const row = { id: 'D-7', deployment: deployment(text), appName: text, progress: null };
  const installs: PersonInstall[] = Array.from({ length: 7 }, () => ({
    device: aPhone(text),
    installation: anInstallation(text),
  }));
  const view = deploymentView(row, text, { installations: counts });
  const people = view.people.map((one, index) => ({
    ...one,
    installs: index === 0 ? [] : index === 1 ? [{ device: null, installation: null }] : installs,
  }));
  const places = {
    ...{ licensed: 1, reserved: 0, invited: 0, waitingForLicences: 0, licensing: 0, removing: 0, releasing: 0 },
    ...{ released: 0, failed: 0, rejected: 0, givenBack: 0, lost: 0, offered: 0, toApply: 0, passedOver: 0 },
  };
  const progress: DeploymentProgressFacts = {
    ...{ deploymentId: 'D-7', appName: text, action: 'required', state: 'active', startAt: null, stopped: null },
    ...{ people: 1, counts: places, complete: true, doneAt: null, at: now },
  };
  return [
    deploymentMessage({ ...view, people }, context),
    deploymentProgress({ ...progress, installations: counts }, context),
    deploymentProgress({ ...progress, installations: none }, context),
  ];
}

function whys(text: string): Message[] {
  const devices: PersonInstall[] = [
    ...allRows(text).map(({ installation, device }) => ({ installation, device })),
    { installation: null, device: aPhone(text) },
    { installation: null, device: null },
  ];
  const facts = [
    whyFacts(text, { devices }),
    whyFacts(text, { devices: devices.slice(0, 3), assignment: assignment(text, { state: 'removing' }) }),
    whyFacts(text, { devices: [], lacksDevice: true }),
  ];
  return facts.map((one, index) =>
    whyMessage({ result: 'why', facts: one, chain: whyChain(one), own: index === 1, history: [] }, context),
  );
}

export function installMessages(text: string): Record<string, Message> {
  const device = aPhone(text, { osVersion: null, platform: 'unknown', serialNumber: null, name: null, model: null });
  return {
    ...named('installs', lists(text)),
    ...named('install', [
      ...allRows(text)
        .slice(6, 12)
        .map((row) => installMessage(installView(row, text), context)),
      installMessage(
        installView(installRow(text, { state: 'unmanaged', seenAt: now, nextLook: null }, device), text, {
          ...{ assignment: null, command: null, history: [], may: { retry: false } },
        }),
        context,
      ),
    ]),
    ...named('installs of a deployment', ofDeployments(text)),
    ...named('why on devices', whys(text)),
    'installations for their person': forPerson(allRows(text)),
  };
}

/** What cards for the person say of each. */
function forPerson(rows: readonly InstallRow[]): Message {
  const said = rows.map(({ installation, device }) => installationWords(installation, device, 'person'));
  return message(
    'Installations',
    said.map(({ status, label, what, next }) => section([`*${status}: ${label}*`, what, nextWords(next)])),
  );
}

export function installOutcomeWords(): Words[] {
  const states = Object.keys(installationStateWords).length;
  return [
    ...(['administrator', 'person'] as const).flatMap((reader) => [
      ...(['retried', 'unknown', 'not-yours', 'installed', 'not-wanted', 'device-not-enrolled'] as const).map(
        (result) => retryWords({ result }, reader),
      ),
      ...(['needs-take-over', 'cannot-take-over'] as const).map((result) => retryWords({ result }, reader)),
      ...installationStates.slice(0, states).map((state) => retryWords({ result: 'under-way', state }, reader)),
      ...[null, ...reasons].map((reason) => retryWords({ result: 'not-applicable', reason }, reader)),
    ]),
    ...(['asked', 'woken', 'not-sent', 'unknown', 'not-yours'] as const).map((result) => checkNowWords({ result })),
    checkNowWords({ result: 'at-rest', state: 'managed' }),
    retryAllWords({ result: 'retried-all', count: 0, left: 3, over: 0 }),
    retryAllWords({ result: 'retried-all', count: 1, left: 0, over: 0 }),
    retryAllWords({ result: 'retried-all', count: 500, left: 1, over: 1_200 }),
  ];
}

export function installHomes(text: string): HomeView[] {
  const apps = [{ key, name: text, count: 1_200 }];
  return homeLists(text).flatMap((lists) =>
    [
      { count: 1_203, apps, appsCount: 4 },
      { count: 0, apps: [], appsCount: 0 },
    ].map((installs): HomeView => ({ type: 'home', blocks: homeAdmin({ ...lists, installs }, now) })),
  );
}
