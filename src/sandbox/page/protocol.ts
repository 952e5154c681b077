import type { AppleStandInTokenView, AppleStandInView } from '../apple/levers.js';
import type { Phone } from '../mdm/view.js';
import type { InputState, Surface, WorkspaceView } from '../slack/workspace.js';

/** One step of the first-run checklist. A slash command inside `how` becomes a button that types it. */
export interface Hint {
  id: string;
  text: string;
  done: boolean;
  how: string;
}

/** A downloaded token without its secret. */
export type TokenSummary = Omit<AppleStandInTokenView, 'content'>;

/** Apple's side as the page gets it unasked: no token contents. */
export type AppleState = Omit<AppleStandInView, 'tokens'> & {
  tokens: TokenSummary[];
  knobs: NotificationKnobs | null;
  switches: AppleSwitch[] | null;
};

export type SwitchValue = string | number | boolean | null | string[];

/** How a switch is turned. A number is whole; `null` stands for none where that is possible. */
export type SwitchField =
  | { kind: 'tick' }
  | { kind: 'choice'; options: SwitchValue[] }
  | { kind: 'number'; least: number; most: number; orNone: boolean }
  | { kind: 'order'; of: string[] };

/** One behaviour of Apple that nobody could confirm, as the stand-in shows it now. */
export interface AppleSwitch {
  name: string;
  /** What it decides, and on what evidence. */
  about: string;
  field: SwitchField;
  value: SwitchValue;
}

/** A card of "What happens if …?". */
export interface WhatIfCard {
  id: string;
  title: string;
  sentence: string;
}

export interface WhatIfStep {
  where: 'Apple' | 'Slack' | 'Time' | 'Bot';
  text: string;
  state: 'waiting' | 'running' | 'done' | 'failed';
  /** What came of it, in one sentence. */
  outcome: string | null;
}

/** Where to look when a story has ended: somebody's conversation. */
export interface WhatIfLook {
  personId: string;
  conversationId: string;
  where: string;
}

/** A story as it goes on, or how the last one ended. */
export interface WhatIfRun {
  /** Counts the stories of this sandbox. */
  number: number;
  title: string;
  steps: WhatIfStep[];
  state: 'running' | 'stopping' | 'done' | 'stopped' | 'failed';
  /** Why it did not go on. `code` is the refusal's own, so that the page can put Slack's into plain words. */
  failure: { code: string; message: string } | null;
  look: WhatIfLook | null;
}

export interface WhatIfState {
  cards: WhatIfCard[];
  run: WhatIfRun | null;
}

/** Slack's side behind what people click. */
export interface SlackSide {
  transport: 'socket' | 'http';
  /** Socket Mode connections that stand now. */
  connections: number;
  /** Seconds by which Slack's clock is ahead. */
  clockSkew: number;
  /** The channel of the bot's summaries. */
  channel: { id: string; name: string; archived: boolean; hasBot: boolean };
  /** The scopes that the bot was installed with, and whether it has them now. */
  scopes: { name: string; granted: boolean }[];
}

/** What can go wrong on Apple's notifications' way, in percent, and whether they come in disorder. */
export interface NotificationKnobs {
  loss: number;
  duplicates: number;
  shuffled: boolean;
}

/** The body of `GET /state?as=<user id>`. Instants are milliseconds since the epoch. */
export interface PageState {
  workspace: WorkspaceView;
  apple: AppleState;
  clock: { now: number; zone: string | null; tokenExpires: number | null; nextSync: number | null };
  hints: Hint[];
  /** For every person but bots: conversation id to the `ts` of its newest message by somebody else. */
  news: Record<string, Record<string, string>>;
  can: { restart: boolean; reset: boolean };
  /** `null` hides the part of the page. */
  whatIf: WhatIfState | null;
  slack: SlackSide | null;
  /** `lost`: the bot hears nothing of what they tell. */
  phones: { all: readonly Phone[]; lost: boolean } | null;
}

/** One act of one person; the body of `POST /act` together with `as`, the person's id. */
export type Act =
  | { act: 'slash'; channelId: string; command: string; text: string }
  | { act: 'click'; surface: Surface; blockId: string; actionId: string }
  | { act: 'select'; surface: Surface; blockId: string; actionId: string; state: InputState }
  | { act: 'typeahead'; surface: Surface; blockId: string; actionId: string; text: string }
  | { act: 'submit'; viewId: string; values: Record<string, Record<string, InputState>> }
  | { act: 'close'; viewId: string }
  | { act: 'openHome' }
  | { act: 'upload'; name: string; content: string };

/** The body of every refusal of the page server. */
export interface Refusal {
  error: { code: string; message: string };
}
