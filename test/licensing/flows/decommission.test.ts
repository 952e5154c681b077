import { describe, expect, it } from 'vitest';
import { beginSync } from '../../../src/licensing/flows/begin-sync.js';
import { askDecommission, decommissionFacts } from '../../../src/licensing/flows/decommission.js';
import { setPaused } from '../../../src/licensing/flows/pause.js';
import { readHouse } from '../../../src/licensing/flows/read-house.js';
import { readExport } from '../../../src/licensing/flows/send-export.js';
import { readSync } from '../../../src/licensing/flows/state.js';
import { requestSync } from '../../../src/licensing/flows/sync.js';
import type { DecommissionedLocation } from '../../../src/licensing/rules/binding.js';
import type { TestHouse } from '../../support/core.js';
import { refused, unreachable } from '../../support/core-apple.js';
import { bindingOf, boundHouse, boundOf } from '../../support/core-ceremony.js';
import { askForDecommission, askForTakeBack, confirm, takenHouse, troubleCardsOf } from '../../support/core-exits.js';
import { licencePass, licensedHouse, reservedHouse } from '../../support/core-licences.js';
import { DAY, HOUR, MINUTE, otherProduct } from '../../support/core-samples.js';
import { stock } from '../../support/core-sync.js';

async function confirmed(house: TestHouse): Promise<void> {
  await askForDecommission(house);
  const outcome = await confirm(house, 'decommission');
  if (outcome.result !== 'begun') throw new Error(`not begun: ${JSON.stringify(outcome)}`);
}

async function done(house: TestHouse): Promise<DecommissionedLocation> {
  await confirmed(house);
  house.apple.calls.length = 0;
  await house.drain();
  return decommissioned(house);
}

async function decommissioned(house: TestHouse): Promise<DecommissionedLocation> {
  const binding = await bindingOf(house);
  if (binding.state !== 'decommissioned') throw new Error(`not decommissioned: ${binding.state}`);
  return binding;
}

const releases = (house: TestHouse) => house.apple.calls.filter((call) => call === 'release').length;

describe('handing over for good', () => {
  it('clears our claim and the notifications, writes everything that was ours, and deletes the token', async () => {
    const house = await boundHouse(stock);
    house.apple.notificationHost = 'bot.example';
    const { token, mdmInfo } = await boundOf(house);
    const location = await done(house);
    expect(house.apple.mdmInfo).toBeNull();
    expect(house.apple.notificationHost).toBeNull();
    expect(location).toMatchObject({ atApple: 'released', heldBy: null, confirmedBy: ['U1', 'U2'], mdmInfo });
    expect(location.exported).toMatchObject({ users: 2, assignments: 2 });
    expect(await house.stored()).not.toContain(token.sealed.box);
    expect(JSON.stringify(location)).not.toContain('sealed');
    expect(await house.audit()).toEqual(expect.arrayContaining(['U2 decommission: begun', 'U2 decommission: done']));
  });

  it('leaves licences and people at Apple as they are', async () => {
    const house = await boundHouse(stock);
    const before = JSON.stringify([house.apple.userRows, house.apple.assignmentRows, house.apple.assetRows]);
    await done(house);
    expect(JSON.stringify([house.apple.userRows, house.apple.assignmentRows, house.apple.assetRows])).toBe(before);
    const readings = ['clientConfig', 'assets', 'users', 'assignments', 'assignmentsOf', 'assetsOf'];
    expect(house.apple.calls.filter((call) => !readings.includes(call))).toEqual(['release']);
  });

  it('gives a receipt to the channel and to the custodians', async () => {
    const house = await boundHouse(stock);
    const location = await done(house);
    const receipts = await house.noticesOf('decommission-receipt');
    expect(receipts.map(({ audience }) => audience.to)).toEqual(['channel', 'custodians']);
    expect(receipts[0]?.facts).toMatchObject({ atApple: 'released', exported: location.exported });
    expect(await readHouse(house.core)).toMatchObject({ state: 'decommissioned', receipt: { atApple: 'released' } });
  });

  it('is the end: nothing is asked of Apple any more, nobody is warned, and no sync is begun', async () => {
    const house = await boundHouse(stock);
    await done(house);
    house.apple.calls.length = 0;
    const told = (await house.notices()).length;
    for (let days = 0; days < 400; days += 40) {
      house.now += 40 * DAY;
      await house.ring();
    }
    expect(house.apple.calls).toEqual([]);
    expect((await house.notices()).length).toBe(told);
    expect(await requestSync(house.core, house.asked('OPERATOR'))).toEqual({ result: 'handed-over' });
    expect(await decommissionFacts(house.core)).toEqual({ result: 'handed-over' });
    await house.restart();
    expect((await bindingOf(house)).state).toBe('decommissioned');
  });

  it('ends the cards of whatever was wrong', async () => {
    const house = await takenHouse();
    await done(house);
    expect((await troubleCardsOf(house)).at(-1)).toBe('in-use-elsewhere decommissioned');
    const expiring = await boundHouse(stock);
    expiring.now += 275 * DAY;
    await expiring.ring();
    await done(expiring);
    expect((await expiring.noticesOf('token-warning')).at(-1)?.facts.decommissionedAt).toBe(expiring.now);
  });
});

describe('what is at Apple decides what is sent there', () => {
  it.each([
    { who: otherProduct, heldBy: otherProduct },
    { who: null, heldBy: null },
  ])('nothing, when $who manages the location', async ({ who, heldBy }) => {
    const house = await boundHouse(stock);
    house.apple.mdmInfo = who;
    const location = await done(house);
    expect(location).toMatchObject({ atApple: 'was-not-ours', heldBy });
    expect(house.apple.mdmInfo).toEqual(who);
    expect(releases(house)).toBe(0);
  });

  it('a claim that stays is said', async () => {
    const house = await boundHouse(stock);
    house.apple.keepsClaim = true;
    expect((await done(house)).atApple).toBe('still-named');
  });

  it.each([
    { reason: 'revoked', errorNumber: 9625 },
    { reason: 'expired', errorNumber: 9621 },
  ] as const)('a token that is $reason keeps nobody from ending', async ({ reason, errorNumber }) => {
    const house = await boundHouse(stock);
    house.apple.tokenRefusal = refused(reason, errorNumber);
    expect((await done(house)).atApple).toBe('refused');
  });

  it('a refusal of the release itself is said', async () => {
    const house = await boundHouse(stock);
    house.apple.interfere = (call) => (call === 'release' ? { before: refused('other', 9723) } : undefined);
    expect((await done(house)).atApple).toBe('refused');
    expect(house.apple.mdmInfo).not.toBeNull();
  });

  it('is tried by each ring while Apple does not answer, up to a day', async () => {
    const house = await boundHouse(stock);
    await confirmed(house);
    house.apple.interfere = () => ({ before: unreachable() });
    await house.drain();
    house.now += HOUR;
    await house.ring();
    expect((await boundOf(house)).intent).toMatchObject({ kind: 'decommission', exported: { users: 2 } });
    house.now += DAY;
    await house.ring();
    expect((await decommissioned(house)).atApple).toBe('not-reached');
  });

  it('a release whose answer was lost is known as ours', async () => {
    const house = await boundHouse(stock);
    await confirmed(house);
    house.apple.interfere = (call) =>
      call === 'release' ? { after: unreachable() } : releases(house) > 0 ? { before: unreachable() } : undefined;
    await house.drain();
    expect(await boundOf(house)).toMatchObject({ intent: { releasing: true } });
    house.apple.interfere = () => undefined;
    house.now += MINUTE;
    await house.ring();
    expect(await decommissioned(house)).toMatchObject({ atApple: 'released' });
    expect(releases(house)).toBe(1);
  });

  it('waits while the bot is paused', async () => {
    const house = await boundHouse(stock);
    await confirmed(house);
    await setPaused(house.core, house.asked('U3'), true);
    house.apple.calls.length = 0;
    await house.drain();
    house.now += HOUR;
    await house.ring();
    expect(house.apple.calls).toEqual([]);
    await setPaused(house.core, house.asked('U3'), false);
    await house.ring();
    expect((await decommissioned(house)).atApple).toBe('released');
  });
});

describe('something open keeps it from beginning, and nothing of it is lost', () => {
  const form = { locationName: 'northwind  stockholm', acknowledged: true };

  it.each([
    { form: { ...form, locationName: 'Southwind' }, fields: ['locationName'] },
    { form: { ...form, acknowledged: false }, fields: ['acknowledged'] },
  ])('a form that is wrong at $fields', async (given) => {
    const house = await boundHouse(stock);
    const outcome = await askDecommission(house.core, house.asked('U1'), given.form);
    expect(outcome).toEqual({ result: 'fields', fields: given.fields });
  });

  it('a sync that runs', async () => {
    const house = await boundHouse(stock);
    await beginSync(house.core, { trigger: 'person', slot: null, startedBy: 'OPERATOR', reference: 'R' });
    const outcome = await askDecommission(house.core, house.asked('U1'), form);
    expect(outcome).toEqual({ result: 'blocked', by: [{ kind: 'sync' }] });
    expect((await readSync(house.core)).value.running?.startedBy).toBe('OPERATOR');
  });

  it('a change at Apple that is not settled; deployments in force are only told', async () => {
    const house = await reservedHouse(['ANNA']);
    house.apple.writes.pendingLooks = 100;
    await licencePass(house);
    expect(await decommissionFacts(house.core)).toEqual({ result: 'blocked', by: [{ kind: 'writes', open: 1 }] });
    house.apple.writes.pendingLooks = 0;
    const settled = await licensedHouse(['ANNA']);
    expect(await decommissionFacts(settled.core)).toMatchObject({
      result: 'facts',
      facts: { ourAssignments: 1, deployments: { active: 1, awaitingApproval: 0 } },
    });
  });

  it('another request, a take-back that is being settled', async () => {
    const house = await takenHouse();
    await askForTakeBack(house);
    const ask = () => askDecommission(house.core, house.asked('U1'), form);
    expect(await ask()).toEqual({ result: 'blocked', by: [{ kind: 'request', act: 'take-back', by: 'U1' }] });
    await confirm(house, 'take-back');
    expect(await ask()).toEqual({ result: 'blocked', by: [{ kind: 'take-back' }] });
    expect((await boundOf(house)).intent?.kind).toBe('take-back');
  });

  it('what began between the two clicks: the request stands, and is confirmed when it is over', async () => {
    const house = await boundHouse(stock);
    await askForDecommission(house);
    await requestSync(house.core, house.asked('OPERATOR'));
    expect(await confirm(house, 'decommission')).toMatchObject({ result: 'blocked', by: [{ kind: 'sync' }] });
    house.background.sync();
    await house.drain();
    expect(await confirm(house, 'decommission')).toMatchObject({ result: 'begun' });
  });

  it('a take-over between the two clicks ends the request', async () => {
    const house = await boundHouse(stock);
    await askForDecommission(house);
    house.apple.mdmInfo = otherProduct;
    expect(await confirm(house, 'decommission')).toMatchObject({
      result: 'changed',
      what: ['Apple no longer names this bot as who manages the location'],
    });
    expect((await boundOf(house)).tokenState).toBe('in-use-elsewhere');
  });

  it('is for custodians, and not asked twice', async () => {
    const house = await boundHouse(stock);
    expect((await askDecommission(house.core, house.asked('APPROVER'), form)).result).toBe('not-allowed');
    await confirmed(house);
    expect(await askDecommission(house.core, house.asked('U1'), form)).toEqual({
      result: 'blocked',
      by: [{ kind: 'decommission' }],
    });
  });
});

describe('the file of everything that was ours', () => {
  it('has a line for each licence, and one for whoever has none', async () => {
    const house = await boundHouse((one) => {
      stock(one);
      one.apple.names.set('2', '=cmd, "and" more');
      one.apple.register('vb1.cleo', { status: 'Retired' });
    });
    const { exported } = await done(house);
    const file = await readExport(house.core, house.asked('U1'));
    expect(file.result === 'file' && file.text.split('\r\n')).toEqual([
      'adamId,pricingParam,app name,clientUserId,user status,assigned',
      '1,STDQ,App 1,vb1.ada,Associated,yes',
      `2,STDQ,"'=cmd, ""and"" more",vb1.bo,Registered,yes`,
      ',,,vb1.cleo,Retired,no',
      '',
    ]);
    expect(exported?.bytes).toBe(file.result === 'file' ? Buffer.byteLength(file.text) : 0);
    expect(await house.audit()).toContain('U1 export: read');
  });

  it('knows what was made since the last sync, and how old its figures are', async () => {
    const house = await boundHouse(stock);
    house.now += 3 * 3_600_000;
    house.apple.register('vb1.dan', { status: 'Associated' });
    const { exported } = await done(house);
    const file = await readExport(house.core, house.asked('U1'));
    expect(JSON.stringify(file)).toContain('vb1.dan');
    expect(exported?.asOf).toBe(house.now);
  });

  it('has the figures of the last sync where Apple does not answer, and their age', async () => {
    const house = await boundHouse(stock);
    const synced = house.now;
    house.now += 3 * 3_600_000;
    house.apple.interfere = (call) => (call === 'assets' ? { before: unreachable() } : undefined);
    const { exported } = await done(house);
    expect(exported).toMatchObject({ asOf: synced });
    expect(exported?.assignments).toBeGreaterThan(0);
  });

  it('is for custodians, and there is none before', async () => {
    const house = await boundHouse(stock);
    expect(await readExport(house.core, house.asked('U1'))).toEqual({ result: 'nothing' });
    await done(house);
    expect((await readExport(house.core, house.asked('VIEWER'))).result).toBe('not-allowed');
  });

  it('names no row that others made', async () => {
    const house = await boundHouse(stock);
    await done(house);
    const file = await readExport(house.core, house.asked('U1'));
    expect(JSON.stringify(file)).not.toMatch(/foreign|C02XK1|contoso/);
  });
});
