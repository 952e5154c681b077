import { el } from '../dom.js';
import { type Json, record, text } from '../read.js';
import { drawPlain } from '../text/draw.js';

/** An image; when it cannot be fetched its description stands in its place. */
export function drawImage(image: Json, className: string): HTMLElement {
  const source = text(image, 'image_url') || text(record(image, 'slack_file'), 'url');
  const alt = drawPlain(text(image, 'alt_text'));
  const made = el('span', { class: `picture ${className}` });
  const shown = el('img', { src: source, alt, loading: 'lazy', referrerpolicy: 'no-referrer' });
  shown.addEventListener('error', () => made.replaceChildren(stand(alt, className)));
  made.append(source === '' ? stand(alt, className) : shown);
  return made;
}

function stand(alt: string, className: string): HTMLElement {
  const initial = className.includes('image-block')
    ? alt || 'Image'
    : (/[\p{L}\p{N}]/u.exec(alt)?.[0] ?? '·').toUpperCase();
  return el('span', { class: 'picture-missing', role: 'img', 'aria-label': alt || 'Image', title: alt }, initial);
}
