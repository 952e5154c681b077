import { expect, test } from 'vitest';
import { type RawRequest, signed } from '../../../src/sandbox/slack/transport/signing.js';

/** The example of Slack's page on verifying requests: secret, time, body and the signature that they give. */
const published = {
  signingSecret: '8f742231b10e8888abcd99yyyzzz85a5',
  seconds: 1_531_420_618,
  body: [
    'token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V',
    'channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=',
    'response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN',
    'trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c',
  ].join('&'),
  signature: 'v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503',
};

const { body, signingSecret } = published;
const now = () => published.seconds * 1000 + 999;

function headersOf(request: Partial<RawRequest>) {
  return signed({ body, ...request }, { signingSecret, now }).headers;
}

test('a request is signed as Slack’s own example is', () => {
  expect(headersOf({})).toMatchObject({
    'x-slack-request-timestamp': '1531420618',
    'x-slack-signature': published.signature,
    'content-type': 'application/x-www-form-urlencoded',
  });
});

test('the timestamp that is sent is the one that is signed', () => {
  const early = headersOf({ timestampOffsetSeconds: -301 });
  expect(early['x-slack-request-timestamp']).toBe('1531420317');
  expect(early['x-slack-signature']).not.toBe(published.signature);
  expect(headersOf({ timestampOffsetSeconds: 0 })['x-slack-signature']).toBe(published.signature);
});

test('a signature can be of another secret, missing or any text', () => {
  const bad = headersOf({ signature: 'bad' })['x-slack-signature'];
  expect(bad).toMatch(/^v0=[0-9a-f]{64}$/);
  expect(bad).not.toBe(published.signature);
  expect(headersOf({ signature: 'missing' })).not.toHaveProperty('x-slack-signature');
  expect(headersOf({ signature: 'v1=00' })['x-slack-signature']).toBe('v1=00');
  expect(headersOf({ signature: 'toString' })['x-slack-signature']).toBe('toString');
});
