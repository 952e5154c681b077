import { describe, expect, it } from 'vitest';
import { giveUnusedBack, keepUnused } from '../../../src/licensing/flows/answer-unused.js';
import { appPage } from '../../../src/licensing/flows/app-page.js';
import { askAllUnused, askUnused } from '../../../src/licensing/flows/ask-unused.js';
import { exportUnused } from '../../../src/licensing/flows/export-unused.js';
import { listUnused, listUnusedApps } from '../../../src/licensing/flows/list-unused.js';
import { unusedWork } from '../../../src/licensing/flows/unused-work.js';
import { KNOWN_FOR } from '../../../src/licensing/rules/licence-use.js';
import { KEPT_FOR } from '../../../src/licensing/rules/unused-question.js';
import { TestHouse } from '../../support/core.js';
import {
  approve,
  assignmentOf,
  changeAsset,
  changeDeployment,
  changeMember,
  KEY,
  putAssignment,
} from '../../support/core-deployments.js';
import { answerValue, askedAll, heard, idleHouse, later, lines, stages, work } from '../../support/core-unused.js';

const list = (house: TestHouse, actor = 'OPERATOR') => listUnused(house.core, house.asked(actor), KEY, 'unused', 0);
const keep = async (house: TestHouse, userId: string) =>
  keepUnused(house.core, house.asked(userId), await answerValue(house, userId));
const give = async (house: TestHouse, userId: string) =>
  giveUnusedBack(house.core, house.asked(userId), await answerValue(house, userId));

describe('licences held without use', () => {
  it('are those on no device of their holder, longest first; apart, of whom nobody knows', async () => {
    const house = await idleHouse();
    expect(await lines(house, 'unused')).toEqual(['A not-asked', 'B not-asked', 'C not-asked']);
    expect(await lines(house, 'unknown')).toEqual(['D not-asked']);
    expect(await list(house)).toMatchObject({ counts: { unused: 3, kept: 0, unknown: 1 }, askable: 3 });
  });

  it('are never called so after a week of silence', async () => {
    const house = await idleHouse();
    house.now += KNOWN_FOR + 60_000;
    expect(await lines(house, 'unused')).toEqual([]);
    expect(await lines(house, 'unknown')).toEqual(['D not-asked', 'A not-asked', 'B not-asked', 'C not-asked']);
  });

  it('are none of a licence that is on its way back', async () => {
    const house = await idleHouse();
    await putAssignment(house, { userId: 'A', state: 'removing', removalBy: 'person:OPERATOR' });
    expect(await lines(house, 'unused')).toEqual(['B not-asked', 'C not-asked']);
  });

  it('are counted for each app, and on its page', async () => {
    const house = await idleHouse();
    expect(await listUnusedApps(house.core, house.asked('VIEWER'), 0)).toMatchObject({
      apps: [{ key: KEY, counts: { unused: 3, kept: 0, unknown: 1 } }],
      totals: { unused: 3, unknown: 1 },
    });
    expect(await appPage(house.core, house.asked('VIEWER'), KEY)).toMatchObject({ unused: 3 });
  });

  it('are known to nobody without a device server', async () => {
    const house = new TestHouse();
    const none = { result: 'no-device-server' };
    expect(await listUnusedApps(house.core, house.asked('OPERATOR'), 0)).toEqual(none);
    expect(await list(house)).toEqual(none);
    expect(await askAllUnused(house.core, house.asked('OPERATOR'), KEY, 9)).toEqual(none);
    expect(await exportUnused(house.core, house.asked('OPERATOR'), KEY)).toEqual(none);
  });

  it('are shown to administrators alone, and asked about by those who may take licences back', async () => {
    const house = await idleHouse();
    expect(await list(house, 'A')).toMatchObject({ result: 'not-allowed' });
    expect(await list(house, 'VIEWER')).toMatchObject({
      askable: 0,
      mayExport: false,
      lines: [{ mayAsk: false }, {}, {}],
    });
    expect(await askUnused(house.core, house.asked('VIEWER'), KEY, 'A')).toMatchObject({ result: 'not-allowed' });
    await work(house);
    expect(await house.noticesOf('unused-question')).toEqual([]);
    expect(await house.audit()).toContain('VIEWER ask-unused: refused: not-allowed');
  });

  it('come as a file with what is known and what was answered', async () => {
    const house = await idleHouse();
    await askedAll(house);
    await keep(house, 'B');
    const file = await exportUnused(house.core, house.asked('OPERATOR'), KEY);
    if (file.result !== 'file') throw new Error(file.result);
    const rows = file.text
      .trim()
      .split('\r\n')
      .map((row) => row.split(','));
    const short = rows.slice(1).map(([, userId, , held, why, , , question]) => [userId, held, why, question].join(' '));
    expect(short.sort()).toEqual([
      'A yes not-installed asked',
      'B yes not-installed kept',
      'C yes not-installed asked',
      'D not known no-device not-asked',
    ]);
    expect(rows[0]).toHaveLength(rows[1]?.length ?? 0);
  });
});

describe('asking whether somebody still needs an app', () => {
  it('asks each person once, however often it is pressed', async () => {
    const house = await idleHouse();
    expect(await askAllUnused(house.core, house.asked('OPERATOR'), KEY, 3)).toEqual({ result: 'asked', people: 3 });
    expect(await askAllUnused(house.core, house.asked('OPERATOR'), KEY, 3)).toEqual({ result: 'not-unused' });
    expect(await askUnused(house.core, house.asked('OPERATOR'), KEY, 'A')).toEqual({ result: 'not-unused' });
    await work(house);
    await work(house);
    expect(await Promise.all(['A', 'B', 'C', 'D', 'E'].map((userId) => stages(house, userId)))).toEqual([
      ...[['asked'], ['asked'], ['asked']],
      ...[[], []],
    ]);
    expect(await list(house)).toMatchObject({ askable: 0 });
  });

  it('asks nobody when they are more than the list said', async () => {
    const house = await idleHouse();
    expect(await askAllUnused(house.core, house.asked('OPERATOR'), KEY, 2)).toEqual({
      ...{ result: 'changed', before: 2, now: 3 },
    });
    await work(house);
    expect(await house.noticesOf('unused-question')).toEqual([]);
  });

  it('asks one person alone', async () => {
    const house = await idleHouse();
    expect(await askUnused(house.core, house.asked('OPERATOR'), KEY, 'B')).toEqual({ result: 'asked', people: 1 });
    await work(house);
    expect(await lines(house, 'unused')).toEqual(['A not-asked', 'B asked', 'C not-asked']);
    expect(await askUnused(house.core, house.asked('OPERATOR'), KEY, 'E')).toEqual({ result: 'not-unused' });
  });

  it('asks nobody whose licence cannot come back, and nobody who left', async () => {
    const house = await idleHouse();
    await changeMember(house, 'A', { deactivated: true });
    await askedAll(house);
    expect(await stages(house, 'A')).toEqual([]);
    expect(await stages(house, 'B')).toEqual(['asked']);
    await changeAsset(house, { revocable: false });
    expect(await askUnused(house.core, house.asked('OPERATOR'), KEY, 'A')).toEqual({ result: 'not-revocable' });
  });

  it('goes on when somebody’s licence changes in between', async () => {
    const house = await idleHouse();
    let once = true;
    const { commit } = house.core.records;
    const records = {
      ...house.core.records,
      commit: async (change: Parameters<typeof commit>[0]) => {
        if (once) {
          once = false;
          await putAssignment(house, { userId: 'A', state: 'removing', removalBy: 'person:U1' });
        }
        return commit(change);
      },
    };
    const outcome = await askAllUnused({ ...house.core, records }, house.asked('OPERATOR'), KEY, 3);
    expect(outcome).toEqual({ result: 'asked', people: 2 });
    await work(house);
    expect([await stages(house, 'A'), await stages(house, 'B')]).toEqual([[], ['asked']]);
  });

  it('reminds twice in working days, and leaves it in the list after that', async () => {
    const house = await idleHouse();
    await askedAll(house);
    expect(await unusedWork.nextDue?.(house.core)).toBeGreaterThan(house.now);
    for (let day = 0; day < 12; day += 1) await later(house, 1);
    const reminders = await house.noticesOf('unused-reminder');
    const ofA = reminders.filter(({ audience }) => audience.to === 'person' && audience.userId === 'A');
    expect(ofA.map(({ facts: { number, last } }) => [number, last])).toEqual([
      [1, false],
      [2, true],
    ]);
    expect(await lines(house, 'unused')).toEqual(['A asked', 'B asked', 'C asked']);
    expect(await unusedWork.nextDue?.(house.core)).toBeNull();
  });
});

describe('the answer to the question', () => {
  it('“Keep it” is shown, and nobody asks again for 90 days', async () => {
    const house = await idleHouse();
    await askedAll(house);
    expect(await keep(house, 'A')).toEqual({ result: 'kept', until: house.now + KEPT_FOR });
    expect(await lines(house, 'kept')).toEqual(['A kept']);
    expect(await list(house)).toMatchObject({ counts: { unused: 2, kept: 1 } });
    expect(await askUnused(house.core, house.asked('OPERATOR'), KEY, 'A')).toEqual({ result: 'not-unused' });
    expect(await keep(house, 'A')).toEqual({ result: 'over' });
    house.now += KEPT_FOR - 60_000;
    await later(house, 0);
    expect(await lines(house, 'kept')).toEqual(['A kept']);
    house.now += 60_000;
    await later(house, 0);
    expect(await lines(house, 'kept')).toEqual([]);
    expect(await askUnused(house.core, house.asked('OPERATOR'), KEY, 'A')).toEqual({ result: 'asked', people: 1 });
    await work(house);
    expect(await stages(house, 'A')).toEqual(['asked', 'kept', 'asked']);
  });

  it('“Give it back” takes the licence back, and the card follows it', async () => {
    const house = await idleHouse();
    await askedAll(house);
    expect(await give(house, 'A')).toMatchObject({ result: 'removing', devices: [{ enrolmentId: 'P-A' }] });
    expect(await assignmentOf(house, 'A')).toMatchObject({ state: 'removing', removalBy: 'person:A' });
    await work(house);
    await putAssignment(house, { userId: 'A', state: 'releasing', reason: 'uninstalled' });
    await work(house);
    await putAssignment(house, { userId: 'A', state: 'released', reason: 'uninstalled' });
    await work(house);
    expect(await stages(house, 'A')).toEqual(['asked', 'removing', 'returning', 'gone']);
    expect(await house.records.get('unusedQuestion', `${KEY}/A`)).toBeNull();
  });

  it('“Give it back” is a wish where a deployment requires the app, told to whoever asked', async () => {
    const house = await idleHouse();
    await approve(house, 'D-1', ['A'], { action: 'required', hold: 0 });
    await askedAll(house);
    expect(await give(house, 'A')).toEqual({ result: 'wished', deployments: ['D-1'], by: 'OPERATOR' });
    expect(await assignmentOf(house, 'A')).toMatchObject({ state: 'licensed' });
    const [wish] = await house.noticesOf('unused-wish');
    expect(wish).toMatchObject({
      audience: { to: 'person', userId: 'OPERATOR' },
      facts: { userId: 'A', deployments: ['D-1'], stage: 'open' },
    });
    await work(house);
    expect(await lines(house, 'unused')).toContain('A wished');
    expect(await list(house)).toMatchObject({ askable: 0 });
    await changeDeployment(house, 'D-1', { state: 'closed' });
    await askUnused(house.core, house.asked('OPERATOR'), KEY, 'A');
    await work(house);
    expect(await give(house, 'A')).toMatchObject({ result: 'removing' });
    expect((await house.noticesOf('unused-wish')).map(({ facts }) => facts.stage)).toEqual(['open', 'over']);
  });

  it('is nobody else’s to give', async () => {
    const house = await idleHouse();
    await askedAll(house);
    const value = await answerValue(house, 'A');
    expect(await keepUnused(house.core, house.asked('B'), value)).toEqual({ result: 'not-yours', userId: 'A' });
    expect(await giveUnusedBack(house.core, house.asked('U1'), value)).toMatchObject({ result: 'not-yours' });
    house.people.set('A', 'deactivated');
    expect(await keepUnused(house.core, house.asked('A'), value)).toMatchObject({ result: 'not-allowed' });
    for (const bad of ['', 'x', `${KEY}/A#1`, `${KEY}/A#1@1`])
      expect(await keepUnused(house.core, house.asked('A'), bad)).not.toMatchObject({ result: 'kept' });
    expect(await lines(house, 'unused')).toContain('A asked');
  });

  it('comes by itself when the person installs the app again', async () => {
    const house = await idleHouse();
    await askedAll(house);
    await heard(house, 'P-A', true);
    await work(house);
    expect(await stages(house, 'A')).toEqual(['asked', 'in-use']);
    expect(await lines(house, 'unused')).toEqual(['B asked', 'C asked']);
    expect(await keep(house, 'A')).toEqual({ result: 'over' });
  });

  it('says so when the licence stays although it was given back', async () => {
    const house = await idleHouse();
    await askedAll(house);
    await give(house, 'A');
    await putAssignment(house, { userId: 'A', state: 'licensed', reason: 'refused-by-apple' });
    await work(house);
    expect(await stages(house, 'A')).toEqual(['asked', 'removing', 'stays']);
    expect(await lines(house, 'unused')).toContain('A not-asked');
  });

  it('waits again when somebody’s removal of the app is called off', async () => {
    const house = await idleHouse();
    await askedAll(house);
    await putAssignment(house, { userId: 'A', state: 'removing', removalBy: 'person:U1' });
    await work(house);
    await putAssignment(house, { userId: 'A', state: 'licensed', removalBy: null });
    await work(house);
    expect(await stages(house, 'A')).toEqual(['asked', 'removing', 'asked']);
    expect(await keep(house, 'A')).toMatchObject({ result: 'kept' });
  });

  it('is not waited for from somebody who left', async () => {
    const house = await idleHouse();
    await askedAll(house);
    await changeMember(house, 'A', { deactivated: true });
    await later(house, 10);
    expect((await house.noticesOf('unused-reminder')).filter(({ subject }) => subject.includes(':A:'))).toEqual([]);
    expect(await stages(house, 'A')).toEqual(['asked']);
  });
});
