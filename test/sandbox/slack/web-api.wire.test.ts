import type { WebClient } from '@slack/web-api';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { SlackStandIn } from '../../../src/sandbox/slack/server.js';
import { clientOf, refusalOf, startSlack } from './support.js';

let slack: SlackStandIn;
let client: WebClient;
const time = { ahead: 0 };

beforeEach(async () => {
  time.ahead = 0;
  slack = await startSlack({ wireNow: () => Date.now() + time.ahead });
  client = clientOf(slack);
});

afterEach(() => slack.stop());

const modal = (title: string) => ({
  type: 'modal' as const,
  title: { type: 'plain_text' as const, text: title },
  blocks: [{ type: 'divider' as const }],
});

function seenBy(userId: string, channelId: string): string[] {
  const conversation = slack
    .actAs(userId)
    .view()
    .conversations.find(({ id }) => id === channelId);
  return conversation?.messages.map((message) => message.text) ?? [];
}

test('the tokens are told apart, and a refusal names the scope', async () => {
  expect(await client.auth.test()).toMatchObject({
    team_id: 'T0NORTHWIND',
    user_id: 'U0000VPPB',
    bot_id: 'B0000VPPB',
    response_metadata: { scopes: expect.arrayContaining(['chat:write']) },
  });
  expect(await refusalOf(clientOf(slack, 'xoxb-wrong').auth.test())).toBe('invalid_auth');
  expect(await refusalOf(clientOf(slack, '').auth.test())).toBe('not_authed');
  expect(await refusalOf(client.apps.connections.open({}))).toBe('not_allowed_token_type');
  expect(await refusalOf(client.apiCall('no.such.method'))).toBe('unknown_method');
  slack.levers.settings.scopes.delete('users:read');
  await expect(client.users.info({ user: 'U0000ALVA' })).rejects.toMatchObject({
    data: { error: 'missing_scope', needed: 'users:read', provided: expect.stringContaining('chat:write') },
  });
  slack.levers.settings.botToken = 'revoked';
  expect(await refusalOf(client.auth.test())).toBe('token_revoked');
});

test('messages are posted where the bot may write, and refused elsewhere', async () => {
  const post = (channel: string, more: object = {}) =>
    refusalOf(client.apiCall('chat.postMessage', { channel, text: 'hello', ...more }));
  expect(await post('C000ITAPPS')).toBe('ok');
  expect(await post('U0000EMMA')).toBe('ok');
  expect(seenBy('U0000EMMA', 'D0000EMMA')).toEqual(['hello']);
  expect(await post('C0NOWHERE')).toBe('channel_not_found');
  expect(await post('U0000IRIS')).toBe('channel_not_found');
  expect(await post('C000ITAPPS', { text: '' })).toBe('no_text');
  expect(await post('C000ITAPPS', { blocks: '{' })).toBe('invalid_blocks_format');
  expect(await post('C000ITAPPS', { thread_ts: '1.000000' })).toBe('cannot_reply_to_message');
  slack.levers.setChannelMembers('C000ITAPPS', ['U0000ALVA']);
  slack.levers.setChannelMembers('C0APPROVAL', ['U0000ALVA']);
  expect(await post('C000ITAPPS')).toBe('not_in_channel');
  expect(await post('C0APPROVAL')).toBe('channel_not_found');
  slack.levers.settings.scopes.add('chat:write.public');
  expect(await post('C000ITAPPS')).toBe('ok');
  slack.levers.archive('C000ITAPPS', true);
  expect(await post('C000ITAPPS')).toBe('is_archived');
});

test('blocks that Slack refuses are refused with the place', async () => {
  const blocks = [{ type: 'header', text: { type: 'plain_text', text: 'x'.repeat(151) } }];
  await expect(client.apiCall('chat.postMessage', { channel: 'C000ITAPPS', text: 'x', blocks })).rejects.toMatchObject({
    data: {
      error: 'invalid_blocks',
      response_metadata: { messages: ['[ERROR] must be less than 151 characters [json-pointer:/blocks/0/text/text]'] },
    },
  });
  expect(seenBy('U0000ALVA', 'C000ITAPPS')).toEqual([]);
  const refusal = client.apiCall('blocks.validate', { blocks, token: '' });
  await expect(refusal).rejects.toMatchObject({ data: { errors: [{ pointer: '/blocks/0/text/text' }] } });
});

test('an update keeps what it does not name, and only the author may change or delete', async () => {
  const blocks = [{ type: 'divider' as const, block_id: 'd' }];
  const posted = await client.chat.postMessage({ channel: 'C000ITAPPS', text: 'one', blocks });
  const ts = String(posted.ts);
  await client.chat.update({ channel: 'C000ITAPPS', ts, text: 'two' });
  const [message] =
    slack
      .actAs('U0000DORA')
      .view()
      .conversations.find(({ id }) => id === 'C000ITAPPS')?.messages ?? [];
  expect(message).toMatchObject({ text: 'two', blocks, edited: true });
  const foreign = slack.levers.say('U0000DORA', 'C000ITAPPS', 'mine');
  const change = (more: object) => refusalOf(client.apiCall('chat.update', { channel: 'C000ITAPPS', ts, ...more }));
  expect(await change({ ts: foreign.ts, text: 'x' })).toBe('cant_update_message');
  expect(await change({ ts: '1.000000', text: 'x' })).toBe('message_not_found');
  expect(await change({ text: 'x'.repeat(4001) })).toBe('msg_too_long');
  expect(await change({ blocks: [] })).toBe('no_text');
  expect(await refusalOf(client.chat.delete({ channel: 'C000ITAPPS', ts: foreign.ts }))).toBe('cant_delete_message');
  const { permalink } = await client.chat.getPermalink({ channel: 'C000ITAPPS', message_ts: ts });
  expect(permalink).toBe(`https://northwind.slack.com/archives/C000ITAPPS/p${ts.replace('.', '')}`);
  await client.chat.delete({ channel: 'C000ITAPPS', ts });
  expect(seenBy('U0000ALVA', 'C000ITAPPS')).toEqual(['mine']);
});

test('an ephemeral message is seen by one person, cannot be updated and needs its reader in the channel', async () => {
  const whisper = { channel: 'C000ITAPPS', text: 'psst' };
  const { message_ts: ts = '' } = await client.chat.postEphemeral({ ...whisper, user: 'U0000ALVA' });
  expect([seenBy('U0000ALVA', 'C000ITAPPS'), seenBy('U00000BO', 'C000ITAPPS')]).toEqual([['psst'], []]);
  const change = client.chat.update({ channel: 'C000ITAPPS', ts, text: 'x' });
  expect(await refusalOf(change)).toBe('message_not_found');
  expect(await refusalOf(client.chat.postEphemeral({ ...whisper, user: 'U0000EMMA' }))).toBe('user_not_in_channel');
});

test('a scheduled message waits for its time, and one with metadata never comes', async () => {
  const now = Math.floor(Date.now() / 1000);
  const schedule = (post_at: number, more: object = {}) =>
    client.apiCall('chat.scheduleMessage', { channel: 'C000ITAPPS', text: 'later', post_at, ...more });
  await schedule(now + 600);
  await schedule(now + 600, { text: 'never', metadata: { event_type: 'x', event_payload: {} } });
  const wanted = { channel: 'C000ITAPPS', text: 'cancelled', post_at: now + 600 };
  const { scheduled_message_id = '' } = await client.chat.scheduleMessage(wanted);
  expect(await refusalOf(schedule(now - 10))).toBe('time_in_past');
  expect(await refusalOf(schedule(now + 121 * 24 * 3600))).toBe('time_too_far');
  await client.chat.deleteScheduledMessage({ channel: 'C000ITAPPS', scheduled_message_id });
  const { scheduled_messages: waiting } = await client.chat.scheduledMessages.list();
  expect(waiting?.map((entry) => entry.text)).toEqual(['later', 'never']);
  slack.levers.releaseScheduled();
  expect(seenBy('U0000ALVA', 'C000ITAPPS')).toEqual([]);
  time.ahead = 601_000;
  slack.levers.releaseScheduled();
  expect(seenBy('U0000ALVA', 'C000ITAPPS')).toEqual(['later']);
});

test('people: kinds, pages, addresses', async () => {
  const facts = async (user: string) => (await client.users.info({ user })).user;
  expect(await facts('U0000ALVA')).toMatchObject({
    team_id: 'T0NORTHWIND',
    deleted: false,
    is_bot: false,
    is_restricted: false,
    is_admin: true,
    tz: 'Europe/Stockholm',
    profile: { real_name: 'Alva Lind', email: 'alva.lind@northwind.example' },
  });
  expect(await facts('U0000GUNN')).toMatchObject({ is_restricted: true, is_ultra_restricted: false });
  expect(await facts('U0000HUGO')).toMatchObject({ team_id: 'T0CONTOSO', is_stranger: true });
  expect(await facts('U0000IRIS')).toMatchObject({ deleted: true });
  expect(await facts('U0000VPPB')).toMatchObject({ is_bot: true });
  expect(await refusalOf(client.users.info({ user: 'U0NOBODY' }))).toBe('user_not_found');
  const ids: string[] = [];
  for await (const page of client.paginate('users.list', { limit: 4 })) {
    if ('members' in page && Array.isArray(page.members)) ids.push(...page.members.map(({ id }) => String(id)));
  }
  expect(ids).toHaveLength(11);
  expect(new Set(ids).size).toBe(11);
  expect(await refusalOf(client.users.list({ limit: 4, cursor: 'made up' }))).toBe('invalid_cursor');
  const found = await client.users.lookupByEmail({ email: 'Bo.Ek@northwind.example' });
  expect(found.user?.id).toBe('U00000BO');
  for (const email of ['iris.dahl@northwind.example', 'hugo.vance@contoso.example']) {
    expect(await refusalOf(client.users.lookupByEmail({ email }))).toBe('users_not_found');
  }
  slack.levers.settings.scopes.delete('users:read.email');
  expect((await facts('U0000ALVA'))?.profile?.email).toBeUndefined();
});

test('user groups exist on paid plans', async () => {
  const listed = await client.usergroups.list({ include_users: true });
  expect(listed.usergroups?.map((group) => [group.handle, group.users])).toEqual([
    ['app-approvers', ['U0000CARL']],
    ['it-admins', ['U0000ALVA', 'U00000BO']],
  ]);
  expect((await client.usergroups.users.list({ usergroup: 'S0ITADMINS' })).users).toEqual(['U0000ALVA', 'U00000BO']);
  expect(await refusalOf(client.usergroups.users.list({ usergroup: 'S0NONE' }))).toBe('no_such_subteam');
  slack.levers.settings.paidPlan = false;
  expect(await refusalOf(client.usergroups.list())).toBe('plan_upgrade_required');
});

test('conversations: what the bot knows of, pages, direct ones, joining', async () => {
  const { channels } = await client.conversations.list({ types: 'public_channel,private_channel' });
  expect(channels?.map((channel) => [channel.name, channel.is_ext_shared, channel.is_private])).toEqual([
    ['it-apps', false, false],
    ['app-approvals', false, true],
    ['general', false, false],
    ['partner-contoso', true, false],
  ]);
  const first = await client.conversations.members({ channel: 'C000ITAPPS', limit: 3 });
  const cursor = first.response_metadata?.next_cursor ?? '';
  const second = await client.conversations.members({ channel: 'C000ITAPPS', limit: 3, cursor });
  expect([...(first.members ?? []), ...(second.members ?? [])]).toHaveLength(5);
  expect(second.response_metadata?.next_cursor).toBe('');
  expect((await client.conversations.open({ users: 'U0000EMMA' })).channel?.id).toBe('D0000EMMA');
  expect(await refusalOf(client.conversations.open({ users: 'U0000IRIS' }))).toBe('user_disabled');
  expect(await refusalOf(client.conversations.open({ users: 'U0000VPPB' }))).toBe('cannot_dm_bot');
  slack.levers.setChannelMembers('C000ITAPPS', ['U0000ALVA']);
  slack.levers.setChannelMembers('C0APPROVAL', ['U0000ALVA']);
  expect((await client.conversations.info({ channel: 'C000ITAPPS' })).channel?.is_member).toBe(false);
  expect(await refusalOf(client.conversations.info({ channel: 'C0APPROVAL' }))).toBe('channel_not_found');
  await client.conversations.join({ channel: 'C000ITAPPS' });
  expect((await client.conversations.info({ channel: 'C000ITAPPS' })).channel?.is_member).toBe(true);
  slack.levers.settings.scopes.delete('groups:read');
  const privates = client.conversations.list({ types: 'private_channel' });
  expect(await refusalOf(privates)).toBe('missing_scope');
});

test('a home tab is published for people of the workspace, with a hash that guards it', async () => {
  const view = { type: 'home' as const, blocks: [{ type: 'divider' as const }] };
  const first = await client.views.publish({ user_id: 'U0000EMMA', view });
  const hash = first.view?.hash ?? '';
  await client.views.publish({ user_id: 'U0000EMMA', view, hash });
  expect(await refusalOf(client.views.publish({ user_id: 'U0000EMMA', view, hash }))).toBe('hash_conflict');
  expect(await refusalOf(client.views.publish({ user_id: 'U0000HUGO', view }))).toBe('user_not_found');
  expect(await refusalOf(client.views.update({ view_id: 'V0', view: modal('x') }))).toBe('not_found');
  expect(await refusalOf(client.views.open({ trigger_id: 'made up', view: modal('x') }))).toBe('invalid_trigger_id');
  const wrong = client.apiCall('views.publish', { user_id: 'U0000EMMA', view: modal('x') });
  expect(await refusalOf(wrong)).toBe('invalid_arguments');
});

test('files are uploaded in three steps and downloaded with the token; without the scope comes a login page', async () => {
  const done = await client.filesUploadV2({ channel_id: 'C000ITAPPS', filename: 'list.csv', content: 'a,b' });
  expect(done.ok).toBe(true);
  expect(seenBy('U0000ALVA', 'C000ITAPPS')).toEqual(['']);
  const id = JSON.stringify(done).match(/"id":"(F[0-9A-Z]+)"/)?.[1] ?? '';
  const { file } = await client.files.info({ file: id });
  const address = file?.url_private_download ?? '';
  expect(address.startsWith(slack.filesUrl)).toBe(true);
  const fetched = async (token: string) => {
    const response = await fetch(address, { headers: { authorization: `Bearer ${token}` } });
    return [response.status, (await response.text()).slice(0, 14)];
  };
  expect(await fetched(slack.botToken)).toEqual([200, 'a,b']);
  expect(await fetched('xoxb-wrong')).toEqual([200, '<!DOCTYPE html']);
  slack.levers.settings.scopes.delete('files:read');
  expect(await fetched(slack.botToken)).toEqual([200, '<!DOCTYPE html']);
  expect(await refusalOf(client.files.info({ file: id }))).toBe('missing_scope');
});

test('a person’s upload is hidden from the app until a form gives it away', async () => {
  const { id } = await slack.actAs('U0000ALVA').upload({ name: 'a.vpptoken', content: 'secret' });
  expect(await refusalOf(client.files.info({ file: id }))).toBe('file_not_found');
});

test('limits and faults reach the client as Slack sends them', async () => {
  slack.levers.settings.rateLimits = 'strict';
  const post = () => client.chat.postMessage({ channel: 'C000ITAPPS', text: 'x' });
  await post();
  await expect(post()).rejects.toMatchObject({ code: 'slack_webapi_rate_limited_error', retryAfter: 1 });
  slack.levers.settings.rateLimits = 'off';
  slack.levers.failNext('chat.postMessage', { kind: 'status', status: 503 });
  await expect(post()).rejects.toMatchObject({ statusCode: 503 });
  slack.levers.failNext('chat.postMessage', { kind: 'refuse', error: 'fatal_error' }, 2);
  expect([await refusalOf(post()), await refusalOf(post()), await refusalOf(post())]).toEqual([
    'fatal_error',
    'fatal_error',
    'ok',
  ]);
  slack.levers.failNext('*', { kind: 'lost' });
  await expect(post()).rejects.toMatchObject({ code: 'slack_webapi_request_error' });
  expect(seenBy('U0000ALVA', 'C000ITAPPS')).toHaveLength(3);
});

test('the transcript names calls without the token', async () => {
  await client.chat.postMessage({ channel: 'C000ITAPPS', text: 'noted' });
  const call = slack.transcript().find((entry) => entry.kind === 'call');
  expect(call).toMatchObject({ method: 'chat.postMessage', arguments: { text: 'noted' }, status: 200 });
  expect(JSON.stringify(slack.transcript())).not.toContain(slack.botToken);
});
