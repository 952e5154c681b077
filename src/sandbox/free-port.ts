import { createServer } from 'node:net';

/** Below the range from which systems take ports by themselves, so that a stop and a start find the same one free. */
const FIRST = 10_240;
const LAST = 30_000;

/** A port of this machine on which nobody listens now; `random` is evenly distributed in [0, 1). */
export async function freePort(random: () => number): Promise<number> {
  for (;;) {
    const port = FIRST + Math.floor(random() * (LAST - FIRST));
    if (await isFree(port)) return port;
  }
}

/** Whether nobody listens on that port of this machine now. */
export function isFree(port: number): Promise<boolean> {
  const probe = createServer();
  return new Promise((resolve) => {
    probe.once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
}
