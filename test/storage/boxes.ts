import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openNoting } from './dump.js';

/** Text of every file of a folder and of the folders in it, by name. */
export async function filesOf(path: string): Promise<ReadonlyMap<string, string>> {
  const entries = await readdir(path, { withFileTypes: true, recursive: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const texts = await Promise.all(files.map((file) => readFile(file, 'latin1')));
  return new Map(files.map((file, index) => [file.slice(path.length + 1), texts[index] ?? '']));
}

export interface OpenedBox {
  file: string;
  keyId: string;
}

/** Whatever in the files of a closed folder opens under the bot's key and the data keys left there: every base64 text is tried under every key id. */
export async function boxesThatOpen(path: string, purpose: string, content: string): Promise<readonly OpenedBox[]> {
  const files = await filesOf(path);
  const keyIds = new Set(
    [...files].flatMap(([name, text]) => `${name} ${text}`.match(/data-[0-9a-f]{24}|\b[0-9a-f]{12}\b/g) ?? []),
  );
  const { secrets, close } = await openNoting(path);
  try {
    return [...files].flatMap(([file, text]) =>
      [...new Set(text.match(/[A-Za-z0-9+/]{40,}={0,2}/g) ?? [])].flatMap((box) =>
        [...keyIds]
          .filter((keyId) => opens(() => secrets.open({ keyId, box }, purpose), content))
          .map((keyId) => ({ file, keyId })),
      ),
    );
  } finally {
    await close();
  }
}

function opens(open: () => string, content: string): boolean {
  try {
    return open() === content;
  } catch {
    return false;
  }
}
