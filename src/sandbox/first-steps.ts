import type { Bot } from '../compose.js';
import type { AppleStandIn } from './apple/server.js';
import type { Hint } from './page-server.js';
import type { SlackStandIn } from './slack/server.js';

type House = NonNullable<Awaited<ReturnType<Bot['house']>>>;

/** What the page knows of the bot: the first-run checklist and two dates. */
export interface FirstSteps {
  hints(): Hint[];
  /** Milliseconds since the epoch, `null` while nothing is bound. */
  tokenExpires(): number | null;
  nextSync(): number | null;
  /** Reads the state of the house now. */
  refresh(): Promise<void>;
  stop(): void;
}

/** Follows the bot by its own state, read again whenever something changes in Slack. */
export function firstSteps(bot: () => Bot, slack: SlackStandIn, apple: AppleStandIn): FirstSteps {
  let house: House | null = null;
  let reading: Promise<void> | null = null;
  const refresh = () => {
    reading ??= bot()
      .house()
      .then((read) => {
        house = read;
      })
      .finally(() => {
        reading = null;
      });
    return reading;
  };
  const stopListening = slack.onChange(() => void refresh().catch(() => undefined));
  return {
    refresh,
    stop: stopListening,
    tokenExpires: () => (house?.state === 'bound' ? house.token.expires : null),
    nextSync: () => (house?.state === 'bound' ? house.nextSync : null),
    hints: () => checklist(house, looked(slack), apple.levers.view().location.name),
  };
}

function looked(slack: SlackStandIn): boolean {
  return slack.transcript().some((entry) => /vpp\.apps\.open|"text":"apps|vpp\.app\.show/.test(JSON.stringify(entry)));
}

function checklist(house: House | null, lookedAtApps: boolean, locationName: string): Hint[] {
  const bound = house?.state === 'bound';
  const synced = house?.state === 'bound' && house.lastComplete?.startedBy !== null && house.lastComplete !== null;
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
      done: bound && lookedAtApps,
      how: 'Type /vpp apps to see who needs licences first.',
    },
  ];
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
