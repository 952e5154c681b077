import type { BotFacts, World } from '../../../src/sandbox/what-if/stage.js';
import { FakeApple } from '../page/fake-apple.js';
import { FakeWorkspace } from '../page/fake-workspace.js';

const day = 86_400_000;

/** When every fake world begins, and when its bound token expires. */
export const begin = Date.UTC(2026, 10, 23, 9);
export const expires = begin + 365 * day;

export const healthy: BotFacts = {
  binding: 'bound',
  tokenState: 'valid',
  tokenExpires: expires,
  nextSync: begin + day / 2,
  synced: true,
};

/** A sandbox of fakes. What the bot does when time passes is up to the test. */
export class FakeWorld implements World {
  readonly cast = { custodian: 'U1ALVA', secondCustodian: 'U2BO' };
  readonly apple = new FakeApple();
  readonly workspace = new FakeWorkspace();
  readonly passed: number[] = [];
  readonly arranged: string[] = [];
  readonly appleFaults = {
    failNext: () => void this.arranged.push('fail'),
    clear: () => void this.arranged.push('clear'),
  };
  readonly slack = {
    actAs: this.workspace.actAs,
    onChange: this.workspace.onChange,
    levers: { changePerson: async (id: string) => void this.arranged.push(`changed ${id}`) },
  };
  facts: BotFacts = healthy;
  whenTimePasses: (to: number) => void = () => undefined;
  private time = begin;

  now = (): number => this.time;

  passTime = async (to: number): Promise<string[]> => {
    this.passed.push(to);
    this.time = to;
    this.whenTimePasses(to);
    return ['sync'];
  };

  bot = async (): Promise<BotFacts> => this.facts;

  /** A message of the bot with this title, to one person or into the channel. */
  post(conversationId: string, title: string): void {
    this.workspace.post(conversationId, [{ type: 'header', text: { type: 'plain_text', text: title } }]);
  }
}
