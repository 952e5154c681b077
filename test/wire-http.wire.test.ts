import { createServer } from 'node:net';
import { expect, it } from 'vitest';
import { readConfig } from '../src/config.js';
import { createLog } from '../src/log.js';
import { wireHttp } from '../src/wire-http.js';
import { TestHouse } from './support/core.js';

it('a port that is taken is a clear answer, and the server can be stopped all the same', async () => {
  const other = createServer();
  const port = await new Promise<number>((resolve) => {
    other.listen(0, '127.0.0.1', () => {
      const address = other.address();
      resolve(typeof address === 'object' && address !== null ? address.port : 0);
    });
  });
  const read = readConfig({
    ...{ SLACK_BOT_TOKEN: 'xoxb-1', SLACK_APP_TOKEN: 'xapp-1', VPP_CHANNEL: 'C0123456', VPP_DATA_DIR: '/nowhere' },
    ...{
      VPP_BOT_KEY: Buffer.alloc(32, 1).toString('base64'),
      VPP_ROLE_CUSTODIANS: 'U0123456',
      VPP_ROLE_APPROVERS: 'U0123457,U0123458',
    },
    VPP_LISTEN: `127.0.0.1:${port}`,
  });
  if (read.result === 'wrong') throw new Error(JSON.stringify(read.problems));
  const slack = { webhook: { path: '/slack/events', handle: () => undefined } };
  const background = { work: () => undefined };
  const { core } = new TestHouse();
  const server = wireHttp({ core, slack, background, config: read.config, log: createLog('error') });
  await expect(server?.start()).rejects.toMatchObject({
    code: 'LISTEN_REFUSED',
    message: expect.stringMatching(new RegExp(`VPP_LISTEN, 127.0.0.1:${port} .EADDRINUSE.*name a free port`)),
  });
  await server?.stop();
  await new Promise((resolve) => other.close(resolve));
});
