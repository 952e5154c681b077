import { describe, expect, it } from 'vitest';
import { page, pageIndex, refusal, startClient } from './support.js';

/** Answers only when five requests wait at once; a sixth would come before them. */
function releaseInFives(held: (() => void)[], release: () => void): void {
  held.push(release);
  expect(held.length).toBeLessThanOrEqual(5);
  if (held.length < 5) return;
  setImmediate(() => {
    for (const one of held.splice(0)) one();
  });
}

describe('a list', () => {
  it('is read with at most five pages at once, each asked for once', async () => {
    const held: (() => void)[] = [];
    const { location, server } = await startClient(async ({ query }) => {
      const index = pageIndex(query);
      if (index > 0) await new Promise<void>((resolve) => releaseInFives(held, resolve));
      return { json: page(index, 21, [`user-${index}`]) };
    });
    const seen: string[] = [];
    const progress: number[] = [];
    const end = await location.users({ onProgress: ({ pages }) => progress.push(pages) }, (rows) =>
      seen.push(...rows.map(({ clientUserId }) => clientUserId)),
    );
    expect(end).toEqual({
      result: 'ok',
      readAt: 42,
      value: { versionId: 'v1', changedDuringWalk: false, pages: 21, rows: 21 },
    });
    expect(new Set(seen).size).toBe(21);
    expect(server.seen).toHaveLength(21);
    expect(progress).toEqual(Array.from({ length: 21 }, (_, index) => index + 1));
  });

  it('passes sinceVersionId with every page and accepts an empty answer', async () => {
    const { location, server } = await startClient(() => ({ json: page(0, 1, []) }));
    expect(await location.users({ sinceVersionId: 'v0' }, () => {})).toMatchObject({ value: { rows: 0 } });
    expect(server.seen[0]?.query.get('sinceVersionId')).toBe('v0');
  });

  it("keeps the first page's versionId and says that the list changed", async () => {
    const { location } = await startClient(({ query }) => {
      const index = pageIndex(query);
      return { json: page(index, 3, ['a'], index === 0 ? 'first' : 'second') };
    });
    expect(await location.users({}, () => {})).toMatchObject({
      value: { versionId: 'first', changedDuringWalk: true },
    });
  });

  it('that grows is read to its new end', async () => {
    const { location } = await startClient(({ query }) => {
      const index = pageIndex(query);
      return { json: page(index, index === 0 ? 2 : 4, ['a'], index === 0 ? 'v1' : 'v2') };
    });
    expect(await location.users({}, () => {})).toMatchObject({ value: { pages: 4, changedDuringWalk: true } });
  });

  it('whose page vanished ends there, changed', async () => {
    const { location } = await startClient(({ query }) =>
      pageIndex(query) < 2 ? { json: page(pageIndex(query), 4, ['a']) } : refusal(400, 9650),
    );
    expect(await location.users({}, () => {})).toMatchObject({ value: { pages: 2, changedDuringWalk: true } });
  });

  it('whose first page is refused is refused', async () => {
    const { location } = await startClient(() => refusal(400, 9650));
    expect(await location.users({}, () => {})).toMatchObject({ result: 'refused', errorNumber: 9650 });
  });

  it.each([
    ['a wrong size', { size: 2 }],
    ['no size', { size: undefined }],
    ['a loop', { nextPageIndex: 0 }],
    ['a jump', { nextPageIndex: 2 }],
    ['an early end', { nextPageIndex: undefined }],
    ['another index', { currentPageIndex: 1 }],
    ['no versionId', { versionId: undefined }],
    ['no totalPages', { totalPages: undefined }],
    ['a negative totalPages', { totalPages: -1 }],
    ['a row without id', { users: [{ status: 'Registered' }] }],
    ['no rows', { users: undefined }],
  ])('with %s is a bad answer', async (_name, change) => {
    const { location } = await startClient(({ query }) => ({
      json: { ...page(pageIndex(query), 2, ['a']), ...change },
    }));
    expect(await location.users({}, () => {})).toMatchObject({
      result: 'unreachable',
      cause: 'bad-answer',
      effect: 'none',
    });
  });

  it('ends with the first trouble', async () => {
    const { location, server } = await startClient(({ query }) =>
      pageIndex(query) === 3 ? refusal(401, 9625) : { json: page(pageIndex(query), 1000, ['a']) },
    );
    expect(await location.users({}, () => {})).toMatchObject({ result: 'refused', reason: 'revoked' });
    expect(server.seen.length).toBeLessThan(20);
  });

  it('ends with the reason of an aborted signal, and visits nothing more', async () => {
    const { location } = await startClient(({ query }) => ({ json: page(pageIndex(query), 1000, ['a']) }));
    const stop = new AbortController();
    let visits = 0;
    const walk = location.users({ signal: stop.signal }, () => {
      visits += 1;
      if (visits === 7) stop.abort(new Error('enough'));
    });
    await expect(walk).rejects.toThrow('enough');
    expect(visits).toBe(7);
  });

  it('passes on what the visitor throws', async () => {
    const { location } = await startClient(({ query }) => ({ json: page(pageIndex(query), 9, ['a']) }));
    const fault = new Error('full');
    const visit = (): void => {
      throw fault;
    };
    await expect(location.users({}, visit)).rejects.toBe(fault);
  });
});
