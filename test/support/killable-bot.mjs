// The built bot in a process of its own, which dies without a word at the step that KILL_AT or a later message of its
// parent names, and stands still for good at the one that HOLD_AT names, so that its parent can kill it there. Messages
// move its clock, too.
import { createBot } from '../../dist/compose.js';
import { readConfig } from '../../dist/config.js';
import { createLog } from '../../dist/log.js';

const read = readConfig(process.env);
if (read.result === 'wrong') {
  process.stdout.write(`${JSON.stringify(read.problems)}\n`);
  process.exit(2);
}
// The bot's own address is plain http on this machine, which no configuration takes.
const port = process.env.NOTIFICATION_PORT;
const http =
  port === undefined
    ? read.config.http
    : { host: '127.0.0.1', port: Number(port), publicUrl: `http://127.0.0.1:${port}` };
// So is that of the MDM server.
const standIn = process.env.MDM_STAND_IN;
const mdm = standIn === undefined ? read.config.mdm : JSON.parse(standIn);
let killAt = process.env.KILL_AT;
let ahead = Number(process.env.CLOCK_AHEAD ?? 0);
process.on('message', (message) => {
  if ('killAt' in message) killAt = message.killAt;
  if ('ahead' in message) ahead = message.ahead;
  process.stdout.write('ahead' in message ? `ahead ${ahead}\n` : `dies at ${killAt}\n`);
});
// A parent that ends before its time leaves nobody behind.
process.once('disconnect', () => process.exit(1));
const bot = createBot({ ...read.config, http, mdm }, createLog('error'), {
  clock: () => Date.now() + ahead,
  longestWait: 1_000,
  clicksPerMinute: 200,
  cardSpacing: 50,
  posting: { postSpacing: 20, postsPerMinute: 10_000, updatesPerMinute: 10_000 },
  cataloguePace: 500,
  settlingTime: 60_000,
  onStep: (step) => {
    process.stdout.write(`step ${step}\n`);
    if (step === killAt) process.kill(process.pid, 'SIGKILL');
    return step === process.env.HOLD_AT ? new Promise(() => {}) : undefined;
  },
});
await bot.start();
process.stdout.write('ready\n');
process.once('SIGTERM', () => bot.stop().then(() => process.exit(0)));
