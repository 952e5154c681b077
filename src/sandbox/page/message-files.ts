import type { MessageView } from '../slack/workspace.js';
import { button, el } from './dom.js';
import { saveFile } from './save-file.js';

/** What the list of files needs of the page. */
interface FileDesk {
  /** `undefined` after telling the person why when it failed. */
  file(id: string): Promise<string | undefined>;
}

/** The files that a message carries, to be saved; `null` when there are none. */
export function drawFiles({ files = [] }: MessageView, desk: FileDesk): HTMLElement | null {
  if (files.length === 0) return null;
  const lines = files.map(({ id, name, size }) => {
    const save = button('Save', 'link-button', async () => {
      const content = await desk.file(id);
      if (content !== undefined) saveFile(name, content);
    });
    save.setAttribute('aria-label', `Save ${name}`);
    return el('li', {}, el('span', { class: 'row-name' }, name), el('span', { class: 'faint' }, `${size} bytes`), save);
  });
  return el('ul', { class: 'message-files', 'aria-label': 'Files' }, ...lines);
}
