import { busy, button, el } from '../dom.js';
import { number, records, text } from '../read.js';
import { chooseToken } from '../token-chooser.js';
import type { Control, ElementEntry, UploadedFile } from './control.js';

/** A file, from the person's disk or straight from what was downloaded at Apple. */
export const fileInput: ElementEntry = {
  initial: () => ({ type: 'file_input', files: [] }),
  draw: (control) => {
    const files = el('ul', { class: 'files', 'aria-label': 'Chosen files' });
    const show = () => files.replaceChildren(...chosen(control).map((file) => drawFile(control, file, show)));
    const take = async (name: string, content: string) => {
      const file = await control.desk.upload(name, content);
      if (!file) return;
      const limit = number(control.element, 'max_files') ?? 10;
      const kept = limit === 1 ? [] : chosen(control);
      if (kept.length >= limit) return control.desk.warn(`At most ${limit} files can be chosen here.`);
      control.change({ type: 'file_input', files: [...kept, file] });
      show();
    };
    const disk = el('input', {
      type: 'file',
      id: control.id,
      class: 'file-disk',
      'aria-label': control.name,
      'data-key': control.id,
    });
    disk.addEventListener('change', () => {
      const file = disk.files?.[0];
      disk.value = '';
      if (file) void busy(made, async () => take(file.name, await file.text()));
    });
    const apple = button('Use the downloaded token', 'button quiet', async () => {
      const token = await chooseToken(control.desk);
      const file = token && (await control.desk.tokenFile(token.id));
      if (file) await take(file.name, file.content);
    });
    show();
    const made = el(
      'div',
      { class: 'file-input' },
      files,
      el('div', { class: 'file-ways' }, disk, wantsToken(control) ? apple : null),
    );
    return made;
  },
};

/** Only the label says what kind of file is meant: Block Kit has no type for tokens. */
function wantsToken({ label }: Control): boolean {
  return /\btoken\b/i.test(label);
}

function chosen(control: Control): UploadedFile[] {
  return records(control.state, 'files').map((file) => ({
    id: text(file, 'id'),
    name: text(file, 'name'),
    size: number(file, 'size') ?? 0,
  }));
}

function drawFile(control: Control, file: UploadedFile, redrawn: () => void): HTMLElement {
  const remove = button('×', 'file-remove', () => {
    control.change({ type: 'file_input', files: chosen(control).filter((other) => other.id !== file.id) });
    redrawn();
  });
  remove.setAttribute('aria-label', `Remove ${file.name}`);
  return el(
    'li',
    {},
    el('span', { class: 'file-name' }, file.name),
    el('span', { class: 'faint' }, `${(file.size / 1024).toFixed(1)} KB`),
    remove,
  );
}
