import { el, place, redraw } from './dom.js';

const memoryKey = 'vpp-bot-sandbox-tab';

interface Tab {
  /** Id of the panel. */
  panel: string;
  label: string;
}

const tabs: readonly Tab[] = [
  { panel: 'what-if', label: 'What if …?' },
  { panel: 'phones', label: 'Phones' },
  { panel: 'apple', label: 'Apple' },
  { panel: 'slack-side', label: 'Slack' },
];

/** The tabs of what happens outside Slack; one panel is open. */
export class WorldTabs {
  private offered: readonly Tab[] = [];

  /** Offers the tabs of these panels; the one that was open stays open. */
  offer(panels: readonly string[]): void {
    const offered = tabs.filter(({ panel }) => panels.includes(panel));
    if (offered.length === this.offered.length) return;
    this.offered = offered;
    const list = place('world-tabs');
    list.hidden = offered.length < 2;
    list.replaceChildren(...offered.map((tab) => this.tab(tab)));
    const kept = sessionStorage.getItem(memoryKey);
    this.open(offered.find(({ panel }) => panel === kept)?.panel ?? offered[0]?.panel ?? 'apple');
  }

  /** Opens one of the panels that are offered. */
  show(panel: string): void {
    if (this.offered.some((tab) => tab.panel === panel)) this.open(panel);
  }

  /** Shows beside a tab how many things wait there; 0 shows nothing. */
  count(panel: string, waiting: number): void {
    const tab = document.getElementById(`${panel}-tab`);
    const label = tabs.find((one) => one.panel === panel)?.label ?? '';
    if (tab === null) return;
    const shown = waiting === 0 ? [label] : [label, el('span', { class: 'tab-count' }, String(waiting))];
    redraw(tab, [label, waiting], () => shown);
  }

  private tab({ panel, label }: Tab): HTMLButtonElement {
    const attributes = { type: 'button', role: 'tab', id: `${panel}-tab`, 'aria-controls': panel, class: 'world-tab' };
    const made = el('button', attributes, label);
    made.addEventListener('click', () => this.open(panel));
    made.addEventListener('keydown', (event) => this.walk(event));
    return made;
  }

  private open(panel: string): void {
    sessionStorage.setItem(memoryKey, panel);
    for (const tab of tabs) {
      const open = tab.panel === panel;
      place(tab.panel).hidden = !open;
      const button = document.getElementById(`${tab.panel}-tab`);
      button?.setAttribute('aria-selected', String(open));
      button?.setAttribute('tabindex', open ? '0' : '-1');
    }
  }

  /** Arrow keys lead from tab to tab, as everywhere. */
  private walk(event: KeyboardEvent): void {
    const steps: Record<string, number> = { ArrowRight: 1, ArrowLeft: -1 };
    const step = steps[event.key];
    const here = this.offered.findIndex(({ panel }) => place(`${panel}-tab`) === document.activeElement);
    if (step === undefined || here < 0) return;
    const next = this.offered.at((here + step) % this.offered.length);
    if (next === undefined) return;
    event.preventDefault();
    this.open(next.panel);
    place(`${next.panel}-tab`).focus();
  }
}
