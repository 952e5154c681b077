import { post } from './api.js';
import { button, el, place, redraw } from './dom.js';
import { icon } from './icons.js';
import { pull } from './lever.js';
import { explain, explainCode } from './plain-words.js';
import type { PageState, WhatIfCard, WhatIfLook, WhatIfRun, WhatIfStep } from './protocol.js';
import { announce, toast } from './toasts.js';

/** "What happens if …?": the cards, and the story that goes on. */
export class WhatIfPanel {
  private readonly look: (look: WhatIfLook) => void;
  /** The story that was begun on this page, whose end is shown at once. */
  private begun: number | null = null;
  private closed = 0;
  private told = '';
  /** The button that began the story is gone while it goes on, so the focus goes where it can be stopped. */
  private focusMoves = false;

  /** `look` leads to where the bot wrote about it. */
  constructor(look: (look: WhatIfLook) => void) {
    this.look = look;
  }

  show(state: PageState): void {
    const { whatIf } = state;
    if (whatIf === null) return;
    const run = whatIf.run !== null && whatIf.run.number > this.closed ? whatIf.run : null;
    redraw(place('what-if-run'), run, () => (run === null ? [] : this.story(run)));
    redraw(place('what-if-cards'), [whatIf.cards, isOpen(run)], () => this.cards(whatIf.cards, isOpen(run)));
    if (run !== null) this.follow(run);
  }

  private cards(cards: WhatIfCard[], busy: boolean): HTMLElement[] {
    return cards.map((card) => this.card(card, busy));
  }

  private card({ id, title, sentence }: WhatIfCard, busy: boolean): HTMLElement {
    const press = button('Try it', 'button quiet', () => this.begin(id));
    press.setAttribute('aria-label', `Try it: ${title}`);
    press.dataset.key = `what-if-${id}`;
    press.disabled = busy;
    const words = el('div', {}, el('strong', {}, `… ${title}?`), el('span', { class: 'faint' }, sentence));
    return el('li', { class: 'what-if-card' }, words, press);
  }

  private async begin(id: string): Promise<void> {
    try {
      const { number } = await post('/what-if/start', { id });
      this.begun = Number(number);
      this.focusMoves = true;
    } catch (error) {
      toast(explain(error), 'failure');
    }
  }

  private story(run: WhatIfRun): (HTMLElement | null)[] {
    const steps = run.steps.map((step, index) => stepLine(step, index + 1));
    return [
      el('h3', { id: 'what-if-title' }, `What happens if ${run.title}?`),
      el('ol', { class: 'what-if-steps', 'aria-labelledby': 'what-if-title' }, ...steps),
      ending(run),
      el('div', { class: 'elements' }, ...this.verbs(run)),
    ];
  }

  private verbs(run: WhatIfRun): HTMLElement[] {
    if (isOpen(run)) {
      const stop = button('Stop', 'button quiet', () => pull('/what-if/stop', {}));
      stop.dataset.key = 'what-if-verb';
      stop.disabled = run.state === 'stopping';
      return [stop];
    }
    const { look } = run;
    const show = look === null ? [] : [button('Show me', 'button primary', () => this.look(look))];
    const close = button('Close', 'button', () => {
      this.closed = run.number;
      place('what-if-run').replaceChildren();
      focusOn('what-if-cards', 'button');
    });
    close.dataset.key = 'what-if-verb';
    return [...show, close];
  }

  /** Reads each finished step out, and leads to the end of a story that was begun here. */
  private follow(run: WhatIfRun): void {
    const last = run.steps.findLast(({ state }) => state === 'done' || state === 'failed');
    const words = last === undefined ? '' : `${last.text} ${last.outcome ?? ''}`;
    if (this.focusMoves && this.begun === run.number) {
      this.focusMoves = false;
      focusOn('what-if-run', '[data-key="what-if-verb"]');
    }
    const told = `${run.number} ${run.state} ${words}`;
    if (told !== this.told) {
      this.told = told;
      announce(words);
      const here = isOpen(run) ? '[aria-current]' : '.elements';
      place('what-if-run').querySelector(here)?.scrollIntoView({ block: 'nearest' });
    }
    if (isOpen(run) || this.begun !== run.number) return;
    this.begun = null;
    if (run.state === 'done' && run.look !== null) this.look(run.look);
  }
}

function focusOn(holder: string, selector: string): void {
  place(holder).querySelector<HTMLElement>(selector)?.focus({ preventScroll: true });
}

function isOpen(run: WhatIfRun | null): boolean {
  return run?.state === 'running' || run?.state === 'stopping';
}

const marks: Record<WhatIfStep['state'], (count: number) => Node | string> = {
  waiting: (count) => String(count),
  running: (count) => String(count),
  done: () => icon('tick'),
  failed: () => '!',
};

const spoken: Record<WhatIfStep['state'], string> = {
  waiting: ' (to come)',
  running: ' (going on)',
  done: ' (done)',
  failed: ' (failed)',
};

const places: Record<WhatIfStep['where'], string> = {
  Apple: 'At Apple',
  Slack: 'In Slack',
  Time: 'Time',
  Bot: 'The bot',
};

function stepLine({ where, text, state, outcome }: WhatIfStep, count: number): HTMLElement {
  const mark = el('span', { class: 'step-mark', 'aria-hidden': 'true' }, marks[state](count));
  const came = outcome === null ? null : el('span', { class: 'faint' }, outcome);
  const words = el(
    'div',
    {},
    el('span', { class: 'what-if-where' }, places[where]),
    el('span', {}, text, el('span', { class: 'unseen' }, spoken[state])),
    came,
  );
  return el('li', { class: state, 'aria-current': state === 'running' ? 'step' : null }, mark, words);
}

function ending(run: WhatIfRun): HTMLElement | null {
  const { state, failure, look } = run;
  if (failure !== null)
    return el('p', { class: 'what-if-failure', role: 'alert' }, explainCode(failure.code, failure.message));
  if (state === 'stopping') return el('p', { class: 'faint' }, 'It stops after this step.');
  if (state === 'stopped') return el('p', {}, 'You stopped it. What has happened so far stays.');
  if (state !== 'done') return null;
  return el('p', {}, look === null ? 'That was it.' : `Now look at ${look.where}: it says what comes next.`);
}
