import type { AppleWrite } from '../rules/apple-write.js';
import { type AssetRecord, assetKey } from '../rules/asset.js';
import { assignmentTraits } from '../rules/assignment.js';
import { cleanliness } from '../rules/cleanliness.js';
import type { Deployment, LeftOut, Roster } from '../rules/deployment.js';
import type { LedgerFigures } from '../rules/ledger.js';
import { mayWrite } from '../rules/may-write.js';
import { assetName } from '../rules/needs.js';
import { waitingOrder } from '../rules/waiting-list.js';
import type { Approval, HouseHolds, QueuePlace, WhyDeployment, WhyFacts, WhyWrite } from '../rules/why-facts.js';
import { movingAssignments, readAssignment } from './assignments.js';
import { readCleanUp } from './clean-up-record.js';
import type { Core } from './core.js';
import { listDeployments, readRoster } from './deployments.js';
import { readLedger } from './ledgers.js';
import { peopleWithoutDevice } from './people-without-device.js';
import { installsByPerson, type PersonInstall } from './person-installs.js';
import { readBinding, readPause, readSync } from './state.js';

/** Deployments that came to an end and are still named; older ones explain nothing. */
const ENDED_NAMED = 5;

interface KnownDeployment {
  id: string;
  value: Deployment;
  /** Place in the roster of the revision in force, by person. */
  places: ReadonlyMap<string, number>;
  waiting: ReadonlySet<string>;
  leftOut: ReadonlyMap<string, LeftOut>;
}

/** Everything about one app that concerns all of its people, read once. */
export interface AppPicture {
  key: string;
  asset: AssetRecord;
  figures: LedgerFigures | null;
  /** Oldest first; of those that ended only the newest. */
  deployments: readonly KnownDeployment[];
  queue: ReadonlyMap<string, QueuePlace>;
  writes: ReadonlyMap<string, AppleWrite>;
  holds: HouseHolds;
  /** `null` without an MDM server. */
  installs: ((userId: string) => readonly PersonInstall[]) | null;
  /** People to whom no licence is given before they have a device for it. */
  withoutDevice: ReadonlySet<string>;
}

/** `null`: no such asset is known. */
export async function readAppPicture(core: Core, key: string): Promise<AppPicture | null> {
  const asset = (await core.records.get('asset', key))?.value;
  if (asset === undefined) return null;
  const deployments = await listDeployments(core, key);
  const open = deployments.filter(({ value }) => value.endedAt === null);
  const ended = deployments.filter(({ value }) => value.endedAt !== null).slice(-ENDED_NAMED);
  const wanted = new Set([...open, ...ended].map(({ id }) => id));
  const known: KnownDeployment[] = [];
  for (const { id, value } of deployments) if (wanted.has(id)) known.push(await knownDeployment(core, id, value));
  return {
    key: assetKey(asset),
    asset,
    figures: (await readLedger(core, key))?.figures ?? null,
    deployments: known,
    queue: await queueOf(core, key),
    writes: new Map((await core.records.list('write')).map(({ id, value }) => [id, value])),
    holds: await readHolds(core),
    installs: await installsByPerson(core, key),
    withoutDevice: new Set((await peopleWithoutDevice(core, key)).map(({ userId }) => userId)),
  };
}

const noRoster: Roster = { people: [], leftOut: [], leftOutCount: 0 };

async function knownDeployment(core: Core, id: string, value: Deployment): Promise<KnownDeployment> {
  const { inForce, pending, decided } = value;
  const asked = pending?.revision.number ?? (inForce === null ? (decided?.revision ?? null) : null);
  const inForceRoster = inForce === null ? noRoster : await readRoster(core, id, inForce.number);
  const askedRoster = asked === null ? noRoster : await readRoster(core, id, asked);
  return {
    id,
    value,
    places: new Map(inForceRoster.people.map((userId, place) => [userId, place])),
    waiting: new Set(askedRoster.people),
    leftOut: new Map([...askedRoster.leftOut, ...inForceRoster.leftOut].map((one) => [one.who, one])),
  };
}

/** The order of the waiting list: who has waited longest comes first. */
async function queueOf(core: Core, key: string): Promise<ReadonlyMap<string, QueuePlace>> {
  const waiting = waitingOrder((await movingAssignments(core, key)).map(({ value }) => value));
  return new Map(waiting.map(({ userId }, index) => [userId, { position: index + 1, length: waiting.length }]));
}

/** What keeps everything from being sent at this moment. */
export async function readHolds(core: Core): Promise<HouseHolds> {
  const pause = (await readPause(core))?.value;
  const writes = mayWrite((await readBinding(core)).value);
  const interference = (await core.records.list('interference')).find(({ value }) => value.answered === null);
  return {
    paused: pause?.paused === true ? { by: pause.by, at: pause.at } : null,
    writes: writes.result === 'yes' ? null : writes.why,
    cleanliness: cleanliness((await readCleanUp(core)).value, (await readSync(core)).value.lastComplete),
    interferenceSince: interference?.value.since ?? null,
  };
}

/** All that is known of one person and the app of the picture. */
export async function whyFactsOf(core: Core, picture: AppPicture, userId: string): Promise<WhyFacts> {
  const { key, asset } = picture;
  const member = (await core.records.get('member', userId))?.value;
  const assignment = (await readAssignment(core, key, userId))?.value ?? null;
  const membership = (await core.records.get('membership', userId))?.value ?? null;
  const deployments = picture.deployments.flatMap((one) => forPerson(one, userId) ?? []);
  const devices = picture.installs?.(userId) ?? null;
  const isMoving = assignment !== null && assignmentTraits[assignment.state].moving;
  return {
    now: core.clock(),
    userId,
    person: {
      known: member !== undefined,
      kind: member?.kind ?? 'member',
      deactivated: member?.deactivated ?? false,
    },
    app: {
      key,
      name: assetName(asset),
      gone: asset.presence === 'gone',
      book: asset.productType === 'Book',
      revocable: asset.revocable,
      figures: picture.figures,
    },
    deployments,
    assignment,
    queue: isMoving ? (picture.queue.get(userId) ?? null) : null,
    write: writeOf(picture, assignment?.writeId ?? null),
    membership,
    membershipWrite: writeOf(picture, membership?.writeId ?? null),
    holds: picture.holds,
    devices,
    lacksDevice: devices?.length === 0 || picture.withoutDevice.has(userId),
  };
}

function writeOf({ writes }: AppPicture, writeId: string | null): WhyWrite | null {
  const write = writeId === null ? undefined : writes.get(writeId);
  if (write === undefined) return null;
  const { task, state, sentAt, eventId, nextLook } = write;
  return { act: task.act, state, sentAt, eventId, nextLook };
}

/** `null`: the deployment has nothing to do with this person. */
function forPerson({ id, value, places, waiting, leftOut }: KnownDeployment, userId: string): WhyDeployment | null {
  const place = places.get(userId);
  const omitted = leftOut.get(userId)?.reason ?? null;
  if (place === undefined && !waiting.has(userId) && omitted === null) return null;
  const { inForce, pending, applying } = value;
  const wanted = place === undefined ? pending?.revision : inForce;
  return {
    id,
    state: value.state,
    askedBy: value.requestedBy,
    reason: wanted?.reason ?? value.settled?.revision.reason ?? '',
    inForce:
      inForce === null || place === undefined
        ? null
        : {
            action: inForce.action,
            since: approvalOf(value).at ?? inForce.writtenAt,
            approval: approvalOf(value).approval,
            groupIds: inForce.audience.kind === 'follows' ? inForce.audience.groupIds : null,
            startAt: inForce.startAt,
            applied: applying === null || place < applying.position,
          },
    pending:
      pending === null || !waiting.has(userId)
        ? null
        : {
            action: pending.revision.action,
            requestedAt: pending.requestedAt,
            expiresAt: pending.expiresAt,
            missingApprovals: pending.needed - pending.approvedBy.length,
          },
    leftOut: omitted,
    stopped: value.stopped,
    ended: value.endedAt === null ? null : { by: value.endedBy, at: value.endedAt },
  };
}

/** How the revision in force was approved, as far as the head still says. */
export function approvalOf({ inForce, decided }: Deployment): { approval: Approval; at: number | null } {
  if (inForce === null || decided === null || decided.revision !== inForce.number) {
    return { approval: { kind: 'unknown' }, at: null };
  }
  if (decided.result === 'approved') {
    return { approval: { kind: 'approved', by: decided.by, at: decided.at }, at: decided.at };
  }
  return { approval: { kind: decided.result === 'none-needed' ? 'none-needed' : 'unknown' }, at: decided.at };
}
