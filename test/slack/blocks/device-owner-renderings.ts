import type { HomeView, ModalView } from '@slack/types';
import type { DeviceFacts } from '../../../src/licensing/flows/read-device.js';
import { type Device, type DeviceOwner, deviceStates } from '../../../src/licensing/rules/device.js';
import type { ClaimEnd, ClaimFacts } from '../../../src/licensing/rules/device-claim.js';
import { deviceFilter } from '../../../src/licensing/rules/device-filter.js';
import { installationStates, newInstallation } from '../../../src/licensing/rules/installation.js';
import type { OwnerFault, WrongLine } from '../../../src/licensing/rules/owner-import.js';
import {
  claimWords,
  confirmClaimWords,
  denyClaimWords,
  withdrawClaimWords,
} from '../../../src/slack/blocks/claim-words.js';
import { assignWords, retireDeviceWords } from '../../../src/slack/blocks/device-outcomes.js';
import { deviceMessage, whichDeviceMessage } from '../../../src/slack/blocks/device-page.js';
import { retireDeviceView, setOwnerView } from '../../../src/slack/blocks/device-views.js';
import { noServerWords } from '../../../src/slack/blocks/device-words.js';
import { devicesMessage, devicesSentWords } from '../../../src/slack/blocks/devices.js';
import { homeView } from '../../../src/slack/blocks/home.js';
import { myAppsBlocks, myAppsMessage } from '../../../src/slack/blocks/home-employee.js';
import { claimDeviceView, myDevicesMessage } from '../../../src/slack/blocks/my-devices.js';
import { noticeMessages } from '../../../src/slack/blocks/notices.js';
import { importWords, ownerFileWords, previewRefusalWords } from '../../../src/slack/blocks/owner-import.js';
import {
  importOwnersView,
  importPreviewView,
  ownerFaultWords,
  readingListView,
} from '../../../src/slack/blocks/owner-import-views.js';
import type { Words } from '../../../src/slack/blocks/words.js';
import type { Message } from '../../../src/slack/interaction.js';
import { bound, context, day, member, now } from './facts.js';

const owners: readonly DeviceOwner['by'][] = ['claim', 'enrolment-profile', 'import', 'administrator'];

export function aKnownDevice(text: string, change: Partial<Device> = {}): Device {
  return {
    enrolmentId: '00008110-000A1B2C3D4E5F60',
    type: 'device',
    state: 'enrolled',
    serialNumber: 'F2LX0001ABCD',
    name: text,
    model: text,
    osVersion: '18.1',
    platform: 'iOS',
    supervised: false,
    accountActive: true,
    accountHash: null,
    userChannel: null,
    owner: { userId: 'UANNA1', by: 'claim', at: now, confirmedBy: 'UBERTIL1' },
    marks: { authenticated: null, token: null, contact: null, left: null },
    enrolledAt: now - 30 * day,
    seenAt: now,
    informationAt: now,
    inventoryAt: now,
    ...change,
  };
}

const hidden = { type: 'user-enrolment', serialNumber: null } as const;
const bare = { name: null, model: null, serialNumber: null, osVersion: null, owner: null, inventoryAt: null } as const;

const ends: readonly (ClaimEnd | null)[] = [
  null,
  { result: 'confirmed', by: 'UBERTIL1', at: now },
  { result: 'denied', by: 'UBERTIL1', at: now },
  { result: 'lost', to: 'UCILLA1', by: 'UBERTIL1', at: now },
  { result: 'expired', at: now },
  { result: 'withdrawn', at: now },
  { result: 'retired', at: now },
];

function claim(text: string, change: Partial<ClaimFacts> = {}): ClaimFacts {
  const { enrolmentId, serialNumber, name, model, osVersion, type, seenAt } = aKnownDevice(text);
  return {
    key: `${now}:F2LX0001ABCD/UANNA1`,
    userId: 'UANNA1',
    device: { enrolmentId, serialNumber, name, model, osVersion, type, seenAt },
    owner: null,
    rivals: [],
    askedAt: now,
    until: now + 7 * day,
    end: null,
    ...change,
  };
}

function facts(text: string, change: Partial<Device> = {}, apps = 0): DeviceFacts {
  const one = { key: '361285480.STDQ', userId: 'UANNA1', enrolmentId: 'E', since: now, generation: 1 };
  return {
    result: 'device',
    device: aKnownDevice(text, change),
    ownerName: text,
    apps: Array.from({ length: apps }, (_, index) => ({
      id: '361285480.STDQ/UANNA1/E',
      name: text,
      installation: newInstallation({
        ...one,
        state: installationStates[index % installationStates.length] ?? 'managed',
      }),
    })),
    openCommands: apps,
    claims: apps === 0 ? [] : [{ key: `${now}:F2LX0001ABCD/UCILLA1`, userId: 'UCILLA1' }],
    may: { manage: true },
  };
}

function page(text: string, count: number, change: Partial<Parameters<typeof devicesMessage>[0]> = {}): Message {
  const kinds: Partial<Device>[] = [
    {},
    hidden,
    bare,
    { state: 'retired', owner: null },
    { type: 'shared-ipad', owner: null },
  ];
  return devicesMessage(
    {
      result: 'devices',
      filter: { kind: 'all' },
      page: 1,
      pages: 3,
      found: 30,
      all: count === 0 ? 0 : 30,
      lines: Array.from({ length: count }, (_, index) => {
        const device = aKnownDevice(text, kinds[index % kinds.length]);
        return { device, ownerName: device.owner === null ? null : text };
      }),
      counts: { unclaimed: 1, left: 2, claims: 1 },
      may: { manage: true, export: true },
      ...change,
    },
    context,
  );
}

const imported = { set: 1, kept: 2, same: 3, changed: 0, left: 0 };

/** Every card and answer about devices and whose they are. */
export function deviceOwnerMessages(text: string): Message[] {
  const notEnrolled = {
    ...claim(text).device,
    enrolmentId: null,
    name: null,
    model: null,
    osVersion: null,
    seenAt: null,
  };
  const shown: ClaimFacts[] = [
    ...ends.map((end) => claim(text, { end })),
    claim(text, { owner: 'UCILLA1', rivals: ['UCILLA1', 'UDAVID1'] }),
    claim(text, { device: { ...claim(text).device, ...hidden } }),
    ...ends.slice(0, 2).map((end) => claim(text, { end, device: notEnrolled })),
  ];
  const waiting = { key: claim(text).key, device: claim(text).device, askedAt: now, until: now + day };
  return [
    ...shown.flatMap((one) => [
      noticeMessages['device-claim'](one, context),
      noticeMessages['device-claim-answer'](one, context),
    ]),
    ...(['given', 'taken'] as const).map((change) =>
      noticeMessages['device-ownership']({ device: claim(text).device, change, by: 'UBERTIL1', at: now }, context),
    ),
    ...[imported, { ...imported, changed: 1, left: 2 }].flatMap((counts) =>
      [false, true].map((done) =>
        noticeMessages['owner-import']({ total: 9, wrong: 2, counts, done, at: now }, context),
      ),
    ),
    ...[0, 1, 40].map((count) =>
      myDevicesMessage(
        {
          result: 'devices',
          server: true,
          devices: Array.from({ length: count }, (_, index) =>
            aKnownDevice(text, index % 2 === 0 ? {} : { ...hidden, state: 'checked-out' }),
          ),
          claims: count === 0 ? [] : [waiting, { ...waiting, device: notEnrolled }],
        },
        context,
      ),
    ),
    page(text, 0),
    page(text, 12),
    page(text, 1, { filter: deviceFilter(text), may: { manage: false, export: false } }),
    page(text, 1, { filter: { kind: 'person', userId: 'UANNA1' } }),
    page(text, 0, { all: 3, filter: { kind: 'unclaimed' }, page: 0, pages: 1 }),
    ...deviceStates.map((state) => deviceMessage(facts(text, { state }), context)),
    ...owners.map((by) =>
      deviceMessage(facts(text, { owner: { userId: 'UANNA1', by, at: now, confirmedBy: null } }, 3), context),
    ),
    deviceMessage(facts(text, bare, 40), context),
    deviceMessage(facts(text, { ...hidden, supervised: null }), context),
    deviceMessage({ ...facts(text, { type: 'shared-ipad', owner: null }), may: { manage: false } }, context),
    deviceMessage({ ...facts(text, { owner: null }), may: { manage: false } }, context),
    whichDeviceMessage(text, true),
    whichDeviceMessage(text, false),
    whichDeviceMessage('', false),
    myAppsMessage({
      offers: [],
      licences: [],
      removals: [],
      unused: [],
      devices: 0,
      invitationKey: null,
      hold: null,
      byItself: true,
    }),
  ];
}

const faults = Object.keys(ownerFaultWords).filter((fault): fault is OwnerFault => fault in ownerFaultWords);

function wrong(text: string, count: number): WrongLine[] {
  return Array.from({ length: count }, (_, index) => ({
    line: index + 1,
    text,
    fault: faults[index % faults.length] ?? 'no-owner',
  }));
}

export function deviceOwnerViews(text: string): Record<string, ModalView> {
  const changing = Array.from({ length: 30 }, () => ({
    serialNumber: 'F2LX0001ABCD',
    userId: 'UANNA1',
    before: 'UBERTIL1',
  }));
  return {
    'claim a device': claimDeviceView(),
    'set owner': setOwnerView(aKnownDevice(text)),
    'set owner of nobody’s': setOwnerView(aKnownDevice(text, bare)),
    'retire device': retireDeviceView(aKnownDevice(text)),
    'import owners': importOwnersView(),
    'reading the list': readingListView(),
    'import preview': importPreviewView({
      result: 'shown',
      importId: 'id-1',
      total: 60,
      changing,
      wrong: wrong(text, 60),
      same: 2,
    }),
    'import preview of one': importPreviewView({
      result: 'shown',
      importId: 'id-1',
      total: 1,
      changing: [],
      wrong: [],
      same: 0,
    }),
    'import preview of nothing': importPreviewView({
      result: 'shown',
      importId: null,
      total: 0,
      changing: [],
      wrong: wrong(text, 1),
      same: 1,
    }),
  };
}

export function deviceOwnerHomes(text: string): HomeView[] {
  const mine = myAppsBlocks({
    offers: [],
    licences: [],
    removals: [],
    unused: [],
    devices: 0,
    invitationKey: null,
    hold: null,
    byItself: true,
  });
  const house = bound(text);
  return [member(), member('custodian')].map((standing) =>
    homeView({ standing, house, apps: [], context, custodians: ['UBERTIL1'], mine }),
  );
}

export function deviceOwnerWords(text: string): Words[] {
  const device = aKnownDevice(text);
  return [
    noServerWords,
    ownerFileWords,
    devicesSentWords({ name: 'vpp-devices.csv', devices: 2, cutOff: true }),
    claimWords({ result: 'no-serial-number' }),
    claimWords({ result: 'not-claimable' }),
    claimWords({ result: 'yours-already' }),
    claimWords({ result: 'claimed-already', until: now }),
    claimWords({ result: 'too-many', most: 5 }),
    ...[true, false].flatMap((enrolled) => [
      claimWords({ result: 'claimed', until: now, enrolled }),
      confirmClaimWords({ result: 'confirmed', userId: 'UANNA1', enrolled }),
    ]),
    ...Object.values(withdrawClaimWords),
    confirmClaimWords({ result: 'over' }),
    confirmClaimWords({ result: 'own-claim' }),
    confirmClaimWords({ result: 'no-member', userId: 'UANNA1' }),
    ...[null, 'UCILLA1'].map((owner) => confirmClaimWords({ result: 'changed', owner })),
    denyClaimWords({ result: 'own-claim' }),
    denyClaimWords({ result: 'denied', userId: 'UANNA1' }),
    assignWords({ result: 'gone' }),
    assignWords({ result: 'shared' }),
    assignWords({ result: 'same' }),
    assignWords({ result: 'no-member', userId: 'UANNA1', reason: 'guest' }),
    ...[null, 'UCILLA1'].flatMap((userId) => [
      assignWords({ result: 'changed', owner: userId }),
      assignWords({ result: 'set', userId, was: 'UANNA1', device }),
    ]),
    retireDeviceWords({ result: 'gone' }),
    retireDeviceWords({ result: 'retired-already' }),
    ...[0, 1, 4].map((commands) => retireDeviceWords({ result: 'retired', device, commands })),
    previewRefusalWords({ result: 'empty' }),
    previewRefusalWords({ result: 'too-many-lines', lines: 20_000, most: 10_000 }),
    previewRefusalWords({ result: 'directory-unread' }),
    importWords({ result: 'over' }),
    importWords({ result: 'going', total: 1 }),
  ];
}
