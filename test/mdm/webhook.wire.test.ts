import { expect, it, onTestFinished } from 'vitest';
import { type Config, readConfig } from '../../src/config.js';
import { createLog } from '../../src/log.js';
import { freePort } from '../../src/sandbox/free-port.js';
import type { AppleWindow } from '../../src/sandbox/mdm/apple-window.js';
import { startMdmStandIn } from '../../src/sandbox/mdm/server.js';
import { wireHttp } from '../../src/wire-http.js';
import { TestHouse } from '../support/core.js';

const noApple: AppleWindow = {
  hasLicence: () => false,
  product: () => null,
  isInvitation: () => false,
  accept: () => 'unknown',
  accountHash: () => null,
};

function configOf(given: Record<string, string>): Config {
  const read = readConfig({
    ...{ SLACK_BOT_TOKEN: 'xoxb-1', SLACK_APP_TOKEN: 'xapp-1', VPP_CHANNEL: 'C0123456', VPP_DATA_DIR: '/nowhere' },
    VPP_BOT_KEY: Buffer.alloc(32, 1).toString('base64'),
    ...{ VPP_ROLE_CUSTODIANS: 'U0123456', VPP_ROLE_APPROVERS: 'U0123457,U0123458' },
    ...given,
  });
  if (read.result === 'wrong') throw new Error(JSON.stringify(read.problems));
  return read.config;
}

/** The bot's server with phones behind an MDM server that enrol and ask once. */
async function enrolPhones(kind: 'nanomdm' | 'micromdm', secretOf: (mdm: { webhookSecret: string }) => string) {
  const house = new TestHouse();
  const mdm = await startMdmStandIn({
    now: () => house.now,
    apple: noApple,
    dialect: kind,
    switches: { plistFormat: 'binary', webhookDuplicates: 50 },
  });
  onTestFinished(() => mdm.stop());
  const port = await freePort(Math.random);
  const secret = secretOf(mdm);
  const config = configOf({
    ...{ MDM_KIND: kind, MDM_URL: mdm.url, MDM_API_KEY: mdm.apiKey, MDM_WEBHOOK_SECRET: secret },
    VPP_LISTEN: `127.0.0.1:${port}`,
  });
  const lines: string[] = [];
  const log = createLog('info', { write: (line) => void lines.push(line) });
  const rings = { count: 0 };
  const background = {
    work() {
      rings.count += 1;
    },
  };
  const server = wireHttp({ core: house.core, slack: { webhook: null }, background, config, log });
  await server?.start();
  onTestFinished(() => server?.stop());
  const path = kind === 'nanomdm' ? '/mdm/webhook' : `/mdm/webhook/${secret}`;
  mdm.setWebhook(`http://127.0.0.1:${port}${path}`);
  mdm.enrolAll();
  await mdm.poll();
  const stored: unknown[] = [];
  for (const { value } of await house.records.list('deviceEvent')) stored.push(value.event);
  return { stored, rings, phones: mdm.levers.view(), deliveries: mdm.deliveries(), log: lines.join(''), secret };
}

it.each(['nanomdm', 'micromdm'] as const)('what phones tell %s is stored once and in full', async (kind) => {
  const { stored, rings, phones, deliveries, log, secret } = await enrolPhones(kind, (mdm) => mdm.webhookSecret);
  expect(new Set(deliveries.map(({ outcome }) => outcome))).toEqual(new Set(['delivered']));
  expect(deliveries.some(({ duplicate }) => duplicate)).toBe(true);
  expect(stored).toHaveLength(deliveries.filter(({ duplicate }) => !duplicate).length);
  expect(rings.count).toBe(stored.length);
  for (const { id, serialNumber } of phones) {
    expect(stored).toContainEqual(
      expect.objectContaining({
        topic: 'authenticate',
        enrolmentId: id,
        information: expect.objectContaining({ serialNumber }),
      }),
    );
    expect(stored).toContainEqual(expect.objectContaining({ topic: 'token-update', enrolmentId: id }));
  }
  expect(log).toContain('"outcome":"stored"');
  expect(log).not.toContain(secret);
});

it('what somebody with another secret tells is not stored', async () => {
  const { stored, rings, deliveries } = await enrolPhones('nanomdm', () => 'another-secret-of-thirty-two-characters');
  expect(new Set(deliveries.map(({ outcome }) => outcome))).toEqual(new Set(['refused']));
  expect({ stored, rings }).toEqual({ stored: [], rings: { count: 0 } });
});
