/** What the subset can hold. */
export type Yaml = string | number | boolean | null | Yaml[] | { [key: string]: Yaml };

interface Line {
  number: number;
  indent: number;
  text: string;
}

/** A line that the strict subset does not allow. */
export class YamlRefused extends Error {
  readonly code = 'yaml_refused';
}

/**
 * Reads the subset of YAML that an app manifest needs: maps and lists by indentation with spaces, plain and quoted
 * scalars, folded and literal text, lists of scalars in brackets, comments. Anchors, tags and several documents are refused.
 */
export function parseYaml(source: string): Yaml {
  const lines = linesOf(source);
  const first = lines[0];
  if (first === undefined) return null;
  const value = readNode(lines, first.indent);
  const rest = lines[0];
  if (rest !== undefined) throw refused(rest, 'is indented differently from what stands before it');
  return value;
}

function linesOf(source: string): Line[] {
  const lines: Line[] = [];
  source.split(/\r?\n/).forEach((raw, index) => {
    const text = raw.trimEnd();
    const bare = text.trimStart();
    if (bare === '' || bare.startsWith('#') || bare === '---') return;
    if (/^\s*\t/.test(text)) throw new YamlRefused(`line ${index + 1}: tabs cannot indent`);
    lines.push({ number: index + 1, indent: text.length - bare.length, text: bare });
  });
  return lines;
}

function refused(line: Line, reason: string): YamlRefused {
  return new YamlRefused(`line ${line.number}: ${reason}`);
}

const isItem = (line: Line): boolean => line.text === '-' || line.text.startsWith('- ');
const KEY = /^("[^"]*"|'[^']*'|[A-Za-z0-9_./-]+):(?:\s+(.*))?$/;

function readNode(lines: Line[], indent: number): Yaml {
  const line = lines[0];
  if (line === undefined || line.indent < indent) return null;
  return isItem(line) ? readList(lines, line.indent) : readMap(lines, line.indent);
}

function readList(lines: Line[], indent: number): Yaml[] {
  const items: Yaml[] = [];
  for (let line = lines[0]; line !== undefined && line.indent === indent && isItem(line); line = lines[0]) {
    const rest = line.text.slice(1).trimStart();
    if (rest === '') {
      lines.shift();
      items.push(readNode(lines, indent + 1));
    } else if (KEY.test(rest)) {
      const inner = indent + (line.text.length - rest.length);
      lines[0] = { ...line, indent: inner, text: rest };
      items.push(readMap(lines, inner));
    } else {
      lines.shift();
      items.push(readScalar(line, rest));
    }
  }
  return items;
}

function readMap(lines: Line[], indent: number): { [key: string]: Yaml } {
  const map: { [key: string]: Yaml } = {};
  for (let line = lines[0]; line !== undefined && line.indent === indent && !isItem(line); line = lines[0]) {
    const match = KEY.exec(line.text);
    if (match === null) throw refused(line, 'is not of the form "key: value"');
    const key = (match[1] ?? '').replace(/^["']|["']$/g, '');
    if (Object.hasOwn(map, key)) throw refused(line, `repeats the key ${key}`);
    lines.shift();
    map[key] = readValue(lines, line, match[2] ?? '');
  }
  return map;
}

function readValue(lines: Line[], line: Line, rest: string): Yaml {
  if (/^[|>][+-]?$/.test(rest)) return readText(lines, line, rest.startsWith('>') ? ' ' : '\n');
  if (rest !== '' && !rest.startsWith('#')) return readScalar(line, rest);
  const next = lines[0];
  if (next !== undefined && next.indent === line.indent && isItem(next)) return readList(lines, line.indent);
  return next !== undefined && next.indent > line.indent ? readNode(lines, next.indent) : null;
}

function readText(lines: Line[], owner: Line, join: string): string {
  const parts: string[] = [];
  for (let line = lines[0]; line !== undefined && line.indent > owner.indent; line = lines[0]) {
    parts.push(line.text);
    lines.shift();
  }
  return parts.join(join);
}

function readScalar(line: Line, raw: string): Yaml {
  const quoted = /^"((?:[^"\\]|\\.)*)"\s*(?:#.*)?$/.exec(raw);
  if (quoted !== null) return (quoted[1] ?? '').replace(/\\n/g, '\n').replace(/\\(.)/g, '$1');
  const single = /^'((?:[^']|'')*)'\s*(?:#.*)?$/.exec(raw);
  if (single !== null) return (single[1] ?? '').replace(/''/g, "'");
  const text = raw.replace(/\s+#.*$/, '').trim();
  if (text.startsWith('[') && text.endsWith(']')) {
    const inner = text.slice(1, -1).trim();
    return inner === '' ? [] : inner.split(',').map((item) => readScalar(line, item.trim()));
  }
  if (/^[&*!{[|>%@`"']/.test(text)) throw refused(line, 'uses a form of YAML that this reader does not know');
  if (text === 'true' || text === 'false') return text === 'true';
  if (text === 'null' || text === '~') return null;
  return /^-?\d+$/.test(text) ? Number(text) : text;
}
