import { post } from './api.js';
import { button, el, place, redraw } from './dom.js';
import { explain } from './plain-words.js';
import type { PageState } from './protocol.js';
import { type Json, texts } from './read.js';
import type { Store } from './store.js';
import { type DateReader, shortDateTime, use } from './text/dates.js';
import { toast } from './toasts.js';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** Draws business time and the ways to move it, and keeps the hands going. */
export class TimePanel {
  private readonly store: Store;
  private readonly dates: () => DateReader;

  constructor(store: Store, dates: () => DateReader) {
    this.store = store;
    this.dates = dates;
    setInterval(() => this.tick(), 1000);
  }

  show(state: PageState): void {
    const { tokenExpires, nextSync, zone } = state.clock;
    redraw(place('time-moves'), [tokenExpires, nextSync, zone, Math.floor(state.clock.now / minute)], () =>
      this.moves(state),
    );
    this.tick();
  }

  private tick(): void {
    if (!this.store.state()) return;
    const now = this.store.now();
    place('time-day').textContent = use('date_long', now, this.dates());
    place('time-clock').textContent = use('time', now, this.dates());
  }

  private moves(state: PageState): HTMLElement[] {
    const { tokenExpires, nextSync } = state.clock;
    const slot =
      nextSync === null ? this.move('+12 hours', { move: 12 * hour }) : this.until('To the next sync', nextSync);
    const steps = el(
      'div',
      { class: 'elements' },
      this.move('+1 hour', { move: hour }),
      slot,
      this.move('+1 day', { move: day }),
      this.move('+30 days', { move: 30 * day }),
    );
    if (tokenExpires === null)
      return [steps, el('p', { class: 'faint' }, 'Once a token is bound you can jump to the days before it expires.')];
    const jumps = el(
      'div',
      { class: 'elements', role: 'group', 'aria-label': 'Before the token expires' },
      this.until('30 days before', tokenExpires - 30 * day),
      this.until('7 days before', tokenExpires - 7 * day),
      this.until('The day it expires', tokenExpires + minute),
    );
    return [
      steps,
      el(
        'p',
        { class: 'faint' },
        `The bound token expires on ${use('date_short', tokenExpires, this.dates())}. Go to:`,
      ),
      jumps,
    ];
  }

  private until(label: string, instant: number): HTMLButtonElement {
    const made = this.move(label, { set: Math.ceil(instant) });
    made.title = shortDateTime(instant, this.dates());
    made.disabled = instant <= this.store.now();
    return made;
  }

  private move(label: string, body: Json): HTMLButtonElement {
    const made = button(label, 'button quiet', async () => {
      const section = place('time');
      section.setAttribute('aria-busy', 'true');
      try {
        const answer = await post('/time', body);
        await this.store.refresh();
        this.log(texts(answer, 'ran'));
      } catch (error) {
        toast(explain(error), 'failure');
      } finally {
        section.removeAttribute('aria-busy');
      }
    });
    made.dataset.key = `time-${label}`;
    return made;
  }

  private log(lines: string[]): void {
    const at = shortDateTime(this.store.now(), this.dates());
    const shown = lines.length > 0 ? lines : ['Nothing was due.'];
    const list = place('time-log');
    list.prepend(...shown.map((line) => el('li', {}, el('time', { class: 'faint' }, at), ` ${line}`)));
    while (list.childElementCount > 30) list.lastElementChild?.remove();
  }
}
