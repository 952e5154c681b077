import { expect, it } from 'vitest';
import { type Config, readConfig } from '../src/config.js';
import { createLog } from '../src/log.js';
import { wireHttp } from '../src/wire-http.js';
import { TestHouse } from './support/core.js';

function configOf(given: Record<string, string>): Config {
  const read = readConfig({
    SLACK_BOT_TOKEN: 'xoxb-1',
    SLACK_APP_TOKEN: 'xapp-1',
    VPP_CHANNEL: 'C0123456',
    VPP_BOT_KEY: Buffer.alloc(32, 1).toString('base64'),
    VPP_DATA_DIR: '/nowhere',
    VPP_ROLE_CUSTODIANS: 'U0123456',
    VPP_ROLE_APPROVERS: 'U0123457,U0123458',
    ...given,
  });
  if (read.result === 'wrong') throw new Error(JSON.stringify(read.problems));
  return read.config;
}

const mdm = {
  ...{ MDM_KIND: 'nanomdm', MDM_URL: 'https://mdm.northwind.example', MDM_API_KEY: 'key' },
  MDM_WEBHOOK_SECRET: 'x'.repeat(32),
};

const slackCalls = { path: '/slack/events', handle: () => undefined };

it.each([
  ['over a socket, without a public address', {}, null, false],
  ['over a socket, with one', { VPP_PUBLIC_URL: 'https://vpp.northwind.example' }, null, true],
  ['over HTTP', {}, slackCalls, true],
  ['over a socket, with an MDM server', mdm, null, true],
])('%s: there is a server only when somebody calls', (_, given, webhook, served) => {
  const { core } = new TestHouse();
  const background = { work: () => undefined };
  const log = createLog('error');
  const server = wireHttp({ core, slack: { webhook }, background, config: configOf(given), log });
  expect(server !== null).toBe(served);
});
