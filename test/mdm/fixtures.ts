import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('../fixtures/mdm/', import.meta.url));

/** Names of the captured bodies of webhooks. */
export const captured: readonly string[] = readdirSync(folder).filter((name) => name.endsWith('.json'));

/** A captured file as it was sent. */
export function fixture(name: string): Buffer {
  return readFileSync(`${folder}${name}`);
}

/** Property lists of devices, as their answers hold them. */
export const capturedPlists: readonly string[] = readdirSync(folder).filter((name) => name.endsWith('.plist'));
