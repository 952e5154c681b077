import type { AppleTokenView, AppleView } from '../apple/levers.js';
import type { InputState, Surface, WorkspaceView } from '../slack/workspace.js';

/** One step of the first-run checklist. A slash command inside `how` becomes a button that types it. */
export interface Hint {
  id: string;
  text: string;
  done: boolean;
  how: string;
}

/** A downloaded token without its secret. */
export type TokenSummary = Omit<AppleTokenView, 'content'>;

/** Apple's side as the page gets it unasked: no token contents. */
export type AppleState = Omit<AppleView, 'tokens'> & { tokens: TokenSummary[] };

/** The body of `GET /state?as=<user id>`. Instants are milliseconds since the epoch. */
export interface PageState {
  workspace: WorkspaceView;
  apple: AppleState;
  clock: { now: number; zone: string | null; tokenExpires: number | null; nextSync: number | null };
  hints: Hint[];
  /** For every person but bots: conversation id to the `ts` of its newest message by somebody else. */
  news: Record<string, Record<string, string>>;
  can: { restart: boolean; reset: boolean };
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
