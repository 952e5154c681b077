import { readFileSync } from 'node:fs';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type AppleOptions, appleLicences } from '../../src/apple/client.js';
import type { AppleEvent } from '../../src/apple/exchange.js';
import type { AppleUser, Asset, Assignment } from '../../src/licensing/rules/asset.js';
import { startAppleStandIn } from '../../src/sandbox/apple/server.js';
import { answered, collected, licencesContract } from '../contracts/licences.js';

type StandInOptions = Partial<Parameters<typeof startAppleStandIn>[0]>;

const uId = '2049025000431439';
const start = Date.UTC(2026, 8, 1, 8);
const open = { uId: null, mdmId: null };

const real = { now: () => start, wireNow: () => Date.now(), random: () => 0, userAgent: 'vpp-bot/test' };

async function begin(options: StandInOptions = {}, more: Partial<AppleOptions> = {}) {
  const apple = await startAppleStandIn({
    now: () => start,
    ...options,
    switches: { rateLimit: false, limits: { maxRequestPerSecond: 1000 }, ...options.switches },
  });
  const events: AppleEvent[] = [];
  const invitationHost = new URL(apple.invitationUrl).host;
  const addresses = { serviceUrl: apple.url, catalogUrl: apple.catalogUrl, invitationHost };
  const licences = appleLicences({ ...real, ...addresses, log: (event) => events.push(event), ...more });
  const close = async () => {
    await licences.close();
    await apple.stop();
  };
  return { apple, licences, events, close, location: licences.location(apple.token, open) };
}

async function startUp(options: StandInOptions = {}, more: Partial<AppleOptions> = {}) {
  const begun = await begin(options, more);
  onTestFinished(begun.close);
  return begun;
}

licencesContract('the stand-in', async () => {
  const { apple, licences, close } = await begin();
  return { licences, tokenText: apple.token, mayClaim: true, close };
});

licencesContract('the stand-in with everything the other way round', async () => {
  const { apple, licences, close } = await begin({
    switches: {
      pageSize: 7,
      pageIndexZero: 'refused',
      unsetMdmInfo: 'absent',
      mdmInfoOnEveryAnswer: false,
      tokenExpirationDate: 'last-15-days',
      invalidTokenStatus: 401,
      unlimitedAvailableCount: 'total',
      totalCountIncludesRetired: true,
    },
  });
  return { licences, tokenText: apple.token, mayClaim: true, close };
});

const { VPP_SERVICE_URL: serviceUrl, VPP_TOKEN_FILE: tokenFile } = process.env;
if (serviceUrl !== undefined && tokenFile !== undefined)
  licencesContract('the configured server', async () => {
    const licences = appleLicences({ ...real, serviceUrl });
    return { licences, tokenText: readFileSync(tokenFile, 'utf8'), mayClaim: false, close: () => licences.close() };
  });

describe("the stand-in's location", () => {
  it('finds nothing odd in its service config', async () => {
    const { location, events } = await startUp();
    answered(await location.clientConfig());
    expect(events.filter(({ kind }) => kind !== 'request')).toEqual([]);
  });

  it('shows its assets: both qualities, books, unlimited ones', async () => {
    const { location, apple } = await startUp({ switches: { pageSize: 4 } });
    const { rows, end } = await collected<Asset>((visit) => location.assets(visit));
    expect(end).toMatchObject({ rows: apple.levers.view().assets.length, changedDuringWalk: false });
    expect(end.pages).toBe(Math.ceil(end.rows / 4));
    const counts = ({ adamId, pricingParam, totalCount, assignedCount, availableCount }: Asset) =>
      `${adamId}.${pricingParam} ${totalCount} ${assignedCount} ${availableCount}`;
    const viewed = apple.levers.view().assets.map((asset) => `${asset.adamId}.${asset.pricingParam}`);
    expect(rows.map((row) => `${row.adamId}.${row.pricingParam}`).sort()).toEqual(viewed.sort());
    expect(rows.map(counts)).toContain('144400606.STDQ 40 40 0');
    expect(rows.find(({ adamId }) => adamId === '618700404')).toMatchObject({ unlimited: true });
    expect(rows.filter(({ adamId }) => adamId === '1500112015')).toMatchObject([
      { productType: 'Book', revocable: false, unlimited: false },
      { productType: 'Book', revocable: false, unlimited: false },
    ]);
  });

  it('lists every user row, retired and repeated ones too, and every assignment', async () => {
    const { location } = await startUp({ switches: { pageSize: 5 } });
    const users = await collected<AppleUser>((visit) => location.users({}, visit));
    expect(users.rows.filter(({ clientUserId }) => clientUserId === 'oldmdm-1008').map(({ status }) => status)).toEqual(
      ['Retired', 'Retired', 'Registered'],
    );
    expect(users.rows.find(({ clientUserId }) => clientUserId === 'oldmdm-1003')?.inviteCode).toMatch(/^[0-9a-f]{32}$/);
    const given = await collected<Assignment>((visit) => location.assignments({}, visit));
    const assets = await collected<Asset>((visit) => location.assets(visit));
    expect(given.rows).toHaveLength(assets.rows.reduce((sum, { assignedCount }) => sum + assignedCount, 0));
    expect(answered(await location.assignmentsOf('144400606'))).toHaveLength(40);
  });

  it('shows later changes by a delta from the first page of a walk', async () => {
    const { location, apple } = await startUp();
    const { end } = await collected<Assignment>((visit) => location.assignments({}, visit));
    apple.levers.assignElsewhere({ adamId: '361280101', pricingParam: 'STDQ', count: 3 });
    const since = { sinceVersionId: end.versionId };
    const delta = await collected<Assignment>((visit) => location.assignments(since, visit));
    expect(delta.rows.map(({ adamId }) => adamId)).toEqual(['361280101', '361280101', '361280101']);
  });

  it('says that it changed under the pages, and ends where pages vanish', async () => {
    const { location, apple } = await startUp({ switches: { pageSize: 20 } });
    const take = () => apple.levers.takeElsewhere({ adamId: '546500505', pricingParam: 'STDQ', count: 190 });
    let visits = 0;
    const answer = await location.assignments({}, () => {
      visits += 1;
      if (visits === 1) take();
    });
    const end = answered(answer);
    expect(end.changedDuringWalk).toBe(true);
    expect(end.pages).toBe(visits);
  });

  it('refuses whatever a token may not do, with the reason', async () => {
    const { licences, apple, location } = await startUp();
    const mdmInfo = { id: 'ours', name: 'vpp-bot', metadata: '1' };
    const at = (key: string) => licences.location(apple.levers.downloadToken(key).content, open);
    expect(answered(await at('facilitator').clientConfig()).uId).toBe(uId);
    expect(await at('facilitator').claim(mdmInfo)).toMatchObject({ reason: 'not-allowed', errorNumber: 9637 });
    expect(await at('managed-by-apple').claim(mdmInfo)).toMatchObject({
      reason: 'managed-by-apple',
      errorNumber: 9645,
    });
    expect(await at('legacy').clientConfig()).toMatchObject({ reason: 'legacy-token', errorNumber: 9647 });
    expect(await at('expired').clientConfig()).toMatchObject({ reason: 'expired', errorNumber: 9621 });
    expect(await at('revoked').clientConfig()).toMatchObject({ reason: 'revoked', errorNumber: 9625 });
    expect(answered(await at('without-uid').clientConfig()).uId).toBeNull();
    const token = apple.levers.view().tokens.find(({ content }) => content === apple.token);
    apple.levers.revokeToken(token?.id ?? '');
    expect(await location.assets(() => {})).toMatchObject({ result: 'refused', reason: 'revoked' });
  });

  it('is in use elsewhere on every list as soon as another product claims it', async () => {
    const { licences, apple } = await startUp();
    const bound = licences.location(apple.token, { uId, mdmId: 'ours' });
    answered(await bound.claim({ id: 'ours', name: 'vpp-bot', metadata: '1' }));
    answered(await bound.assets(() => {}));
    apple.levers.claimByOldProduct();
    const elsewhere = { result: 'in-use-elsewhere', mdmInfo: { name: 'OldMDM' } };
    expect(await bound.assets(() => {})).toMatchObject(elsewhere);
    expect(await bound.users({}, () => {})).toMatchObject(elsewhere);
    expect(await bound.clientConfig()).toMatchObject(elsewhere);
    const config = answered(await licences.location(apple.token, { uId, mdmId: null }).clientConfig());
    expect(config.notificationHost).toBe('mdm.old.example');
  });

  it.each([
    ['before', null],
    ['after', 'ours'],
  ] as const)('leaves a claim cut %s it is done unknown, until it is read back', async (when, found) => {
    const { location, apple } = await startUp();
    answered(await location.clientConfig());
    apple.faults.cutConnection(1, { when, pathStartsWith: 'client/config' });
    const claim = await location.claim({ id: 'ours', name: 'vpp-bot', metadata: '1' });
    expect(claim).toMatchObject({ result: 'unreachable', effect: 'unknown' });
    expect(answered(await location.clientConfig()).mdmInfo?.id ?? null).toBe(found);
    const posts = apple.requests().filter(({ method }) => method === 'POST');
    expect(posts).toHaveLength(1);
  });

  it('is read through failures and broken connections', async () => {
    const sleep = async () => {};
    const { location, apple } = await startUp({ switches: { pageSize: 50 } }, { sleep });
    apple.faults.cutConnection(2, { when: 'after', pathStartsWith: 'assignments' });
    apple.faults.failNext(1, { status: 503, errorNumber: 9729, pathStartsWith: 'assignments' });
    apple.faults.failNext(1, { status: 502, pathStartsWith: 'assignments' });
    const { rows, end } = await collected<Assignment>((visit) => location.assignments({}, visit));
    expect(end).toMatchObject({ rows: rows.length, changedDuringWalk: false });
    const distinct = new Set(rows.map((row) => JSON.stringify(row)));
    expect(distinct.size).toBe(rows.length);
  });

  it('is read at the pace of its service config', async () => {
    const limits = { maxRequestPerSecond: 10 };
    const { location, apple, events } = await startUp({
      switches: { pageSize: 25, rateLimit: true, rateBurst: 8, limits },
    });
    const { end } = await collected<Assignment>((visit) => location.assignments({}, visit));
    expect(end.pages).toBeGreaterThan(20);
    expect(apple.requests().filter(({ status }) => status === 429)).toEqual([]);
    expect(events.filter(({ kind }) => kind === 'paused')).toEqual([]);
  });

  it('comes through too many requests', async () => {
    const { location, apple } = await startUp({ switches: { pageSize: 100, rateLimit: true, rateBurst: 2 } });
    const busy = { status: 429, errorNumber: 9646, retryAfter: 1, pathStartsWith: 'users' };
    apple.faults.failNext(1, busy);
    const { end } = await collected<AppleUser>((visit) => location.users({}, visit));
    expect(end.changedDuringWalk).toBe(false);
  });
});
