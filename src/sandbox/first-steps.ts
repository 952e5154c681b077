import type { Bot } from '../compose.js';
import type { AppleStandIn } from './apple/server.js';
import type { MdmStandIn } from './mdm/server.js';
import type { Phone } from './mdm/view.js';
import type { Hint } from './page-server.js';
import type { SlackStandIn } from './slack/server.js';
import type { TranscriptEntry } from './slack/transcript.js';
import type { BotFacts } from './what-if/stage.js';

type House = NonNullable<Awaited<ReturnType<Bot['house']>>>;
type Totals = NonNullable<Awaited<ReturnType<Bot['deployments']>>>;

/** What the page knows of the bot: the first-run checklist, two dates, and what the stories go by. */
export interface FirstSteps {
  hints(): Hint[];
  /** Milliseconds since the epoch, `null` while nothing is bound. */
  tokenExpires(): number | null;
  nextSync(): number | null;
  /** Reads the state of the house now. */
  refresh(): Promise<void>;
  /** What the stories of "What happens if …?" may know, read now. */
  facts(): Promise<BotFacts>;
  stop(): void;
}

/** Follows the bot by its own state, read again whenever something changes in Slack. */
export function firstSteps(
  bot: () => Bot,
  slack: SlackStandIn,
  apple: AppleStandIn,
  mdm: Pick<MdmStandIn, 'levers' | 'onChange'> | null,
): FirstSteps {
  let house: House | null = null;
  let totals: Totals | null = null;
  let reading: Promise<void> | null = null;
  const refresh = () => {
    reading ??= Promise.all([bot().house(), bot().deployments()])
      .then(([read, counted]) => {
        house = read;
        totals = counted;
      })
      .finally(() => {
        reading = null;
      });
    return reading;
  };
  const listeners = [slack, mdm].map((one) => one?.onChange(() => void refresh().catch(() => undefined)));
  return {
    refresh,
    facts: async () => factsOf(await bot().house()),
    stop: () => {
      for (const stopListening of listeners) stopListening?.();
    },
    tokenExpires: () => (house?.state === 'bound' ? house.token.expires : null),
    nextSync: () => (house?.state === 'bound' ? house.nextSync : null),
    hints: () => [
      ...checklist(house, totals, slack.transcript(), apple.levers.view().location.name),
      ...(mdm === null || house?.state === 'decommissioned' ? [] : phoneSteps(totals, mdm.levers.view())),
    ],
  };
}

function factsOf(house: House | null): BotFacts {
  const unbound = { tokenState: null, tokenExpires: null, nextSync: null, synced: false };
  switch (house?.state) {
    case 'bound': {
      const { token, nextSync, lastComplete } = house;
      const known = { tokenState: token.state, tokenExpires: token.expires, nextSync, synced: lastComplete !== null };
      return { binding: 'bound', ...known };
    }
    case 'decommissioned':
      return { binding: 'handed-over', ...unbound };
    case 'unbound':
      return { binding: house.proposal === null ? 'none' : 'under-way', ...unbound };
    case undefined:
      return { binding: 'none', ...unbound };
  }
}

/** Buttons that show apps. */
const appButtons: ReadonlySet<unknown> = new Set(['vpp.apps.open', 'vpp.apps.page', 'vpp.app.show']);
const syncButtons: ReadonlySet<unknown> = new Set(['vpp.sync.now']);

/** Whether somebody typed the command for apps or pressed a button that shows them; what the bot says does not count. */
export function lookedAtApps(transcript: readonly TranscriptEntry[]): boolean {
  return somebodyDid(transcript, /^apps?\b/i, appButtons);
}

/** Whether somebody asked for a sync. */
export function askedForSync(transcript: readonly TranscriptEntry[]): boolean {
  return somebodyDid(transcript, /^sync\b/i, syncButtons);
}

function somebodyDid(transcript: readonly TranscriptEntry[], command: RegExp, buttons: ReadonlySet<unknown>): boolean {
  return transcript.some((entry) => {
    if (entry.kind !== 'dispatch' || !isObject(entry.payload)) return false;
    const { text, actions } = entry.payload;
    if (entry.type === 'slash_commands') return entry.payload.command === '/vpp' && command.test(String(text).trim());
    return Array.isArray(actions) && actions.some((action) => isObject(action) && buttons.has(action.action_id));
  });
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function checklist(
  house: House | null,
  totals: Totals | null,
  transcript: readonly TranscriptEntry[],
  locationName: string,
): Hint[] {
  if (house?.state === 'decommissioned') return [];
  const bound = house?.state === 'bound';
  const synced = house?.state === 'bound' && house.lastComplete !== null && askedForSync(transcript);
  return [
    { id: 'bind', text: 'Bind the token', done: bound, how: bindingHint(house, locationName) },
    {
      id: 'sync',
      text: 'Sync with Apple',
      done: synced,
      how: 'Type /vpp sync, or press “Sync now” on the Home tab. Twice a day it happens by itself.',
    },
    {
      id: 'apps',
      text: 'Look at the apps',
      done: bound && lookedAtApps(transcript),
      how: 'Type /vpp apps to see who needs licences first.',
    },
    ...deploymentSteps(house, totals),
  ];
}

/** Asking, approving as somebody else, and accepting as an employee. */
function deploymentSteps(house: House | null, totals: Totals | null): Hint[] {
  return [
    { id: 'deploy', text: 'Deploy an app', done: (totals?.asked ?? 0) > 0, how: deployHint(house) },
    {
      id: 'approve',
      text: 'Approve it as somebody else',
      done: (totals?.approved ?? 0) > 0,
      how: 'As Carl Nyman, who may approve, open #app-approvals and press the green “Approve” button on the card.',
    },
    {
      id: 'terms',
      text: 'Accept Apple’s terms as the employee',
      done: (totals?.associated ?? 0) > 0,
      how: 'As Emma Berg, open the conversation with vpp-bot, press “Open Apple’s invitation…”, then “Open at Apple”. Accept there and come back.',
    },
  ];
}

/** On the phone of whoever got the app, and back again. */
function phoneSteps(totals: Totals | null, phones: readonly Phone[]): Hint[] {
  const removed = (totals?.removed ?? 0) > 0;
  const installed = removed || (totals?.installed ?? 0) > 0;
  const pressed = phones.some(({ apps }) => apps.some(({ state }) => state === 'installing' || state === 'installed'));
  return [
    {
      id: 'install',
      text: 'Press Install on the phone',
      done: installed || pressed,
      how: 'As Emma Berg, look at “Phones” on the right. When her iPhone asks, press “Install”.',
    },
    {
      id: 'installed',
      text: 'See it installed',
      done: installed,
      how: 'As Emma Berg, open the conversation with vpp-bot. It asks the phone now and then; press “Check now” on the card to have it asked at once. “Installed” stands there only when the phone says so.',
    },
    {
      id: 'uninstall',
      text: 'Uninstall it and get the licence back',
      done: removed,
      how: 'As Alva Lind, type `/vpp deployments`, open the deployment, press “Change…” and choose “Uninstall”. When Carl has approved, the phone removes the app, and its licence is free again.',
    },
  ];
}

function deployHint(house: House | null): string {
  const dirty = house?.state === 'bound' && house.cleanliness === 'needed';
  if (dirty)
    return 'First decide about what another product made: as Alva Lind, type `/vpp token clean-up`, then press “Leave them (waiver)…” on the card, or “Continue” to remove it.';
  return 'As Alva Lind, type `/vpp deploy`: choose an app, “Required” and Emma Berg, say why, press “Check”, then “Ask for approval”.';
}

const stages = {
  counting: 'The bot counts what stands at Apple. Watch the card in Alva’s conversation with vpp-bot.',
  ready: 'As Alva Lind, open the conversation with vpp-bot and press “Continue” on the card.',
  'awaiting-second': 'Now act as Bo Ek (left), open the conversation with vpp-bot and press “Yes, bind”.',
  claiming: 'The bot is claiming the location at Apple.',
} as const;

function bindingHint(house: House | null, locationName: string): string {
  if (house?.state !== 'unbound' || house.proposal === null) {
    return 'As Alva Lind, type /vpp token, press “Start”, and choose “Use the downloaded token”.';
  }
  const typed = house.proposal.stage === 'ready' ? ` The location is called “${locationName}”.` : '';
  return stages[house.proposal.stage] + typed;
}
