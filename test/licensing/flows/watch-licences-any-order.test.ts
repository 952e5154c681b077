import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { snoozeAlert } from '../../../src/licensing/flows/snooze-alert.js';
import { watchLicences } from '../../../src/licensing/flows/watch-licences.js';
import type { Put } from '../../../src/licensing/ports/records.js';
import { CARDS_AT_ONCE } from '../../../src/licensing/rules/licence-alert.js';
import type { Notice } from '../../../src/licensing/rules/notice.js';
import type { TestHouse } from '../../support/core.js';
import { boundHouse } from '../../support/core-ceremony.js';
import { anAssetRecord, DAY, HOUR } from '../../support/core-samples.js';

const APPS = 9;
const TOTAL = 100;

type Move =
  | { move: 'read'; free: readonly number[]; suspect: number }
  | { move: 'snooze'; app: number }
  | { move: 'wait' };

const anyMoves = fc.array(
  fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({
        move: fc.constant('read' as const),
        free: fc.array(fc.constantFrom(0, 1, 5, 11, 15, 22, 60), { minLength: APPS, maxLength: APPS }),
        suspect: fc.integer({ min: 0, max: 2 * APPS }),
      }),
    },
    { weight: 1, arbitrary: fc.record({ move: fc.constant('snooze' as const), app: fc.nat({ max: APPS - 1 }) }) },
    { weight: 1, arbitrary: fc.constant({ move: 'wait' as const }) },
  ),
  { maxLength: 14 },
);

const keyOf = (app: number) => `${app + 1}.STDQ`;

async function act(house: TestHouse, move: Move): Promise<void> {
  house.now += HOUR;
  if (move.move === 'wait') house.now += DAY;
  if (move.move === 'snooze') {
    const alert = await house.records.get('alert', keyOf(move.app));
    const form = { days: 1, reason: 'more are ordered' };
    await snoozeAlert(house.core, house.asked('OPERATOR'), alert?.value.subject ?? 'none', form);
  }
  if (move.move !== 'read') return;
  const put = move.free.map((availableCount, app): Put => {
    const assignedCount = TOTAL - availableCount;
    const suspectSince = move.suspect === app ? house.now : null;
    const given = { adamId: String(app + 1), availableCount, assignedCount, readAt: house.now, suspectSince };
    return { kind: 'asset', id: keyOf(app), value: anAssetRecord(given) };
  });
  await house.records.commit({ put });
}

/** By subject, what the channel shows at last. */
function shown(notices: readonly Notice[]): Map<string, Notice> {
  return new Map(notices.map((notice) => [notice.subject, notice]));
}

describe('whatever is read, snoozed and waited for', () => {
  it('the cards say what is remembered, few messages come at once, and a second look has nothing to add', async () => {
    await fc.assert(
      fc.asyncProperty(anyMoves, async (moves) => {
        const house = await boundHouse();
        for (const move of moves) {
          await act(house, move);
          const before = shown(await house.notices());
          await watchLicences(house.core, 'R');
          const notices = await house.notices();
          const after = shown(notices);
          const fresh = [...after.values()].filter(
            ({ subject, kind }) => !before.has(subject) && kind.startsWith('licence'),
          );
          expect(fresh.filter(({ kind }) => kind !== 'licence-digest').length).toBeLessThanOrEqual(CARDS_AT_ONCE);
          expect(fresh.filter(({ kind }) => kind === 'licence-digest').length).toBeLessThanOrEqual(1);
          const alerts = await house.records.list('alert');
          const open = [...after.values()].flatMap((one) =>
            one.kind === 'licence-alert' && one.facts.ended === null ? [one.facts] : [],
          );
          expect(open.map(({ key, level }) => `${key} ${level}`).sort()).toEqual(
            alerts.flatMap(({ id, value }) => (value.card ? [`${id} ${value.level}`] : [])).sort(),
          );
          const listed = [...after.values()].flatMap((one) => (one.kind === 'licence-digest' ? one.facts.lines : []));
          const digested = alerts.filter(({ value }) => value.digest !== null);
          expect(listed.map(({ key }) => key).sort()).toEqual(digested.map(({ id }) => id).sort());
          expect(alerts.every(({ value }) => value.card || value.digest !== null)).toBe(true);
          await watchLicences(house.core, 'R');
          expect(await house.notices()).toEqual(notices);
        }
      }),
      { numRuns: 15, seed: 4_711 },
    );
  });
});
