import { parseArgs } from 'node:util';
import { createLog } from '../log.js';
import { isFree } from './free-port.js';
import { startSandbox } from './sandbox.js';

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '4700' },
    data: { type: 'string' },
    transport: { type: 'string', default: 'socket' },
    quiet: { type: 'boolean', default: false },
  },
});
const port = Number(values.port);
if (!Number.isInteger(port) || port < 0 || port > 65_535) {
  process.stderr.write('--port takes a number from 0 to 65535; 0 takes a free one.\n');
  process.exit(1);
}
const { transport } = values;
if (transport !== 'socket' && transport !== 'http') {
  process.stderr.write('--transport takes socket or http.\n');
  process.exit(1);
}
const free = await isFree(port);
if (!free) process.stdout.write(`Port ${port} is taken, so another one is used.\n`);
const sandbox = await startSandbox({
  port: free ? port : 0,
  folder: values.data ?? null,
  log: createLog('warn'),
  transport,
  mdm: 'nanomdm',
});
process.stdout.write(`
  vpp-bot sandbox: a whole Slack, a whole Apple, phones, no credentials

    open   ${sandbox.url}

  Everything stays on this machine${values.data === undefined ? ' and is gone when you stop it' : `, the bot's data in ${values.data}`}. Stop with Ctrl+C.
`);
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void sandbox.stop().then(() => process.exit(0)));
}
