import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A file as it is sent. */
export interface StaticFile {
  type: string;
  content: Buffer;
}

const root = fileURLToPath(new URL('../../../', import.meta.url));
const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.js': 'text/javascript; charset=utf-8',
};

/**
 * Every file that the page server may send, by path: the page and its styles from `src/sandbox/page`, the compiled scripts from
 * `dist/sandbox/page`. Read once, so no request ever reaches the file system. Throws `PageNotBuilt` when the scripts are not there.
 */
export function pageFiles(): ReadonlyMap<string, StaticFile> {
  const files = new Map([
    ...collect(join(root, 'src/sandbox/page'), ['.html', '.css', '.svg']),
    ...collect(join(root, 'dist/sandbox/page'), ['.js']),
  ]);
  if (!files.has('/main.js')) throw new PageNotBuilt();
  const index = files.get('/index.html');
  if (index) files.set('/', index);
  return files;
}

/** The page's scripts were not compiled yet. */
export class PageNotBuilt extends Error {
  readonly code = 'page_not_built';

  constructor() {
    super('The sandbox page is not compiled: run "npm run build" first.');
    this.name = 'PageNotBuilt';
  }
}

function collect(folder: string, endings: string[]): [string, StaticFile][] {
  return listed(folder).flatMap((file): [string, StaticFile][] => {
    const ending = endings.find((candidate) => file.endsWith(candidate));
    const type = ending === undefined ? undefined : types[ending];
    if (type === undefined) return [];
    return [[`/${relative(folder, file).replaceAll('\\', '/')}`, { type, content: readFileSync(file) }]];
  });
}

function listed(folder: string): string[] {
  try {
    const entries = readdirSync(folder, { withFileTypes: true, recursive: true });
    return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  } catch {
    return [];
  }
}
