import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseSync } from 'vite';

/** The folder of the repository. */
export const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

/** A node of a syntax tree (ESTree with TypeScript). */
export interface Node {
  readonly type: string;
  readonly [member: string]: unknown;
}

export interface Import {
  /** The path below `src` for a file of ours, otherwise the name of the package, or `node:…`. */
  target: string;
  ours: boolean;
  /** Gone after compilation. */
  typeOnly: boolean;
}

export interface Source {
  /** Below `src`, with forward slashes. */
  path: string;
  lines: number;
  nodes: readonly Node[];
  imports: readonly Import[];
}

export const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';

function collect(value: unknown, found: Node[]): void {
  if (Array.isArray(value)) for (const one of value) collect(one, found);
  else if (isNode(value)) {
    found.push(value);
    for (const member of Object.values(value)) collect(member, found);
  }
}

export const isNamed = (value: unknown, name: string): boolean =>
  isNode(value) && value.type === 'Identifier' && value.name === name;

/** `object.property`, written with a dot or with a literal in brackets. */
export function isMember(node: Node, object: string, property: string): boolean {
  if (node.type !== 'MemberExpression' || !isNamed(node.object, object)) return false;
  const named = node.property;
  return isNamed(named, property) || (isNode(named) && named.value === property);
}

const kinds = [
  'ImportDeclaration',
  'ExportNamedDeclaration',
  'ExportAllDeclaration',
  'ImportExpression',
  'TSImportType',
];

function isTypeOnly(node: Node): boolean {
  if (node.type === 'TSImportType' || node.importKind === 'type' || node.exportKind === 'type') return true;
  const specifiers = node.specifiers;
  if (!Array.isArray(specifiers) || specifiers.length === 0) return false;
  return specifiers.every((one) => isNode(one) && (one.importKind === 'type' || one.exportKind === 'type'));
}

function packageOf(specifier: string): string {
  if (specifier.startsWith('node:')) return specifier;
  const [scope = specifier, name = ''] = specifier.split('/');
  return scope.startsWith('@') ? `${scope}/${name}` : scope;
}

function importOf(path: string, node: Node): Import | null {
  const source = node.source;
  if (!kinds.includes(node.type) || source === null || source === undefined) return null;
  const specifier = isNode(source) ? source.value : undefined;
  if (typeof specifier !== 'string') throw new Error(`${path} imports something that is not written out`);
  const typeOnly = isTypeOnly(node);
  if (!specifier.startsWith('.')) return { target: packageOf(specifier), ours: false, typeOnly };
  const target = posix.join(posix.dirname(path), specifier).replace(/\.js$/, '.ts');
  return { target, ours: true, typeOnly };
}

/** The imports and nodes of one text; `path` as if it stood below `src`. */
export function parse(path: string, text: string): Source {
  const { program, errors } = parseSync(path, text);
  if (errors.length > 0) throw new Error(`${path} cannot be parsed`);
  const nodes: Node[] = [];
  collect(program, nodes);
  const imports = nodes.flatMap((node) => importOf(path, node) ?? []);
  return { path, lines: text.split('\n').length - 1, nodes, imports };
}

function filesBelow(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .map((path) => path.split('\\').join('/'))
    .filter((path) => path.endsWith('.ts'))
    .sort();
}

/** Every TypeScript file below a folder of the repository, or those that hold some text. */
export function sourcesBelow(folder: 'src' | 'test', holding = ''): Source[] {
  const texts = filesBelow(folder).map((path) => ({ path, text: readFileSync(join(root, folder, path), 'utf8') }));
  return texts.filter(({ text }) => text.includes(holding)).map(({ path, text }) => parse(path, text));
}

/** Files that are loaded, directly or through others, when this one runs. */
export function reachedFrom(start: string, sources: readonly Source[]): Set<string> {
  const byPath = new Map(sources.map((source) => [source.path, source]));
  const reached = new Set<string>();
  const open = [start];
  for (let path = open.pop(); path !== undefined; path = open.pop()) {
    if (reached.has(path)) continue;
    reached.add(path);
    for (const { target, ours } of byPath.get(path)?.imports ?? []) if (ours) open.push(target);
  }
  return reached;
}
