import { movableClock } from '../../../src/sandbox/clock.js';
import { type Hint, type PageServerOptions, startPageServer } from '../../../src/sandbox/page-server.js';
import { fakeOptions } from './fake-options.js';

/** Business time at the start of every fake sandbox: 22 November 2026, 10:00 UTC. */
export const startOfTime = Date.UTC(2026, 10, 22, 10, 0);

/** A page server over fakes, with everything optional switched on. */
export async function startFakeSandbox(more: Partial<PageServerOptions> = {}) {
  const { options, workspace, apple, switches, scopes } = fakeOptions();
  const clock = movableClock(startOfTime, () => 0);
  const rings: number[] = [];
  const restarts: string[] = [];
  const hints: Hint[] = [
    {
      id: 'bind',
      text: 'Bind the token',
      done: false,
      how: 'Press the button, then Enter: it types `/vpp token` to the bot.',
    },
    { id: 'sync', text: 'Sync', done: false, how: '/vpp sync' },
    { id: 'apps', text: 'Look at the apps', done: false, how: 'Open Home and press Apps.' },
  ];
  const server = await startPageServer({
    ...options,
    clock,
    afterMovingTime: async () => {
      rings.push(clock.now());
      return ['The sync of 18:00 ran.'];
    },
    tokenExpires: () => Date.UTC(2027, 10, 22),
    zone: 'Europe/Stockholm',
    firstPerson: 'U1ALVA',
    hints: () => hints,
    restart: async () => void restarts.push('restart'),
    reset: async () => void restarts.push('reset'),
    ...more,
  });
  return { ...server, workspace, apple, switches, scopes, clock, rings, restarts, hints };
}
