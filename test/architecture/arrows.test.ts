import { describe, expect, it } from 'vitest';
import { isMember, isNamed, type Node, parse, reachedFrom, type Source, sourcesBelow } from './sources.js';

/** What a ring may import. Folders and files are named below `src`. */
interface Ring {
  /** Rings whose values and types it may use, besides its own. */
  rings?: readonly string[];
  /** Rings of which it may use types only. */
  types?: readonly string[];
  packages?: readonly string[];
  /** `node:` modules at all. */
  node?: boolean;
}

const adapters = ['apple', 'slack', 'mdm', 'schedule', 'http', 'storage'];
const core = ['licensing/flows', 'licensing/ports', 'licensing/rules'];

/** The arrows of the design. A ring is the longest name that a path begins with. */
const rings: Record<string, Ring> = {
  'licensing/rules': {},
  'licensing/ports': { types: ['licensing/rules'] },
  'licensing/flows': { rings: ['licensing/rules'], types: ['licensing/ports'] },
  apple: {
    rings: ['licensing/rules'],
    types: ['licensing/ports'],
    packages: ['bottleneck', 'undici', 'zod'],
    node: true,
  },
  slack: {
    rings: ['licensing/flows', 'licensing/rules'],
    types: ['licensing/ports'],
    packages: ['@slack/bolt', '@slack/socket-mode', '@slack/types', '@slack/web-api', 'bottleneck', 'express', 'zod'],
    node: true,
  },
  mdm: {
    rings: ['licensing/rules'],
    types: ['licensing/ports'],
    packages: ['bplist-parser', 'plist', 'undici', 'zod'],
    node: true,
  },
  schedule: { rings: ['licensing/rules'], types: ['licensing/ports'], packages: ['node-schedule'] },
  http: { packages: ['express'], node: true },
  storage: { rings: ['licensing/rules'], types: ['licensing/ports'], packages: ['lowdb', 'zod'], node: true },
  'config.ts': {
    rings: ['setting-schemas.ts', 'deployment-settings.ts', 'mdm-settings.ts', 'approval-deadlock.ts'],
    packages: ['zod'],
  },
  'approval-deadlock.ts': { rings: ['setting-schemas.ts', 'deployment-settings.ts'] },
  'mdm-settings.ts': { rings: ['setting-schemas.ts'], packages: ['zod'] },
  'deployment-settings.ts': { rings: ['setting-schemas.ts'], packages: ['zod'] },
  'setting-schemas.ts': { packages: ['zod'] },
  'log.ts': { packages: ['pino'] },
  'ids.ts': { types: ['licensing/ports'], node: true },
  'background.ts': { rings: ['licensing/flows'] },
  'open-store.ts': { rings: [...core, 'storage'], types: ['config.ts'], packages: ['pino'] },
  'wire-checks.ts': {
    rings: ['licensing/flows', ...adapters],
    types: ['licensing/ports', 'config.ts'],
  },
  'wire-slack.ts': {
    rings: ['licensing/flows', 'slack', 'background.ts'],
    types: ['config.ts'],
    packages: ['pino'],
    node: true,
  },
  'wire-http.ts': {
    rings: ['apple', 'http', 'licensing/flows', 'mdm'],
    types: ['config.ts', 'background.ts', 'slack'],
    packages: ['pino'],
  },
  'compose.ts': {
    rings: [
      ...core,
      ...adapters,
      'background.ts',
      'ids.ts',
      'open-store.ts',
      'wire-checks.ts',
      'wire-http.ts',
      'wire-slack.ts',
    ],
    types: ['config.ts'],
    packages: ['pino'],
  },
  'main.ts': { rings: ['compose.ts', 'config.ts', 'log.ts', 'storage'], node: true },
  sandbox: {
    rings: [
      'compose.ts',
      'log.ts',
      'sandbox/apple',
      'sandbox/clock.ts',
      'sandbox/slack',
      'sandbox/mdm',
      'sandbox/page-server',
      'sandbox/what-if',
    ],
    types: ['config.ts'],
    packages: ['pino', 'zod'],
    node: true,
  },
  'sandbox/clock.ts': {},
  'sandbox/apple': { rings: ['sandbox/clock.ts'], packages: ['zod'], node: true },
  'sandbox/slack': { packages: ['ws', 'zod'], node: true },
  'sandbox/mdm': { packages: ['plist', 'zod'], node: true },
  'sandbox/page-server': {
    types: ['sandbox/apple', 'sandbox/slack', 'sandbox/mdm', 'sandbox/page', 'sandbox/clock.ts', 'sandbox/what-if'],
    packages: ['zod'],
    node: true,
  },
  'sandbox/what-if': { types: ['sandbox/apple', 'sandbox/slack', 'sandbox/page'] },
  'sandbox/page': { types: ['sandbox/apple', 'sandbox/slack', 'sandbox/mdm'] },
};

function ringOf(path: string): string {
  const fits = Object.keys(rings).filter(
    (name) => path === name || path.startsWith(`${name}/`) || path === `${name}.ts`,
  );
  return fits.sort((a, b) => b.length - a.length)[0] ?? 'none';
}

/** Imports of a file that the table does not allow, in words. */
function forbidden(source: Source): string[] {
  const name = ringOf(source.path);
  const ring = rings[name];
  if (ring === undefined) return [`${source.path} belongs to no ring`];
  return source.imports.flatMap(({ target, ours, typeOnly }) => {
    const to = ours ? ringOf(target) : target;
    const allowed = ours
      ? to === name || ring.rings?.includes(to) || (typeOnly && ring.types?.includes(to))
      : ring.packages?.includes(to) || (to.startsWith('node:') && ring.node);
    return allowed ? [] : [`${source.path} imports ${typeOnly ? 'types of ' : ''}${target}`];
  });
}

const sources = sourcesBelow('src');

describe('the arrows of the design', () => {
  it.each(Object.keys(rings).filter((name) => sources.some(({ path }) => ringOf(path) === name)))(
    '%s imports only what its ring may',
    (name) => {
      expect(sources.filter(({ path }) => ringOf(path) === name).flatMap(forbidden)).toEqual([]);
    },
  );

  it('hold for every file there is', () => {
    expect(sources.filter(({ path }) => ringOf(path) === 'none').map(({ path }) => path)).toEqual([]);
    expect(sources.length).toBeGreaterThan(100);
  });

  it.each([
    { path: 'licensing/rules/x.ts', text: "import { join } from 'node:path';" },
    { path: 'licensing/rules/x.ts', text: "import type { Core } from '../flows/core.js';" },
    { path: 'licensing/flows/x.ts', text: "import { z } from 'zod';" },
    { path: 'licensing/flows/x.ts', text: "export * from '../../apple/client.js';" },
    { path: 'licensing/flows/x.ts', text: "type T = import('../../storage/records.js').T;" },
    { path: 'apple/x.ts', text: "import type { App } from '../slack/app.js';" },
    { path: 'apple/x.ts', text: "const x = await import('../mdm/x.js');" },
    { path: 'sandbox/apple/x.ts', text: "import { x } from '../../apple/schemas.js';" },
    { path: 'sandbox/slack/x.ts', text: "import type { Notice } from '../../licensing/rules/notice.js';" },
    { path: 'sandbox/page/x.ts', text: "import { x } from '../slack/json.js';" },
    { path: 'compose.ts', text: "import { x } from './sandbox/clock.js';" },
    { path: 'elsewhere/x.ts', text: '' },
  ])('would not allow $text in $path', ({ path, text }) => {
    expect(forbidden(parse(path, text))).toHaveLength(1);
  });

  it.each([
    { path: 'licensing/flows/x.ts', text: "import type { Records } from '../ports/records.js';" },
    { path: 'licensing/flows/x.ts', text: "import { type Act, mayAct } from '../rules/policy.js';" },
    { path: 'sandbox/page/x.ts', text: "import { type Json } from '../slack/json.js';" },
  ])('allow $text in $path', ({ path, text }) => {
    expect(forbidden(parse(path, text))).toEqual([]);
  });
});

describe('the bot for production', () => {
  it('never reaches the sandbox, not even for a type', () => {
    const reached = reachedFrom('main.ts', sources);
    expect(reached).toContain('licensing/flows/ring.ts');
    expect([...reached].filter((path) => path.startsWith('sandbox/'))).toEqual([]);
  });
});

describe('the stand-ins', () => {
  const kin = ['apple/', 'slack/', 'mdm/', 'licensing/', 'storage/'];

  it.each([
    'sandbox/apple/',
    'sandbox/slack/',
    'sandbox/mdm/',
    'sandbox/page/',
    'sandbox/page-server',
    'sandbox/what-if/',
  ])('%s reaches no code of the bot, on any way', (folder) => {
    const starts = sources.filter(({ path }) => path.startsWith(folder));
    const reached = starts.flatMap(({ path }) => [...reachedFrom(path, sources)]);
    expect(reached.filter((path) => kin.some((one) => path.startsWith(one)) || path === 'compose.ts')).toEqual([]);
  });

  it('are reached by no code of the bot', () => {
    const bot = sources.filter(({ path }) => !path.startsWith('sandbox/'));
    expect(bot.flatMap(({ imports }) => imports).filter(({ target }) => target.startsWith('sandbox'))).toEqual([]);
  });
});

/** What looks at the clock, throws dice or waits, in words. */
const impure: readonly { what: string; is: (node: Node) => boolean }[] = [
  { what: 'Date.now', is: (node) => isMember(node, 'Date', 'now') },
  {
    what: 'new Date() without argument',
    is: (node) =>
      (node.type === 'NewExpression' || node.type === 'CallExpression') &&
      isNamed(node.callee, 'Date') &&
      (node.type === 'CallExpression' || isEmpty(node.arguments)),
  },
  { what: 'Math.random', is: (node) => isMember(node, 'Math', 'random') },
  ...[
    'setTimeout',
    'setInterval',
    'setImmediate',
    'queueMicrotask',
    'performance',
    'crypto',
    'fetch',
    'process',
    'globalThis',
  ].map((name) => ({ what: name, is: (node: Node) => isNamed(node, name) && node.typeAnnotation === null })),
];

function isEmpty(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}

const impurities = (source: Source): string[] =>
  impure.flatMap(({ what, is }) => (source.nodes.some(is) ? [`${source.path}: ${what}`] : []));

describe('the licensing core', () => {
  it('knows no time, chance or world but what it is given', () => {
    const within = sources.filter(({ path }) => path.startsWith('licensing/'));
    expect(within.flatMap(impurities)).toEqual([]);
  });

  it.each([
    'const x = Date.now();',
    "const x = Date['now']();",
    'const x = new Date();',
    'const x = Date();',
    'const x = Math.random();',
    'setTimeout(() => undefined, 1);',
    'const later = setImmediate;',
    'const x = process.env;',
    'const x = globalThis.Date;',
  ])('would not be allowed "%s"', (text) => {
    expect(impurities(parse('licensing/rules/x.ts', text))).not.toEqual([]);
  });

  it.each(['const x = new Date(3);', 'const x = Date.UTC(2026, 1);', "const x = Date.parse('2026-01-01');"])(
    'is allowed "%s"',
    (text) => {
      expect(impurities(parse('licensing/rules/x.ts', text))).toEqual([]);
    },
  );
});

describe('the environment and the signals', () => {
  const touches = (node: Node): boolean =>
    ['env', 'on', 'once', 'exit', 'argv'].some((property) => isMember(node, 'process', property)) ||
    (node.type === 'VariableDeclarator' && isNamed(node.init, 'process')) ||
    (node.type === 'ImportDeclaration' && JSON.stringify(node.source).includes('"node:process"'));

  it('are read in main.ts files alone', () => {
    const readers = sources.filter(({ nodes }) => nodes.some(touches)).map(({ path }) => path);
    expect(readers.filter((path) => !/(^|\/)main\.ts$/.test(path))).toEqual([]);
    expect(readers).toContain('main.ts');
  });

  it.each(['const x = process.env.X;', 'const { env } = process;', "import process from 'node:process';"])(
    'would be seen in "%s"',
    (text) => {
      expect(parse('slack/x.ts', text).nodes.some(touches)).toBe(true);
    },
  );
});

describe('every file', () => {
  const isDefault = (node: Node): boolean =>
    node.type === 'ExportDefaultDeclaration' || (node.type === 'ExportSpecifier' && isNamed(node.exported, 'default'));

  it('exports by name', () => {
    const all = [...sources, ...sourcesBelow('test', 'default')];
    expect(all.filter(({ nodes }) => nodes.some(isDefault)).map(({ path }) => path)).toEqual([]);
    expect(parse('x.ts', 'export default 3;').nodes.some(isDefault)).toBe(true);
    expect(parse('x.ts', 'const x = 3; export { x as default };').nodes.some(isDefault)).toBe(true);
  });

  it('of the program has three hundred lines at the most', () => {
    expect(sources.filter(({ lines }) => lines > 300).map(({ path, lines }) => `${path}: ${lines}`)).toEqual([]);
  });

  it.each(['utils', 'helpers', 'services', 'dto', 'index'])('has a better name than %s', (name) => {
    const named = sources.filter(({ path }) => path.split('/').some((part) => part === name || part === `${name}.ts`));
    expect(named.map(({ path }) => path)).toEqual([]);
  });
});
