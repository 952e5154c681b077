import type { WebClient } from '@slack/web-api';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { SlackStandIn } from '../../../src/sandbox/slack/server.js';
import { clientOf, refusalOf, startBolt, startSlack } from './support.js';

let slack: SlackStandIn;
let client: WebClient;

beforeEach(async () => {
  slack = await startSlack();
  client = clientOf(slack);
});

afterEach(() => slack.stop());

const itApps = 'C000ITAPPS';
const approvals = 'C0APPROVAL';
const post = (channel: string) => client.chat.postMessage({ channel, text: 'x' });

function messagesOf(userId: string, channelId: string) {
  const { conversations } = slack.actAs(userId).view();
  return conversations.find(({ id }) => id === channelId)?.messages ?? [];
}

test('one channel meets a fault while others go through, also when it is named by the person', async () => {
  const limited = { code: 'slack_webapi_rate_limited_error', retryAfter: 7 };
  slack.levers.failNext('chat.postMessage', { kind: 'rate-limit', seconds: 7 }, 2, { channel: itApps });
  await expect(post(itApps)).rejects.toMatchObject(limited);
  expect(await refusalOf(post(approvals))).toBe('ok');
  await expect(post(itApps)).rejects.toMatchObject(limited);
  expect(await refusalOf(post(itApps))).toBe('ok');
  slack.levers.failNext('*', { kind: 'status', status: 502 }, 2, { channel: 'U0000EMMA' });
  expect(await refusalOf(client.users.info({ user: 'U0000EMMA' }))).toBe('ok');
  await expect(post('D0000EMMA')).rejects.toMatchObject({ statusCode: 502 });
  await expect(post('U0000EMMA')).rejects.toMatchObject({ statusCode: 502 });
  expect(messagesOf('U0000EMMA', 'D0000EMMA')).toEqual([]);
});

test('an answer is lost after the effect, a refusal too, and a call can hang', async () => {
  slack.levers.failNext('chat.postMessage', { kind: 'lost' }, 2, { channel: itApps });
  await expect(post(itApps)).rejects.toMatchObject({ code: 'slack_webapi_request_error' });
  expect(messagesOf('U0000ALVA', itApps)).toHaveLength(1);
  slack.levers.archive(itApps, true);
  await expect(post(itApps)).rejects.toMatchObject({ code: 'slack_webapi_request_error' });
  slack.levers.failNext('chat.postMessage', { kind: 'hang' }, 1, { channel: approvals });
  const hanging = fetch(`${slack.apiUrl}chat.postMessage`, {
    method: 'POST',
    headers: { authorization: `Bearer ${slack.botToken}` },
    body: new URLSearchParams({ channel: approvals, text: 'x' }),
    signal: AbortSignal.timeout(200),
  });
  await expect(hanging).rejects.toMatchObject({ name: 'TimeoutError' });
  expect(messagesOf('U0000ALVA', approvals)).toEqual([]);
  slack.levers.failNext('chat.postMessage', { kind: 'hang' }, 5);
  slack.levers.clearFaults();
  expect(await refusalOf(post(approvals))).toBe('ok');
});

test('a bot that was removed is refused as Slack does, is told so, and may be invited again', async () => {
  const events: unknown[] = [];
  const app = await startBolt(slack, (bolt) => {
    for (const name of ['member_left_channel', 'member_joined_channel']) {
      bolt.event(name, async ({ event }) => {
        events.push([event.type, 'user' in event && event.user, 'channel' in event && event.channel]);
      });
    }
  });
  const { ts = '' } = await post(itApps);
  await slack.levers.removeFromChannel(itApps);
  await slack.levers.removeFromChannel(itApps);
  await slack.levers.removeFromChannel(approvals);
  expect(await refusalOf(post(itApps))).toBe('not_in_channel');
  expect(await refusalOf(post(approvals))).toBe('channel_not_found');
  expect(await refusalOf(client.chat.update({ channel: itApps, ts, text: 'y' }))).toBe('ok');
  expect((await client.conversations.info({ channel: itApps })).channel).toMatchObject({ is_member: false });
  expect(await refusalOf(client.conversations.info({ channel: approvals }))).toBe('channel_not_found');
  await slack.levers.addToChannel(approvals);
  expect(await refusalOf(post(approvals))).toBe('ok');
  expect((await client.conversations.info({ channel: approvals })).channel).toMatchObject({
    is_member: true,
    is_private: true,
    is_archived: false,
  });
  await slack.levers.removeFromChannel(itApps, 'U0000DORA');
  expect(
    slack
      .actAs('U0000DORA')
      .view()
      .conversations.map(({ id }) => id),
  ).not.toContain(itApps);
  await expect
    .poll(() => events, { timeout: 5000 })
    .toEqual([
      ['member_left_channel', 'U0000VPPB', itApps],
      ['member_left_channel', 'U0000VPPB', approvals],
      ['member_joined_channel', 'U0000VPPB', approvals],
      ['member_left_channel', 'U0000DORA', itApps],
    ]);
  slack.levers.settings.scopes.delete('channels:read');
  await slack.levers.addToChannel(itApps);
  await expect(slack.levers.removeFromChannel('D0000EMMA')).rejects.toMatchObject({ code: 'no_such_record' });
  expect(events).toHaveLength(4);
  await app.stop();
});

test('an archived channel takes nothing, and everything again when it comes back', async () => {
  const { ts = '' } = await post(itApps);
  const update = () => refusalOf(client.chat.update({ channel: itApps, ts, text: 'y' }));
  slack.levers.archive(itApps, true);
  expect([await refusalOf(post(itApps)), await update()]).toEqual(['is_archived', 'is_inactive']);
  expect((await client.conversations.info({ channel: itApps })).channel).toMatchObject({ is_archived: true });
  slack.levers.archive(itApps, false);
  expect([await refusalOf(post(itApps)), await update()]).toEqual(['ok', 'ok']);
});

test('every answer to a good token tells the granted scopes, and a refusal which one is missing', async () => {
  const { scopes } = slack.levers.settings;
  const ask = async (method: string, token = slack.botToken, members: Record<string, string> = {}) => {
    const headers = { authorization: `Bearer ${token}` };
    const body = new URLSearchParams(members);
    const response = await fetch(`${slack.apiUrl}${method}`, { method: 'POST', headers, body });
    return {
      granted: response.headers.get('x-oauth-scopes'),
      accepted: response.headers.get('x-accepted-oauth-scopes'),
      body: await response.json(),
    };
  };
  const granted = [...scopes].join(',');
  expect(await ask('auth.test')).toMatchObject({ granted, body: { ok: true } });
  scopes.delete('users:read');
  const provided = [...scopes].join(',');
  expect(await ask('users.info', slack.botToken, { user: 'U0000ALVA' })).toEqual({
    granted: provided,
    accepted: 'users:read',
    body: { ok: false, error: 'missing_scope', needed: 'users:read', provided },
  });
  scopes.delete('groups:read');
  expect((await ask('conversations.info', slack.botToken, { channel: approvals })).body).toMatchObject({
    needed: 'groups:read',
  });
  for (const scope of ['channels:read', 'im:read']) scopes.delete(scope);
  expect((await ask('conversations.info', slack.botToken, { channel: 'C0NOWHERE' })).body).toMatchObject({
    error: 'missing_scope',
    needed: 'channels:read,groups:read,mpim:read,im:read',
  });
  expect(await ask('apps.connections.open', slack.appToken)).toMatchObject({ granted: 'connections:write' });
  expect(await ask('auth.test', 'xoxb-wrong')).toMatchObject({ granted: null, body: { error: 'invalid_auth' } });
  slack.levers.settings.botToken = 'revoked';
  expect(await ask('auth.test')).toMatchObject({ granted: null, body: { error: 'token_revoked' } });
});

test('api.test answers what it was asked, or the error that it was asked for', async () => {
  expect(await client.apiCall('api.test', { foo: 'bar' })).toMatchObject({ ok: true, args: { foo: 'bar' } });
  expect(await refusalOf(client.api.test({ error: 'my_error' }))).toBe('my_error');
});

test('a file goes into a direct conversation, and is read by those who see it', async () => {
  const content = 'adamId,count\n361309726,25\n';
  const upload = (channel_id: string, more: object = {}) =>
    client.filesUploadV2({ channel_id, filename: 'licences.csv', content, title: 'Licences', ...more });
  await upload('D0000EMMA', { initial_comment: 'Here it is' });
  const [message] = messagesOf('U0000EMMA', 'D0000EMMA');
  expect(message).toMatchObject({
    text: 'Here it is',
    author: { id: 'U0000VPPB' },
    files: [{ name: 'licences.csv', title: 'Licences', size: content.length }],
  });
  const id = message?.files?.[0]?.id ?? '';
  expect(await slack.actAs('U0000EMMA').download(id)).toBe(content);
  await expect(slack.actAs('U00000BO').download(id)).rejects.toMatchObject({ code: 'not_visible' });
  const own = await slack.actAs('U00000BO').upload({ name: 'own.txt', content: 'mine' });
  expect(await slack.actAs('U00000BO').download(own.id)).toBe('mine');
  await slack.levers.changePerson('U00000BO', { deleted: true });
  await expect(slack.actAs('U00000BO').download(own.id)).rejects.toMatchObject({ code: 'not_visible' });
  await slack.levers.changePerson('U0000EMMA', { deleted: true });
  await expect(slack.actAs('U0000EMMA').download(id)).rejects.toMatchObject({ code: 'not_visible' });
  await client.chat.postMessage({ channel: itApps, text: 'plain' });
  expect(messagesOf('U0000ALVA', itApps)[0]).not.toHaveProperty('files');
});

test('a file is not posted to a person’s id, to where the bot may not write, or without the scope', async () => {
  const upload = (channel_id: string) =>
    refusalOf(client.filesUploadV2({ channel_id, filename: 'a.csv', content: 'x' }));
  await expect(
    client.filesUploadV2({ channel_id: 'U0000EMMA', filename: 'a.csv', content: 'x' }),
  ).rejects.toMatchObject({
    data: {
      error: 'invalid_arguments',
      response_metadata: { messages: [expect.stringContaining('[json-pointer:/channel_id]')] },
    },
  });
  slack.levers.failNext('files.completeUploadExternal', { kind: 'refuse', error: 'fatal_error' }, 1, {
    channel: itApps,
  });
  expect([await upload(itApps), await upload(itApps)]).toEqual(['fatal_error', 'ok']);
  await slack.levers.removeFromChannel(itApps);
  expect(await upload(itApps)).toBe('not_in_channel');
  slack.levers.settings.scopes.delete('files:write');
  expect(await upload('D0000EMMA')).toBe('missing_scope');
  expect(messagesOf('U0000EMMA', 'D0000EMMA')).toEqual([]);
});
