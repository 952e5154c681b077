import type { WorkspaceView } from '../slack/workspace.js';
import { busy, el, place } from './dom.js';
import type { Desk } from './elements/control.js';
import { toast } from './toasts.js';

type Command = WorkspaceView['commands'][number];

/** The line in which the person types slash commands. */
export class Composer {
  private readonly desk: Desk;
  private readonly form = place('composer');
  private readonly input: HTMLTextAreaElement;
  private readonly list = place('command-list');
  private channelId = '';
  private commands: Command[] = [];
  private matches: Command[] = [];
  private active = 0;

  constructor(desk: Desk) {
    this.desk = desk;
    const input = place('composer-text');
    if (!(input instanceof HTMLTextAreaElement)) throw new Error('#composer-text is no textarea');
    this.input = input;
    input.addEventListener('input', () => this.suggest());
    input.addEventListener('keydown', (event) => this.key(event));
    input.addEventListener('blur', () => this.open(false));
    this.form.addEventListener('submit', (event) => {
      event.preventDefault();
      void this.send();
    });
  }

  /** Where the next command goes; `null` hides the line. */
  aim(channel: { id: string; label: string } | null, commands: Command[]): void {
    this.form.hidden = channel === null;
    this.commands = commands;
    if (!channel) return;
    if (this.channelId !== channel.id) this.input.value = '';
    this.channelId = channel.id;
    this.input.setAttribute('aria-label', `Message ${channel.label}`);
    this.input.placeholder = `Message ${channel.label}: type ${commands[0]?.name ?? '/'} to talk to the bot`;
  }

  /** Puts a command in the line, ready to be sent with Enter. */
  prefill(text: string): void {
    this.input.value = text;
    this.open(false);
    this.input.focus();
    this.input.setSelectionRange(text.length, text.length);
  }

  focus(): void {
    if (!this.form.hidden) this.input.focus({ preventScroll: true });
  }

  private async send(): Promise<void> {
    const typed = this.input.value.trim();
    if (typed === '') return;
    const [command = '', ...rest] = typed.split(/\s/);
    this.open(false);
    if (!command.startsWith('/')) return toast('In this sandbox only slash commands are sent. Start with “/”.');
    const channelId = this.channelId;
    const done = async () => {
      const answer = await this.desk.act({
        act: 'slash',
        channelId,
        command,
        text: rest.length === 0 ? '' : typed.slice(command.length).trim(),
      });
      if (answer !== undefined && this.input.value.trim() === typed) this.input.value = '';
    };
    await busy(this.form, done);
  }

  private suggest(): void {
    const typed = this.input.value;
    const [name = ''] = typed.split(' ');
    this.matches = typed.startsWith('/') ? this.commands.filter((command) => command.name.startsWith(name)) : [];
    this.active = 0;
    this.list.replaceChildren(...this.matches.map((command, index) => this.suggestion(command, index)));
    this.open(this.matches.length > 0);
  }

  private suggestion(command: Command, index: number): HTMLElement {
    const made = el(
      'div',
      { role: 'option', id: `command-${index}`, 'aria-selected': String(index === this.active) },
      el('strong', {}, command.name),
      el('code', {}, command.usageHint),
      el('small', {}, command.description),
    );
    made.addEventListener('mousedown', (event) => {
      event.preventDefault();
      this.take(index);
    });
    return made;
  }

  private take(index: number): void {
    const command = this.matches[index];
    if (command) this.prefill(`${command.name} `);
  }

  private open(open: boolean): void {
    this.list.hidden = !open;
    this.input.setAttribute('aria-expanded', String(open));
    if (open) this.input.setAttribute('aria-activedescendant', `command-${this.active}`);
    else this.input.removeAttribute('aria-activedescendant');
  }

  private key(event: KeyboardEvent): void {
    const open = !this.list.hidden;
    const complete = this.matches.some((command) => this.input.value.startsWith(command.name));
    if (event.key === 'Escape') this.open(false);
    else if (open && (event.key === 'ArrowDown' || event.key === 'ArrowUp')) {
      event.preventDefault();
      this.active = (this.active + (event.key === 'ArrowDown' ? 1 : this.matches.length - 1)) % this.matches.length;
      for (const [index, option] of [...this.list.children].entries()) {
        option.setAttribute('aria-selected', String(index === this.active));
      }
      this.open(true);
    } else if (open && !complete && (event.key === 'Tab' || event.key === 'Enter')) {
      event.preventDefault();
      this.take(this.active);
    } else if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      void this.send();
    }
  }
}
