import { NotOnScreen, type Person } from './story.js';

/** The figure on the newest card of what others made. */
export function cleanUpFigure(person: Person): string {
  const [, figure] = /The figure to confirm\*\s+([\d,]+)/.exec(person.reads()) ?? [];
  if (figure === undefined) throw new NotOnScreen('no figure to confirm');
  return figure;
}
