import type { WorkspaceView } from '../slack/workspace.js';
import type { Field } from './blocks/drawing.js';
import { el, keepingFocus } from './dom.js';
import type { Desk } from './elements/control.js';
import { drawSurface } from './surface.js';
import { today } from './text/dates.js';

/** The app's Home tab of whoever looks. */
export class HomeTab {
  private readonly holder: HTMLElement;
  private readonly desk: Desk;
  private print = '';
  private viewer = '';
  private fields: Field[] = [];

  constructor(holder: HTMLElement, desk: Desk) {
    this.holder = holder;
    this.desk = desk;
  }

  /** `loading` while the app was told that the tab is open and has not answered. */
  show(workspace: WorkspaceView, loading: boolean): void {
    const print = JSON.stringify([
      today(this.desk.dates()),
      workspace.me.id,
      workspace.home,
      loading && workspace.home === null,
    ]);
    if (print === this.print) return;
    const previous = this.viewer === workspace.me.id ? this.fields : [];
    this.print = print;
    this.viewer = workspace.me.id;
    const drawn = drawSurface(
      this.desk,
      { kind: 'home' },
      `home-${workspace.me.id}`,
      workspace.home?.blocks ?? [],
      previous,
    );
    this.fields = drawn.fields;
    const content = workspace.home === null ? (loading ? skeleton() : nothing(workspace)) : drawn.content;
    keepingFocus(this.holder, () => this.holder.replaceChildren(content));
  }
}

function skeleton(): HTMLElement {
  return el(
    'div',
    { class: 'skeleton', role: 'status', 'aria-label': 'The Home tab is loading' },
    el('span'),
    el('span'),
    el('span'),
  );
}

function nothing(workspace: WorkspaceView): HTMLElement {
  return el(
    'div',
    { class: 'empty' },
    el('h3', {}, 'Nothing here'),
    el('p', {}, `The app shows no Home tab to ${workspace.me.name}.`),
  );
}
