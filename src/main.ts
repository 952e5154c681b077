import { createBot } from './compose.js';
import { readConfig } from './config.js';
import { createLog } from './log.js';
import { makeBotKey } from './storage/vault.js';
import { describeVerdict, verifyAuditOf } from './storage/verify-audit.js';

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

function complain(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** Everything that is missing or wrong at once, then exit 1. */
function configured() {
  const read = readConfig(process.env);
  if (read.result === 'config') return read.config;
  complain('vpp-bot cannot start. Please mend these settings:');
  for (const { variable, problem, remedy } of read.problems) complain(`  ${variable} ${problem}\n      ${remedy}`);
  complain('Every setting stands in .env.example and docs/operations.md.');
  process.exit(1);
}

async function start(): Promise<void> {
  const config = configured();
  const log = createLog(config.logLevel);
  const end = (fault: unknown, message: string) => {
    log.fatal({ fault }, message);
    process.exitCode = 1;
    setTimeout(() => process.exit(1), 250).unref();
  };
  const bot = createBot(config, log, { onFatal: (fault) => end(fault, 'Slack is gone for good') });
  process.on('unhandledRejection', (fault) => end(fault, 'Nobody caught this rejection'));
  process.on('uncaughtException', (fault) => end(fault, 'Nobody caught this fault'));
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => {
      log.info({ signal }, 'Stopping');
      bot.stop().then(
        () => process.exit(0),
        (fault) => end(fault, 'The stop did not finish'),
      );
    });
  }
  await bot.start().then(
    () => log.info({}, 'vpp-bot runs'),
    (fault) => {
      complain(`vpp-bot cannot start: ${fault instanceof Error ? fault.message : 'unknown fault'}`);
      end(fault, 'The start failed');
    },
  );
}

async function verifyAudit(): Promise<void> {
  const config = configured();
  const verdict = await verifyAuditOf({ path: config.folder, key: config.key });
  if (verdict.result === 'intact') return say(describeVerdict(verdict));
  complain(describeVerdict(verdict));
  process.exitCode = 1;
}

const commands: Readonly<Record<string, () => Promise<void>>> = {
  start,
  key: async () => say(makeBotKey()),
  'audit:verify': verifyAudit,
};

const [name = 'start'] = process.argv.slice(2);
const command = commands[name];
if (command === undefined) {
  complain(`There is no command “${name}”. There are: ${Object.keys(commands).join(', ')}.`);
  process.exit(1);
}
await command();
