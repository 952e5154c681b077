import { expect, test } from 'vitest';
import type { Envelope } from '../../../src/sandbox/slack/transport/dispatch.js';
import { deliveryOf, requestOf } from '../../../src/sandbox/slack/transport/http-forms.js';

const envelope = (type: Envelope['type'], more: Partial<Envelope> = {}): Envelope => ({
  type,
  payload: { text: 'a b&c', user: 'U1' },
  acceptsResponsePayload: true,
  ...more,
});

test('commands are forms, interactions a payload in a form, events JSON with the number of the repetition', () => {
  expect(requestOf(envelope('slash_commands'))).toMatchObject({ body: 'text=a+b%26c&user=U1', headers: {} });
  const interaction = requestOf(envelope('interactive'));
  expect(interaction.contentType).toBe('application/x-www-form-urlencoded');
  expect(JSON.parse(new URLSearchParams(interaction.body).get('payload') ?? '')).toEqual(
    envelope('interactive').payload,
  );
  const event = requestOf(envelope('events_api', { retry: { attempt: 2, reason: 'http_error' } }));
  expect(event).toEqual({
    contentType: 'application/json',
    body: JSON.stringify(envelope('events_api').payload),
    headers: { 'x-slack-retry-num': '2', 'x-slack-retry-reason': 'http_error' },
  });
});

const answered = (status: number, body = '', headers: Record<string, string> = {}) =>
  ({ result: 'answered', status, headers, body }) as const;
const json = { 'content-type': 'application/json; charset=utf-8' };

test.each<[string, Envelope['type'], ReturnType<typeof answered>, object]>([
  ['an empty 200', 'interactive', answered(200), { result: 'acknowledged', payload: null }],
  ['an empty object', 'interactive', answered(200, '{}', json), { result: 'acknowledged', payload: null }],
  ['an answer', 'interactive', answered(200, '{"a":1}', json), { result: 'acknowledged', payload: { a: 1 } }],
  ['a text to a command', 'slash_commands', answered(200, 'hi'), { payload: { text: 'hi' } }],
  ['a text to an interaction', 'interactive', answered(200, 'hi'), { payload: 'hi' }],
  ['torn JSON', 'interactive', answered(200, '{"a":', json), { payload: '{"a":' }],
  ['204 to a command', 'slash_commands', answered(204), { result: 'dropped', reason: 'http_error' }],
  ['204 to an event', 'events_api', answered(204), { result: 'acknowledged', payload: null }],
  ['401', 'events_api', answered(401), { result: 'dropped', reason: 'http_error', final: false }],
  ['a redirect', 'events_api', answered(307), { result: 'dropped', reason: 'too_many_redirects' }],
  ['no repetition wanted', 'events_api', answered(503, '', { 'x-slack-no-retry': '1' }), { final: true }],
])('%s to %s', (_name, type, posted, expected) => {
  expect(deliveryOf(envelope(type), posted, 7)).toMatchObject({ latency: 7, ...expected });
});
