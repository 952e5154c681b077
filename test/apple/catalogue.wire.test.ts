import { describe, expect, it, onTestFinished } from 'vitest';
import { appleCatalogue } from '../../src/apple/catalogue.js';
import { type AppleStandIn, startAppleStandIn } from '../../src/sandbox/apple/server.js';
import { type Script, type ScriptedAnswer, scriptedApple } from '../support/scripted-apple.js';

function catalogueAt(catalogUrl: string) {
  const logged: unknown[] = [];
  const catalogue = appleCatalogue({
    catalogUrl,
    now: () => 42,
    wireNow: () => 0,
    random: () => 1,
    userAgent: 'vpp-bot/test',
    log: (event) => logged.push(event),
    async sleep() {},
  });
  onTestFinished(() => catalogue.close());
  const question = { token: 'dG9rZW4=', platform: 'enterprisestore', country: 'DE' };
  return { logged, lookup: (...adamIds: string[]) => catalogue.lookup({ ...question, adamIds }) };
}

async function start(script: Script) {
  const server = await scriptedApple(script);
  onTestFinished(() => server.close());
  return { server, ...catalogueAt(`${new URL(server.url).origin}/wa/lookup`) };
}

const results = (products: Record<string, unknown>): ScriptedAnswer => ({ json: { results: products, version: 2 } });
const named = (id: string | null, extra: object = {}): ScriptedAnswer =>
  results({ [id ?? '']: { id, name: `App ${id}`, bundleId: `example.${id}`, ...extra } });

describe('the catalogue', () => {
  it('is asked for each product once, with the token as a cookie that is not logged', async () => {
    const { lookup, server, logged } = await start(({ query }) => named(query.get('id')));
    const entry = (adamId: string) => ({ adamId, name: `App ${adamId}`, bundleId: `example.${adamId}`, iconUrl: null });
    const answer = await lookup('1', '2', '1');
    expect(answer).toEqual({ result: 'ok', readAt: 42, value: [entry('1'), entry('2')] });
    expect(server.seen.map(({ path, query }) => [path, Object.fromEntries(query)])).toContainEqual([
      '/wa/lookup',
      { version: '2', id: '1', p: 'mdm-lockup', caller: 'MDM', platform: 'enterprisestore', cc: 'de', l: 'en' },
    ]);
    expect(server.seen).toHaveLength(2);
    expect(server.seen[0]?.headers.cookie).toBe('itvt=dG9rZW4=');
    expect(JSON.stringify(logged)).not.toContain('dG9rZW4=');
  });

  it('leaves out what Apple does not know or does not name', async () => {
    const { lookup } = await start(({ query }) => {
      const id = query.get('id');
      return id === '1' ? results({}) : named(id, id === '2' ? { name: ' ' } : {});
    });
    expect(await lookup('1', '2', '3')).toMatchObject({ result: 'ok', value: [{ adamId: '3' }] });
    expect(await lookup()).toMatchObject({ result: 'ok', value: [] });
  });

  it.each([
    [
      'a template',
      { url: 'https://i.example/a/{w}x{h}bb.{f}', width: 1024, height: 1024 },
      'https://i.example/a/100x100bb.png',
    ],
    [
      'sizes',
      [60, 512, 100].map((width) => ({ width, url: `https://i.example/${width}.png` })),
      'https://i.example/100.png',
    ],
    [
      'small sizes',
      [30, 60].map((width) => ({ width, url: `https://i.example/${width}.png` })),
      'https://i.example/60.png',
    ],
    ['this machine', { url: 'http://127.0.0.1:9/i.png' }, 'http://127.0.0.1:9/i.png'],
    ['clear text elsewhere', { url: 'http://i.example/i.png' }, null],
    ['a script', { url: 'javascript:alert(1)' }, null],
    ['an endless address', { url: `https://i.example/${'x'.repeat(3000)}` }, null],
    ['nothing', [], null],
    ['another type', 'https://i.example/i.png', null],
  ])('takes its icon from %s', async (_name, artwork, iconUrl) => {
    const { lookup } = await start(({ query }) => named(query.get('id'), { artwork }));
    expect(await lookup('1')).toMatchObject({ value: [{ iconUrl }] });
  });

  it('bounds names and drops a bundle id of another type', async () => {
    const { lookup } = await start(({ query }) => named(query.get('id'), { name: 'é'.repeat(999), bundleId: 5 }));
    expect(await lookup('1')).toMatchObject({ value: [{ name: 'é'.repeat(200), bundleId: null }] });
  });

  it('gives what it could when some requests fail', async () => {
    const { lookup } = await start(({ query }) =>
      query.get('id') === '2' ? { text: '<html>sign in' } : named(query.get('id')),
    );
    expect(await lookup('1', '2', '3')).toMatchObject({ result: 'ok', value: { length: 2 } });
  });

  it('is unreachable when nothing is answered, without asking for everything', async () => {
    const { lookup, server } = await start(() => ({ status: 403, text: '<html>no' }));
    const many = Array.from({ length: 200 }, (_, index) => String(index));
    expect(await lookup(...many)).toMatchObject({ result: 'unreachable', cause: 'bad-answer', effect: 'none' });
    expect(server.seen.length).toBeLessThanOrEqual(10);
  });
});

describe("the stand-in's catalogue", () => {
  it('names public, custom and withdrawn products to the token of who holds them', async () => {
    const apple: AppleStandIn = await startAppleStandIn({ now: () => Date.UTC(2026, 8, 1) });
    onTestFinished(() => apple.stop());
    const catalogue = appleCatalogue({
      catalogUrl: apple.catalogUrl,
      now: () => 42,
      wireNow: () => performance.now(),
      random: () => 0,
      userAgent: 'vpp-bot/test',
    });
    onTestFinished(() => catalogue.close());
    const adamIds = ['361280101', '650131212', '512341515', '999999999'];
    const question = { adamIds, platform: 'enterprisestore', country: 'SE' };
    const answer = await catalogue.lookup({ ...question, token: apple.token });
    if (answer.result !== 'ok') throw new Error(answer.result);
    const byId = new Map(answer.value.map((entry) => [entry.adamId, entry]));
    expect([...byId.keys()].sort()).toEqual(['361280101', '512341515', '650131212']);
    expect(byId.get('361280101')).toMatchObject({ name: 'Keynote', bundleId: 'com.apple.Keynote' });
    for (const entry of answer.value) expect(entry.iconUrl).toMatch(/^http:\/\/127\.0\.0\.1:/);
    const stranger = await catalogue.lookup({ ...question, token: 'c29tZWJvZHk=' });
    expect(stranger).toMatchObject({ result: 'ok', value: [{ adamId: '361280101' }] });
  });
});
