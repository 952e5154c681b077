import type { AppleStandIn } from './apple/server.js';
import { changeSwitches, switchSchema } from './apple/switches.js';
import type { MovableClock } from './clock.js';
import type { FirstSteps } from './first-steps.js';
import type { MdmStandIn } from './mdm/server.js';
import { switchLevers } from './page-server/apple-switches.js';
import { notificationLevers } from './page-server/notification-knobs.js';
import { passTime, type TimePassers } from './page-server/pass-time.js';
import { phoneEventLevers } from './page-server/phone-events.js';
import { openSlackSide } from './page-server/slack-side.js';
import { startPageServer } from './page-server.js';
import type { SlackStandIn } from './slack/server.js';
import { openWhatIf, type WhatIf } from './what-if/runner.js';
import type { Cast } from './what-if/stage.js';
import { stories } from './what-if/stories.js';

export interface PageParts {
  /** 0 takes a free one. */
  port: number;
  slack: SlackStandIn;
  apple: AppleStandIn;
  /** `null`: there are no phones. */
  mdm: MdmStandIn | null;
  clock: MovableClock;
  steps: FirstSteps;
  ring: () => Promise<string[]>;
  restart: () => Promise<void>;
}

/** Who plays in the stories. */
const cast: Cast = { custodian: 'U0000ALVA', secondCustodian: 'U00000BO' };

/** The bot's channel, as the workspace's seed calls it. */
const channel = { id: 'C000ITAPPS', name: 'it-apps' };

/** Milliseconds of wire time that a story waits for the bot: longer than it tries to reach Apple. */
const patience = 30_000;

/** The page of the sandbox with everything that it can move. */
export async function servePage(parts: PageParts): Promise<{ url: string; stop(): Promise<void> }> {
  const { port, slack, apple, mdm, clock, steps, ring, restart } = parts;
  const time: TimePassers = {
    clock,
    deliverDue: () => apple.deliverDue(),
    afterMovingTime: async () => {
      const done = await ring();
      await steps.refresh();
      return done;
    },
  };
  const whatIf = openStories(parts, time);
  const server = await startPageServer({
    ...time,
    port,
    slack,
    apple: apple.levers,
    appleFaults: apple.faults,
    notifications: notificationLevers(apple.switches),
    switches: switchLevers({ switches: apple.switches, schema: switchSchema, change: changeSwitches }),
    slackSide: openSlackSide({ transport: slack.transport, levers: slack.levers, channel }),
    whatIf,
    ...(mdm === null ? {} : phonesOf(mdm)),
    tokenExpires: steps.tokenExpires,
    nextSync: steps.nextSync,
    zone: 'Europe/Stockholm',
    icons: new URL(apple.url).origin,
    firstPerson: cast.custodian,
    hints: steps.hints,
    restart,
  });
  return {
    url: server.url,
    async stop() {
      whatIf.stop();
      await server.stop();
      await whatIf.settled();
    },
  };
}

function phonesOf({ levers, switches, onChange }: MdmStandIn) {
  return { phones: levers, phoneEvents: phoneEventLevers(switches), onPhoneChange: onChange };
}

function openStories({ slack, apple, clock, steps }: PageParts, time: TimePassers): WhatIf {
  const world = {
    cast,
    slack,
    apple: apple.levers,
    appleFaults: apple.faults,
    now: clock.now,
    passTime: (to: number) => passTime(time, to),
    bot: steps.facts,
  };
  return openWhatIf({ stories, world, patience });
}
