import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { MovableClock } from '../clock.js';
import { appleSeed } from './seed.js';
import { type AppleStandIn, startAppleStandIn } from './server.js';
import { parseSeed } from './world.js';

/** Arguments that cannot be meant. */
export class ArgumentError extends Error {
  readonly code = 'apple-arguments';
}

/**
 * Serves Apple's side alone, with a clock of its own. `--port N` (0 takes a free one) and `--seed FILE` (JSON in the
 * form of AppleSeed). `print` gets the one line `{"url","token","control"}`. Throws ArgumentError and SeedError.
 */
export async function serveAlone(
  args: string[],
  clock: MovableClock,
  print: (line: string) => void,
): Promise<AppleStandIn> {
  const { values } = parseArgs({ args, options: { port: { type: 'string', default: '0' }, seed: { type: 'string' } } });
  const port = Number(values.port);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new ArgumentError('--port takes a number up to 65535.');
  const seed = values.seed === undefined ? appleSeed : parseSeed(JSON.parse(readFileSync(values.seed, 'utf8')));
  const apple = await startAppleStandIn({ port, seed, now: clock.now, beat: 250, onMoveTime: clock });
  const { url, token, control } = apple;
  print(`${JSON.stringify({ url, token, control })}\n`);
  return apple;
}
