import { expect, it } from 'vitest';
import { createLog } from '../src/log.js';

it.each([
  ['an address of the webhook', { path: '/mdm/webhook/s3cr3t-of-the-webhook?x=1' }],
  ['the same below the public address', { url: 'https://vpp.example/apps/mdm/webhook/s3cr3t-of-the-webhook' }],
  ['credentials of the MDM server', { header: 'Basic bmFub21kbTpzM2NyM3Q=' }],
  ['its settings', { mdm: { apiKey: 's3cr3t', webhookSecret: 's3cr3t' } }],
  ['a fault', { fault: new Error('GET /mdm/webhook/s3cr3t failed') }],
])('%s never reaches the log', (_name, facts) => {
  const lines: string[] = [];
  createLog('info', { write: (line) => void lines.push(line) }).info(facts, 'Something');
  expect(lines).toHaveLength(1);
  expect(lines[0]).toContain('[secret]');
  expect(lines[0]).not.toMatch(/s3cr3t|bmFub21kbTpzM2NyM3Q/);
});

it('says nothing of a fault where there was none', () => {
  const lines: string[] = [];
  createLog('info', { write: (line) => void lines.push(line) }).info({ fault: null }, 'Something');
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({ fault: null });
});
