import { z } from 'zod';
import type { DevicePlatform } from '../licensing/rules/device.js';
import type { CommandStatus, DeviceAnswer, DeviceInformation } from '../licensing/rules/device-answer.js';
import { boundedText } from './bounds.js';

const MOST_ERRORS = 10;
/** A longer list is not read at all: what is missing from a cut one would look removed. */
const MOST_APPS = 2_000;
const ID_LENGTH = 255;

/** Texts for people are cut. */
const text = z.string().min(1).transform(boundedText).nullable().catch(null);
/** Names by which something is known are whole or not there. */
const id = z.string().min(1).max(ID_LENGTH).nullable().catch(null);
const flag = z.boolean().nullable().catch(null);

/** Apple's words for how a command went. */
const statuses: Readonly<Record<string, CommandStatus>> = {
  Acknowledged: 'acknowledged',
  Error: 'error',
  CommandFormatError: 'format-error',
  Idle: 'idle',
  NotNow: 'not-now',
};

/** `null`: no status that Apple documents. */
export function statusOf(word: unknown): CommandStatus | null {
  return typeof word === 'string' && Object.hasOwn(statuses, word) ? (statuses[word] ?? null) : null;
}

const chainLink = z
  .object({
    ErrorCode: z.number().int().catch(0),
    ErrorDomain: text,
    LocalizedDescription: text,
    USEnglishDescription: text,
  })
  .transform((link) => ({
    code: link.ErrorCode,
    domain: link.ErrorDomain ?? '',
    text: link.USEnglishDescription ?? link.LocalizedDescription ?? '',
  }));

const errorChain = z
  .array(z.unknown())
  .transform((links) => links.slice(0, MOST_ERRORS).flatMap((link) => chainLink.safeParse(link).data ?? []))
  .catch([]);

const managedApp = z.object({ Status: z.string().min(1).max(ID_LENGTH) });

/** A dictionary by bundle id. */
const managedApps = z
  .record(z.string(), z.unknown())
  .refine((apps) => Object.keys(apps).length <= MOST_APPS)
  .transform((apps) =>
    Object.entries(apps).flatMap(([bundleId, app]) => {
      const status = managedApp.safeParse(app).data?.Status;
      return status === undefined || !isBundleId(bundleId) ? [] : [{ bundleId, status }];
    }),
  )
  .nullable()
  .catch(null);

const installedApp = z.object({ Identifier: z.string(), ShortVersion: text, Installing: flag });

/** macOS leaves the identifier of some apps out; what is still being installed is not there yet. */
const installedApps = z
  .array(z.unknown())
  .max(MOST_APPS)
  .transform((apps) =>
    apps.flatMap((one) => {
      const app = installedApp.safeParse(one).data;
      if (app === undefined || app.Installing === true || !isBundleId(app.Identifier)) return [];
      return [{ bundleId: app.Identifier, version: app.ShortVersion }];
    }),
  )
  .nullable()
  .catch(null);

function isBundleId(name: string): boolean {
  return name !== '' && name.length <= ID_LENGTH;
}

const informationFields = z.object({
  SerialNumber: id,
  DeviceName: text,
  ProductName: text,
  Model: text,
  OSVersion: text,
  IsSupervised: flag,
  iTunesStoreAccountIsActive: flag,
  iTunesStoreAccountHash: id,
});

const noInformation: DeviceInformation = {
  ...{ serialNumber: null, name: null, model: null, osVersion: null },
  ...{ platform: null, supervised: null, accountActive: null, accountHash: null },
};

/** Of DeviceInformation's `QueryResponses`, or of a whole Authenticate, which has the same names. */
export function informationOf(fields: unknown): DeviceInformation {
  const read = informationFields.safeParse(fields).data;
  if (read === undefined) return noInformation;
  // ProductName is Apple's model identifier; Model may be a number of the shop, such as MGQH2LL/A.
  const model = read.ProductName ?? read.Model;
  return {
    serialNumber: read.SerialNumber,
    name: read.DeviceName,
    model,
    osVersion: read.OSVersion,
    platform: model === null ? null : platformOf(model),
    supervised: read.IsSupervised,
    accountActive: read.iTunesStoreAccountIsActive,
    accountHash: read.iTunesStoreAccountHash,
  };
}

/** How model identifiers begin. */
const families: readonly (readonly [RegExp, DevicePlatform])[] = [
  [/^(iPhone|iPod)/, 'iOS'],
  [/^iPad/, 'iPadOS'],
  [/^(i?Mac|Virtual ?Mac|Xserve)/, 'macOS'],
  [/^AppleTV/, 'tvOS'],
  [/^RealityDevice/, 'visionOS'],
  [/^Watch/, 'watchOS'],
];

function platformOf(model: string): DevicePlatform {
  return families.find(([beginning]) => beginning.test(model))?.[1] ?? 'unknown';
}

const answerFields = z.object({
  CommandUUID: id,
  Status: z.unknown(),
  ErrorChain: errorChain,
  State: text,
  RejectionReason: text,
  Identifier: id,
  InvitationResult: text,
  ManagedApplicationList: managedApps,
  InstalledApplicationList: installedApps,
  QueryResponses: z.record(z.string(), z.unknown()).nullable().catch(null),
});

/** What a device says to a command; `null` where it names no status that Apple documents. */
export function answerOf(plist: unknown): DeviceAnswer | null {
  const read = answerFields.safeParse(plist).data;
  const status = statusOf(read?.Status);
  if (read === undefined || status === null) return null;
  return {
    status,
    commandUuid: read.CommandUUID,
    errors: read.ErrorChain,
    installState: read.State,
    rejectionReason: read.RejectionReason,
    identifier: read.Identifier,
    managedApps: read.ManagedApplicationList,
    installedApps: read.InstalledApplicationList,
    invitationResult: read.InvitationResult,
    information: read.QueryResponses === null ? null : informationOf(read.QueryResponses),
  };
}
