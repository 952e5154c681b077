import type { Versioned } from '../ports/records.js';
import type { LeaversFacts, LeaversState } from '../rules/leavers.js';
import type { Notice } from '../rules/notice.js';
import type { NotAllowed } from '../rules/policy.js';
import { sameFacts } from '../rules/same-facts.js';
import { type Asked, type Core, permit } from './core.js';
import { findLeavers, leaversFacts } from './find-leavers.js';
import { leaverStep } from './leaver-step.js';
import { LEAVERS, leaversNotice, readLeavers } from './leavers-record.js';
import type { LongWork } from './long-work.js';
import { entryOf, refusing } from './refused-clicks.js';
import { releaseGoing } from './release-leavers.js';
import { retireLeavers } from './retire-leavers.js';

/** Milliseconds between two looks for people who left. */
const LOOK_EVERY = 3_600_000;

/** Looks for people who left and have licences, keeps the card about them, and releases what somebody decided to. */
export const leaversWork: LongWork = {
  async due(core) {
    const stored = await readLeavers(core);
    if (stored?.value.going != null) return true;
    const now = core.clock();
    const looked = stored?.value.lookedAt ?? null;
    if (looked !== null && looked <= now && now - looked < LOOK_EVERY)
      return hasMoved(core, stored?.value.card ?? null);
    return stored !== null || (await core.records.list('membership')).length > 0;
  },
  async run(core, reference) {
    await releaseGoing(core);
    await retireLeavers(core, reference);
    await refreshLeavers(core, reference);
  },
};

/** Something that the card calls on its way back has come to rest. */
async function hasMoved(core: Core, card: LeaversFacts | null): Promise<boolean> {
  if (card === null || card.returning === 0) return false;
  let returning = 0;
  for (const { value } of await core.records.list('assignment')) {
    if (value.state !== 'releasing' && value.state !== 'removing') continue;
    if ((await core.records.get('membership', value.userId))?.value.state !== 'left') continue;
    if ((await leaverStep(core, value)) === 'under-way') returning += 1;
  }
  return returning < card.returning;
}

/** Looks now, and brings the card up to date. Answers what it says. */
export async function refreshLeavers(core: Core, reference: string): Promise<LeaversFacts | null> {
  const stored = await readLeavers(core);
  const before = stored?.value.card ?? null;
  const found = await findLeavers(core, before);
  const quiet = found.leavers.length === 0 && found.returning === 0;
  const subject = before?.subject ?? `leavers-${core.clock()}`;
  const facts = leaversFacts(found, subject, before?.releasedBy ?? null);
  const hasCard = before !== null || found.leavers.length > 0;
  const value: LeaversState = {
    lookedAt: core.clock(),
    card: quiet || !hasCard ? null : facts,
    going: stored?.value.going ?? null,
  };
  const isNew = hasCard && !sameFacts(facts, before);
  const { result } = await core.records.commit({
    expect: [{ kind: 'leavers', id: LEAVERS, revision: stored?.revision ?? 0 }],
    put: [{ kind: 'leavers', id: LEAVERS, value }],
    outbox: isNew ? [leaversNotice(facts, reference)] : [],
  });
  if (result === 'conflict') return refreshLeavers(core, reference);
  await core.onStep('leavers.looked');
  return hasCard ? facts : null;
}

export type ReleaseOutcome =
  | NotAllowed
  /** The card is not the present one. */
  | { result: 'over' }
  | { result: 'already'; by: string }
  /** The card was brought up to date; it is decided on it. */
  | { result: 'changed'; before: number; now: number }
  | { result: 'going'; release: number; ask: number };

/** “Release n licences”. `value`: the figure that the person saw and the card's subject, `12:leavers-…`. */
export async function releaseLeavers(core: Core, asked: Asked, value: string): Promise<ReleaseOutcome> {
  const permission = await permit(core, asked.actor, 'release-licences');
  if (permission.result === 'not-allowed') return refusing(core, asked, ACT, SUBJECT, permission);
  const [, figure = '', subject = ''] = /^(\d{1,9}):(leavers-\d{1,16})$/.exec(value) ?? [];
  const stored = await readLeavers(core);
  if (stored === null || stored.value.card?.subject !== subject) {
    return refusing(core, asked, ACT, SUBJECT, { result: 'over' } as const);
  }
  if (stored.value.going !== null)
    return refusing(core, asked, ACT, SUBJECT, { result: 'already', by: stored.value.going.by } as const);
  const before = Number(figure);
  if (before === 0) return refusing(core, asked, ACT, SUBJECT, { result: 'over' } as const);
  const found = await findLeavers(core, stored.value.card);
  const now = found.release.length + found.ask.length;
  if (now !== before || !isShown(found, stored.value.card)) {
    await refreshLeavers(core, asked.reference);
    return refusing(core, asked, ACT, SUBJECT, { result: 'changed', before, now } as const);
  }
  const committed = await decide(core, asked, stored, found);
  if (!committed) return releaseLeavers(core, asked, value);
  await core.onStep('leavers.decided');
  return { result: 'going', release: found.release.length, ask: found.ask.length };
}

/** Whether the card names these people with these licences: as many of other people are others. */
function isShown(found: Awaited<ReturnType<typeof findLeavers>>, card: LeaversFacts): boolean {
  const { leavers, toRelease, toAsk } = leaversFacts(found, card.subject, card.releasedBy);
  return sameFacts(
    { leavers, toRelease, toAsk },
    { leavers: card.leavers, toRelease: card.toRelease, toAsk: card.toAsk },
  );
}

const ACT = 'release-leavers';
const SUBJECT = 'people';

async function decide(
  core: Core,
  asked: Asked,
  { revision, value }: Versioned<LeaversState>,
  found: Awaited<ReturnType<typeof findLeavers>>,
): Promise<boolean> {
  const { release, ask } = found;
  const at = core.clock();
  const releasedBy = { by: asked.actor, at, licences: release.length + ask.length };
  const rest = { leavers: [], release: [], toRemove: 0, ask: [], returning: found.returning + release.length };
  const card = leaversFacts(rest, value.card?.subject ?? '', releasedBy);
  const outbox: Notice[] = [leaversNotice(card, asked.reference)];
  const { result } = await core.records.commit({
    expect: [{ kind: 'leavers', id: LEAVERS, revision }],
    put: [
      {
        kind: 'leavers',
        id: LEAVERS,
        value: { ...value, card, going: { by: asked.actor, at, reference: asked.reference, release, ask } },
      },
    ],
    outbox,
    audit: [entryOf(core, asked, ACT, SUBJECT, 'decided', { release: release.length, ask: ask.length })],
  });
  return result === 'committed';
}
