import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Licences, LocationConnection } from '../../src/licensing/ports/licences.js';
import type { Answer } from '../../src/licensing/rules/apple-answer.js';
import { type AppleUser, type Asset, type Assignment, assetKey } from '../../src/licensing/rules/asset.js';

export interface LicencesSubject {
  licences: Licences;
  /** The text of a token file whose token works. */
  tokenText: string;
  /** The location may be claimed by the tests. */
  mayClaim: boolean;
  close(): Promise<void>;
}

/** The value of an answer that must be one. Throws with the trouble, which holds no secret. */
export function answered<T>(answer: Answer<T>): T {
  if (answer.result !== 'ok') throw new Error(JSON.stringify(answer));
  return answer.value;
}

/** Everything that a walk visits. */
export async function collected<Row>(
  walk: (visit: (page: readonly Row[]) => void) => ReturnType<LocationConnection['assets']>,
) {
  const rows: Row[] = [];
  const answer = await walk((page) => {
    for (const row of page) rows.push(row);
  });
  return { rows, end: answered(answer) };
}

const nobody = { uId: null, mdmId: null };

/** What every implementation of `Licences` keeps to, whichever server stands behind it. Reads only, unless it may claim. */
export function licencesContract(name: string, setUp: () => Promise<LicencesSubject>): void {
  describe(`licences of ${name}`, () => {
    let subject: LicencesSubject;
    let location: LocationConnection;
    let token: string;

    beforeAll(async () => {
      subject = await setUp();
      const inspection = subject.licences.inspect(`${subject.tokenText}\n`);
      if (inspection.result !== 'token') throw new Error(inspection.reason);
      token = inspection.token;
      location = subject.licences.location(token, nobody);
    });

    afterAll(() => subject.close());

    const uIdOf = async (): Promise<string> => answered(await location.clientConfig()).uId ?? '';
    const assets = () => collected<Asset>((visit) => location.assets(visit));
    const users = (options = {}) => collected<AppleUser>((visit) => location.users(options, visit));
    const assignments = (options = {}) => collected<Assignment>((visit) => location.assignments(options, visit));

    it('names the location of a token', async () => {
      const config = answered(await location.clientConfig());
      expect(config.uId).toMatch(/^\d+$/);
      expect(config.locationName).toEqual(expect.any(String));
    });

    it('refuses a token that nobody issued', async () => {
      const stranger = Buffer.from('{"token":"x","expDate":"2040-01-01T00:00:00+0000","orgName":"x"}').toString(
        'base64',
      );
      const answer = await subject.licences.location(stranger, nobody).clientConfig();
      expect(answer).toMatchObject({ result: 'refused', reason: 'invalid' });
    });

    it('says so on every read when another location is expected', async () => {
      const uId = await uIdOf();
      const other = subject.licences.location(token, { uId: '1', mdmId: null });
      const otherLocation = { result: 'other-location', uId };
      expect(await other.clientConfig()).toEqual(otherLocation);
      expect(await other.assets(fail)).toEqual(otherLocation);
      expect(await other.users({}, fail)).toEqual(otherLocation);
      expect(await other.assignments({}, fail)).toEqual(otherLocation);
      expect(await other.assetsOf('1')).toEqual(otherLocation);
      expect(await other.assignmentsOf('1')).toEqual(otherLocation);
    });

    it('visits each asset, once under one version', async () => {
      const { rows, end } = await assets();
      expect(end.rows).toBe(rows.length);
      if (!end.changedDuringWalk) expect(new Set(rows.map(assetKey)).size).toBe(rows.length);
    });

    it('reads the qualities of one product alone', async () => {
      const adamId = (await assets()).rows[0]?.adamId ?? '1';
      const found = answered(await location.assetsOf(adamId));
      expect(found.length).toBeGreaterThan(0);
      expect(new Set(found.map((asset) => asset.adamId))).toEqual(new Set([adamId]));
    });

    it('visits users and assignments, and an id hash stands with Associated users only', async () => {
      const listed = await users();
      expect(listed.end.rows).toBe(listed.rows.length);
      expect(listed.rows.filter((user) => user.status === 'Registered' && user.idHash !== null)).toEqual([]);
      const given = await assignments();
      expect(given.end.rows).toBe(given.rows.length);
    });

    it('reads the assignments of one product alone', async () => {
      const { rows } = await assignments();
      const adamId = rows[0]?.adamId ?? '1';
      const found = answered(await location.assignmentsOf(adamId));
      expect(new Set(found.map((one) => one.adamId))).toEqual(new Set(rows.length === 0 ? [] : [adamId]));
    });

    it('adds less by a delta than by a walk, and refuses a version that never was', async () => {
      const walked = await users();
      const delta = await users({ sinceVersionId: walked.end.versionId });
      expect(delta.rows.length).toBeLessThanOrEqual(walked.rows.length);
      const answer = await location.assignments({ sinceVersionId: 'never-was' }, fail);
      expect(answer).toMatchObject({ result: 'refused', reason: 'stale-version' });
    });

    it('ends by the signal', async () => {
      const signal = AbortSignal.abort(new Error('enough'));
      await expect(location.assignments({ signal }, fail)).rejects.toThrow('enough');
    });

    it('claims a location and tells others so', async ({ skip }) => {
      if (!subject.mayClaim) return skip();
      const uId = await uIdOf();
      const mdmInfo = { id: 'contract', name: 'Contract suite', metadata: '1' };
      const ours = subject.licences.location(token, { uId, mdmId: 'contract' });
      const theirs = subject.licences.location(token, { uId, mdmId: 'somebody' });
      expect(answered(await ours.claim(mdmInfo)).mdmInfo).toEqual(mdmInfo);
      expect(answered(await ours.clientConfig()).mdmInfo).toEqual(mdmInfo);
      expect(await theirs.clientConfig()).toEqual({ result: 'in-use-elsewhere', mdmInfo });
      expect(answered(await ours.unsubscribe()).mdmInfo).toEqual(mdmInfo);
    });
  });
}

function fail(): never {
  throw new Error('nothing should have been visited');
}
