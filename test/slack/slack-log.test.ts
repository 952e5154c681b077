import { LogLevel } from '@slack/bolt';
import { describe, expect, test } from 'vitest';
import { boltLogger, faultFields, redact } from '../../src/slack/slack-log.js';
import { recordingLog } from './support.js';

const appleToken = Buffer.from(JSON.stringify({ token: 'x'.repeat(200), expDate: '2027-01-01' })).toString('base64');

describe('redacting', () => {
  test.each([
    ['xoxb-123-456-abcDEF'],
    ['xapp-1-A0-99-aabbcc'],
    ['xoxe.xoxp-1-Mi0yLTk'],
    ['wss://wss-primary.slack.com/link/?ticket=abc-123&app_id=9'],
    ['https://hooks.slack.com/commands/T0/1/abcdef'],
    [appleToken],
    ['A'.repeat(200)],
  ])('takes %s out', (secret) => {
    const clean = redact(`before ${secret} after`);
    expect(clean).toContain('[redacted]');
    expect(clean).not.toContain(secret);
    expect(clean.startsWith('before ')).toBe(true);
  });

  test('leaves ordinary words alone and bounds the rest', () => {
    expect(redact('channel_not_found in C0123 for U0123')).toBe('channel_not_found in C0123 for U0123');
    expect(redact('a b '.repeat(2_000))).toHaveLength(2_000);
  });

  test('a fault keeps its name and code, not its secrets', () => {
    const fault = Object.assign(new TypeError('no xoxb-1-secret'), { code: 'E_SOME' });
    expect(faultFields(fault)).toMatchObject({ fault: 'TypeError', code: 'E_SOME' });
    expect(JSON.stringify(faultFields(fault))).not.toContain('secret');
    expect(faultFields('text')).toMatchObject({ fault: 'string', detail: 'text' });
  });
});

describe('Bolt’s log', () => {
  test('never gets louder than INFO and passes no debug line', () => {
    const { log, lines } = recordingLog();
    const logger = boltLogger(log);
    logger.setLevel(LogLevel.DEBUG);
    logger.debug('Received a message on the WebSocket: {"token":"secret"}');
    logger.warn('careful', new Error('with xapp-1-secret'));
    expect(logger.getLevel()).toBe(LogLevel.INFO);
    expect(lines).toEqual([{ level: 'warn', fields: { from: 'bolt' }, message: 'careful with [redacted]' }]);
  });
});
