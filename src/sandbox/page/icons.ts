const namespace = 'http://www.w3.org/2000/svg';

/** Line drawings on a field of 16 by 16. */
const lines = {
  home: 'M2.5 7.5 8 2.8l5.5 4.7M4 6.5v6.7h8V6.5M6.8 13.2V9.5h2.4v3.7',
  message: 'M2.5 3.5h11v7.2H7L4.2 13v-2.3H2.5z',
  hash: 'M6.3 2.5 5 13.5M11 2.5 9.7 13.5M2.8 5.8h10.9M2.3 10.2h10.9',
  lock: 'M3.8 7.2h8.4v6H3.8zM5.5 7.2V5a2.5 2.5 0 0 1 5 0v2.2',
  eye: 'M1.5 8S4 3.8 8 3.8 14.5 8 14.5 8 12 12.2 8 12.2 1.5 8 1.5 8zM8 6.3a1.7 1.7 0 1 1 0 3.4a1.7 1.7 0 1 1 0-3.4z',
  app: 'M4 4.5l4 7 4-7',
  tick: 'M3.2 8.6 6.6 12l6.2-7.6',
} as const;

export type IconName = keyof typeof lines;

/** A small line drawing in the colour of the text around it; for decoration only. */
export function icon(name: IconName): SVGElement {
  return drawing('icon', [{ d: lines[name] }]);
}

interface Part {
  d: string;
  fill?: string;
  stroke?: string;
}

const circle = 'M8 1.5a6.5 6.5 0 1 1 0 13a6.5 6.5 0 1 1 0-13z';
const square =
  'M3.5 1.8h9a1.7 1.7 0 0 1 1.7 1.7v9a1.7 1.7 0 0 1-1.7 1.7h-9a1.7 1.7 0 0 1-1.7-1.7v-9a1.7 1.7 0 0 1 1.7-1.7z';
const tick = 'M4.6 8.3 7 10.8l4.4-5.4';
const cross = 'M4 4l8 8M12 4l-8 8';
const triangle = 'M8 1.8 15 14H1z';
const dot = (fill: string): Part[] => [{ d: circle, fill }];

/** The signs of state, drawn by ourselves: they look the same on a machine without an emoji font. */
const signs: Record<string, Part[]> = {
  white_check_mark: [
    { d: square, fill: '#2e9e4f' },
    { d: tick, stroke: '#fff' },
  ],
  heavy_check_mark: [{ d: tick, stroke: '#2e9e4f' }],
  x: [{ d: cross, stroke: '#d23b4e' }],
  warning: [
    { d: triangle, fill: '#f3b92c' },
    { d: 'M8 6v3.8M8 11.7v.4', stroke: '#3a2a00' },
  ],
  rotating_light: [
    { d: 'M3.5 13V8.5a4.5 4.5 0 0 1 9 0V13z', fill: '#d23b4e' },
    { d: 'M2 14h12M8 2v-.8M2.8 4l-.7-.6M13.2 4l.7-.6', stroke: '#8d899b' },
  ],
  no_entry: [
    { d: circle, fill: '#d23b4e' },
    { d: 'M4.5 8h7', stroke: '#fff' },
  ],
  red_circle: dot('#d23b4e'),
  large_orange_circle: dot('#ee8432'),
  large_yellow_circle: dot('#f3b92c'),
  large_green_circle: dot('#2e9e4f'),
  large_blue_circle: dot('#3779cf'),
  white_circle: [{ d: circle, fill: '#fff', stroke: '#8d899b' }],
  black_circle: dot('#3d3a48'),
  information_source: [
    { d: square, fill: '#3779cf' },
    { d: 'M8 7.2v4M8 4.6v.4', stroke: '#fff' },
  ],
};

/** Our own drawing of an emoji, `null` when the system's font has to draw it. */
export function sign(name: string): SVGElement | null {
  const parts = Object.hasOwn(signs, name) ? signs[name] : undefined;
  if (!parts) return null;
  const made = drawing('sign', parts);
  made.setAttribute('role', 'img');
  made.setAttribute('aria-label', name.replaceAll('_', ' '));
  made.removeAttribute('aria-hidden');
  return made;
}

function drawing(className: string, parts: Part[]): SVGElement {
  const made = document.createElementNS(namespace, 'svg');
  for (const [name, value] of Object.entries({ viewBox: '0 0 16 16', class: className, 'aria-hidden': 'true' }))
    made.setAttribute(name, value);
  for (const { d, fill = 'none', stroke } of parts) {
    const path = document.createElementNS(namespace, 'path');
    path.setAttribute('d', d);
    path.setAttribute('fill', fill);
    if (stroke !== undefined || fill === 'none') path.setAttribute('stroke', stroke ?? 'currentColor');
    made.append(path);
  }
  return made;
}
