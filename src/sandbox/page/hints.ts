import { button, el, place, redraw } from './dom.js';
import { type HintStep, hintStep } from './hint-step.js';
import { icon } from './icons.js';
import type { Hint, PageState } from './protocol.js';

const hiddenKey = 'vpp-bot-sandbox-hints-hidden';

/** Draws the first-run checklist; `follow` does what the next step's button promises. */
export function drawHints(state: PageState, follow: (step: HintStep) => void): void {
  const bar = place('hints');
  const hints = state.hints;
  bar.hidden = hints.length === 0 || sessionStorage.getItem(hiddenKey) === 'yes';
  const { people, me } = state.workspace;
  redraw(bar, [hints, me], () => {
    const next = hints.find((hint) => !hint.done);
    const steps = el(
      'ol',
      { 'aria-label': 'First steps' },
      ...hints.map((hint, index) => step(hint, index + 1, hint === next)),
    );
    const hide = button('×', 'hints-hide', () => {
      sessionStorage.setItem(hiddenKey, 'yes');
      bar.hidden = true;
    });
    hide.setAttribute('aria-label', 'Hide the first steps');
    return [
      steps,
      next
        ? nextStep(next, hintStep(next.how, people, me), follow)
        : el('p', {}, 'All done. Try “What happens if …?” on the right, or press whatever you like.'),
      hide,
    ];
  });
}

function step(hint: Hint, count: number, next: boolean): HTMLElement {
  const mark = el('span', { class: 'step-mark', 'aria-hidden': 'true' }, hint.done ? icon('tick') : String(count));
  const state = el('span', { class: 'unseen' }, hint.done ? ' (done)' : '');
  return el(
    'li',
    { class: hint.done ? 'done' : next ? 'next' : 'later', 'aria-current': next ? 'step' : null },
    mark,
    hint.text,
    state,
  );
}

function nextStep(hint: Hint, next: HintStep, follow: (step: HintStep) => void): HTMLElement {
  const press = button(next.label, 'button primary', () => follow(next));
  press.dataset.key = 'hint';
  const bare = next.goal.kind === 'type' && hint.how === next.goal.command;
  const how = bare ? 'Press the button, then Enter.' : hint.how.replaceAll('`', '');
  return el('p', { class: 'next-step' }, el('span', {}, how), press);
}
