import { movableClock } from '../clock.js';
import { serveAlone } from './standalone.js';

/** Serves until SIGTERM or SIGINT. */
async function main(): Promise<void> {
  const clock = movableClock(Date.now(), () => Date.now());
  const apple = await serveAlone(process.argv.slice(2), clock, (line) => process.stdout.write(line));
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void apple.stop());
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
