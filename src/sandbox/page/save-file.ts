import { el } from './dom.js';

/** Hands text to the browser as a file to keep. */
export function saveFile(name: string, content: string): void {
  const address = URL.createObjectURL(new Blob([content], { type: 'application/octet-stream' }));
  el('a', { href: address, download: name }).click();
  URL.revokeObjectURL(address);
}
