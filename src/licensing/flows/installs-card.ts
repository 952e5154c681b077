import { assignmentTraits } from '../rules/assignment.js';
import type { Installation } from '../rules/installation.js';
import {
  INSTALLS_SHOWN,
  type InstallsGroup,
  type InstallsLine,
  type InstallsState,
  type InstallTrouble,
  installTroubles,
  troubleAtRest,
  troubleInMotion,
} from '../rules/installs-card.js';
import { sameFacts } from '../rules/same-facts.js';
import { readAssignment } from './assignments.js';
import type { Core } from './core.js';
import { mdmGap } from './device-hold.js';
import { lineOf } from './installation-lines.js';
import { movingInstallations, readInstallation } from './installations.js';

const CARD = 'card';

interface Troubled {
  trouble: InstallTrouble;
  since: number;
  installation: Installation;
}

/** How the card about installations that need an administrator is to read now; `null` = as it does. */
export async function installsCardChange(core: Core): Promise<InstallsState | null> {
  if (core.devices === null) return null;
  const stored = (await core.records.get('installs', CARD))?.value ?? null;
  const groups = await groupsNow(core);
  const unreachableSince = await serverGap(core, stored?.unreachableSince ?? null);
  const isOver = groups.length === 0 && unreachableSince === null;
  if (isOver && stored === null) return null;
  const subject = stored?.subject ?? `installs:${core.clock()}`;
  const next: InstallsState = { subject, groups, unreachableSince };
  return sameFacts(next, stored) ? null : next;
}

/** The living card in the channel; a card on which nothing is left is not used again. */
export async function refreshInstallsCard(core: Core, reference: string): Promise<void> {
  const next = await installsCardChange(core);
  if (next === null) return;
  const stored = await core.records.get('installs', CARD);
  const ref = { kind: 'installs', id: CARD } as const;
  const isOver = next.groups.length === 0 && next.unreachableSince === null;
  const { result } = await core.records.commit({
    expect: [{ ...ref, revision: stored?.revision ?? 0 }],
    put: isOver ? [] : [{ ...ref, value: next }],
    remove: isOver && stored !== null ? [ref] : [],
    outbox: [{ kind: 'installs-card', subject: next.subject, audience: { to: 'channel' }, facts: next, reference }],
  });
  if (result === 'committed') await core.onStep('installation.listed');
}

async function groupsNow(core: Core): Promise<readonly InstallsGroup[]> {
  const all = [...(await atRest(core)), ...(await inMotion(core))].sort((one, other) => one.since - other.since);
  const groups: InstallsGroup[] = [];
  for (const trouble of installTroubles) {
    const those = all.filter((one) => one.trouble === trouble);
    if (those.length === 0) continue;
    const lines = await Promise.all(
      those.slice(0, INSTALLS_SHOWN).map(({ installation }) => lineFor(core, installation)),
    );
    groups.push({ trouble, count: those.length, lines });
  }
  return groups;
}

async function atRest(core: Core): Promise<readonly Troubled[]> {
  const found: Troubled[] = [];
  for (const { id } of await core.records.list('installationTrouble')) {
    const installation = (await readInstallation(core, id))?.value;
    const trouble = installation === undefined ? null : troubleAtRest(installation);
    if (installation !== undefined && trouble !== null && (await isHeld(core, installation)))
      found.push({ trouble, since: installation.since, installation });
  }
  return found;
}

/** Whether its licence still stands: without one nobody has to do anything about it. */
async function isHeld(core: Core, { key, userId, generation }: Installation): Promise<boolean> {
  const assignment = (await readAssignment(core, key, userId))?.value;
  return assignment?.generation === generation && assignmentTraits[assignment.state].licensed;
}

async function inMotion(core: Core): Promise<readonly Troubled[]> {
  const now = core.clock();
  return (await movingInstallations(core)).flatMap(({ value: installation }) => {
    const waits = troubleInMotion(installation);
    return waits === null || waits.at > now ? [] : [{ trouble: waits.trouble, since: waits.at, installation }];
  });
}

async function lineFor(core: Core, installation: Installation): Promise<InstallsLine> {
  const device = (await core.records.get('device', installation.enrolmentId))?.value ?? null;
  const asset = (await core.records.get('asset', installation.key))?.value;
  return { ...lineOf(installation, device), userId: installation.userId, appName: asset?.name ?? null };
}

/** Failures in a row before it is told: a short trouble ends by itself. */
const FAILURES = 3;

/** Since when, as far as it was told, the MDM server cannot be reached. */
async function serverGap(core: Core, told: number | null): Promise<number | null> {
  const gap = await mdmGap(core);
  return gap === null || gap.failures < FAILURES ? null : (told ?? core.clock());
}
