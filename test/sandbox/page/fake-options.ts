import { changeSwitches, switchesOf, switchSchema } from '../../../src/sandbox/apple/switches.js';
import { movableClock } from '../../../src/sandbox/clock.js';
import type { AppleFaultLevers } from '../../../src/sandbox/page-server/apple-faults.js';
import { switchLevers } from '../../../src/sandbox/page-server/apple-switches.js';
import { notificationLevers } from '../../../src/sandbox/page-server/notification-knobs.js';
import type { PageServerOptions } from '../../../src/sandbox/page-server/options.js';
import { openSlackSide, type SlackSideParts } from '../../../src/sandbox/page-server/slack-side.js';
import { FakeApple } from './fake-apple.js';
import { FakeWorkspace } from './fake-workspace.js';

/** A page server's options over fakes; every lever is remembered in `pulled`. */
export function fakeOptions() {
  const workspace = new FakeWorkspace();
  const apple = new FakeApple();
  const { pulled } = apple;
  const order: string[] = [];
  const switches = switchesOf();
  const scopes = new Set(['chat:write', 'users:read']);
  const note =
    (what: string) =>
    (given: unknown): void =>
      void pulled.push(`fault ${what} ${String(given)}`);
  const appleFaults: AppleFaultLevers = {
    failNext: note('failNext'),
    cutConnection: note('cutConnection'),
    tearNext: note('tearNext'),
    latency: note('latency'),
    clear: () => void pulled.push('fault clear'),
  };
  const options: PageServerOptions = {
    slack: workspace,
    ...{ apple, appleFaults },
    notifications: notificationLevers(switches),
    switches: switchLevers({ switches, schema: switchSchema, change: changeSwitches }),
    slackSide: openSlackSide({
      transport: 'socket',
      levers: slackLevers(pulled, scopes),
      channel: { id: 'C1', name: 'it-apps' },
    }),
    clock: movableClock(Date.UTC(2026, 10, 22, 10), () => 0),
    deliverDue: async () => order.push('deliver'),
    afterMovingTime: async () => {
      order.push('ring');
      return [];
    },
    firstPerson: 'U1ALVA',
    hints: () => [],
  };
  return { options, workspace, apple, pulled, order, switches, scopes };
}

/** Phones of which only what is done to them is known. */
export function fakePhones(pulled: string[]): Required<Pick<PageServerOptions, 'phones' | 'phoneEvents'>> {
  const note =
    (what: string) =>
    (...given: readonly unknown[]): string => {
      pulled.push([what, ...given.map(String)].join(' '));
      return `${what}.`;
    };
  return {
    phones: {
      view: () => [],
      answer: note('answer'),
      setLocked: note('setLocked'),
      setSilent: note('setSilent'),
      deleteApp: note('deleteApp'),
      installByHand: note('installByHand'),
      signIn: note('signIn'),
      enrol: note('enrol'),
      checkOut: note('checkOut'),
      add: note('add'),
    },
    phoneEvents: { lost: () => false, lose: note('lose') },
  };
}

function slackLevers(pulled: string[], scopes: Set<string>): SlackSideParts['levers'] {
  return {
    settings: {
      scopes,
      paidPlan: true,
      rateLimits: 'off',
      botToken: 'valid',
      clockSkew: 0,
      triggerErrors: 'method',
      unfetchableImages: () => false,
    },
    failNext: (method, { kind }, times, where) =>
      void pulled.push(`failNext ${method} ${kind} ${times} ${where?.channel}`),
    clearFaults: () => void pulled.push('clearFaults'),
    removeFromChannel: async (id) => void pulled.push(`removeFromChannel ${id}`),
    addToChannel: async (id) => void pulled.push(`addToChannel ${id}`),
    archive: (id, archived) => void pulled.push(`archive ${id} ${archived}`),
    changePerson: async (id, { deleted }) => void pulled.push(`changePerson ${id} ${deleted}`),
    connections: () => 1,
    dropConnections: () => void pulled.push('dropConnections'),
  };
}
