import { deviceLabel } from '../rules/device.js';
import type { Membership } from '../rules/membership.js';
import { isOutOfReminders } from '../rules/terms.js';
import type { TermsList, TermsListEntry } from '../rules/terms-notice.js';
import type { Core } from './core.js';
import { refusedInvitations } from './invitation-answers.js';
import { type Pass, type Picture, readPicture, readWatch, WATCH } from './membership-picture.js';

/** People that the card names. */
const SHOWN = 20;
/** People of whom is remembered that the card has told them. */
const MOST_REMEMBERED = 2_000;
/** Refused invitations that the card names, and of which is remembered that it did, in characters each. */
const REFUSALS_SHOWN = 5;
const MOST_REFUSALS = 200;
const REMEMBERED_LENGTH = 200;

/** People who do not get further without an administrator, whoever has waited longest first. */
export function stuckPeople({ people, waiting }: Picture): readonly TermsListEntry[] {
  return [...people.values()]
    .filter(({ value }) => isStuck(value))
    .map(({ id, value }) => entryOf(value, id, waiting.get(id)?.length ?? 0))
    .sort((one, other) => one.since - other.since);
}

function isStuck({ state, problem, invitation }: Membership): boolean {
  if (state === 'left') return false;
  return problem !== null || (state === 'invited' && invitation !== null && isOutOfReminders(invitation));
}

function entryOf({ problem, errorNumber, since }: Membership, userId: string, waiting: number): TermsListEntry {
  return { userId, problem, errorNumber, since, waiting };
}

/** What the card says, so short that it can be compared. */
function remembered(entries: readonly TermsListEntry[]): string[] {
  const said = entries.map(({ userId, problem }) => `${userId} ${problem ?? 'reminded'}`).sort();
  return said.length > MOST_REMEMBERED ? [...said.slice(0, MOST_REMEMBERED), String(said.length)] : said;
}

/** Invitations that devices refused, as they are remembered: they begin like nobody's id. */
function rememberedRefusals(refused: readonly RefusedLine[]): string[] {
  const said = refused.map(({ userId, device, said }) => `refused ${userId} ${said} ${deviceLabel(device)}`);
  return said
    .map((word) => word.slice(0, REMEMBERED_LENGTH))
    .sort()
    .slice(0, MOST_REFUSALS);
}

type RefusedLine = NonNullable<TermsList['refused']>['lines'][number];

async function refusedLines(core: Core): Promise<readonly RefusedLine[]> {
  return [...(await refusedInvitations(core))].flatMap(([userId, all]) => all.map((one) => ({ userId, ...one })));
}

/** Whether devices refused or took invitations since the card was last put. */
export async function areRefusalsNews(core: Core): Promise<boolean> {
  const told = (await readWatch(core)).value.listed.filter((word) => word.startsWith('refused '));
  return !isSame(rememberedRefusals(await refusedLines(core)), told);
}

/** Puts the administrators' card anew when somebody came onto the list or left it. */
export async function tellStuckPeople({ core, reference }: Pass): Promise<void> {
  const entries = stuckPeople(await readPicture(core));
  const watch = await readWatch(core);
  const refused = await refusedLines(core);
  const listed = [...remembered(entries), ...rememberedRefusals(refused)];
  if (isSame(listed, watch.value.listed)) return;
  await core.records.commit({
    expect: [{ kind: 'termsWatch', id: WATCH, revision: watch.revision }],
    put: [{ kind: 'termsWatch', id: WATCH, value: { ...watch.value, listed } }],
    outbox: [
      {
        kind: 'terms-list',
        subject: 'terms-list',
        audience: { to: 'channel' },
        facts: {
          ...{ entries: entries.slice(0, SHOWN), count: entries.length, at: core.clock() },
          ...(refused.length === 0
            ? {}
            : { refused: { lines: refused.slice(0, REFUSALS_SHOWN), count: refused.length } }),
        },
        reference,
      },
    ],
  });
  await core.onStep('membership.listed');
}

function isSame(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((text, index) => text === other[index]);
}
