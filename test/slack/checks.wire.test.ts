import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { People } from '../../src/licensing/ports/people.js';
import type { CheckName } from '../../src/licensing/rules/checkup.js';
import { type SlackChecksOptions, slackChecks } from '../../src/slack/checks.js';
import { slackHosts } from '../../src/slack/hosts.js';
import { createUserGroups } from '../../src/slack/user-groups.js';
import { type Bot, startBot } from './bot.js';
import { recordingLog } from './support.js';

const CHANNEL = 'C000ITAPPS';
const ALVA = 'U0000ALVA';

const people: People = {
  standing: async (userId) =>
    userId === ALVA
      ? { result: 'member', userId, name: 'Alva', timeZone: null, roles: ['custodian'] }
      : { result: 'excluded', userId, reason: 'deactivated' },
  holders: async (role) => (role === 'custodian' ? [ALVA] : []),
  groups: async () => null,
  groupMembers: async () => null,
  channelMembers: async () => ({ result: 'cannot-check' }),
};

const nobody = { userIds: [], groupIds: [] };
const roles: SlackChecksOptions['roles'] = {
  ...{ viewer: nobody, operator: nobody, approver: nobody },
  custodian: { userIds: [ALVA, 'U0000GONE'], groupIds: ['S0UNKNOWN'] },
};

describe('what the bot finds at Slack', () => {
  let bot: Bot;
  beforeEach(async () => {
    bot = await startBot();
  });
  afterEach(() => bot.stop());

  async function look(name: CheckName, given: Partial<SlackChecksOptions> = {}) {
    const { client } = bot.slackApp;
    const checks = slackChecks({
      ...{
        client,
        people,
        roles,
        channel: CHANNEL,
        approvalsChannel: CHANNEL,
        twoApprove: false,
        transport: 'socket',
        wireNow: Date.now,
      },
      apiUrl: slackHosts(bot.slack.apiUrl).apiUrl,
      transportState: () => bot.slackApp.transportState(),
      groups: createUserGroups({ client, log: recordingLog().log, wireNow: Date.now }),
      ...given,
    });
    const found = Object.entries(checks).find(([one]) => one === name);
    return found?.[1]();
  }

  it('is in order when everything is as the manifest says', async () => {
    expect(await look('slack-scopes')).toMatchObject({ verdict: 'ok', facts: { missing: [] } });
    expect(await look('transport')).toMatchObject({ verdict: 'ok', facts: { kind: 'socket', state: 'connected' } });
    expect(await look('channel')).toMatchObject({ verdict: 'ok', facts: { problem: null } });
    expect(await look('clock')).toMatchObject({ verdict: 'ok' });
  });

  it('names the scopes that are missing', async () => {
    bot.slack.levers.settings.scopes.delete('files:read');
    expect(await look('slack-scopes')).toMatchObject({ verdict: 'wrong', facts: { missing: ['files:read'] } });
  });

  it('sees a channel that is archived, that the bot was removed from, or that it does not find', async () => {
    const { levers } = bot.slack;
    levers.archive(CHANNEL, true);
    expect(await look('channel')).toMatchObject({ verdict: 'wrong', facts: { problem: 'archived' } });
    levers.archive(CHANNEL, false);
    await levers.removeFromChannel(CHANNEL);
    expect(await look('channel')).toMatchObject({ verdict: 'wrong', facts: { problem: 'not-a-member' } });
    expect(await look('channel', { channel: 'C000NOWHERE' })).toMatchObject({ facts: { problem: 'not-found' } });
    for (const scope of ['channels:read', 'groups:read']) levers.settings.scopes.delete(scope);
    expect(await look('channel')).toMatchObject({ verdict: 'not-checked', why: 'not-told' });
  });

  it.each([
    { skew: 300, ahead: -300_000, verdict: 'wrong' },
    { skew: -300, ahead: 300_000, verdict: 'wrong' },
    { skew: 30, ahead: -30_000, verdict: 'ok' },
  ])('compares the clocks: Slack is $skew seconds ahead', async ({ skew, ahead, verdict }) => {
    bot.slack.levers.settings.clockSkew = skew;
    const line = await look('clock');
    expect(line?.verdict).toBe(verdict);
    if (line?.name !== 'clock' || line.verdict === 'not-checked') throw new Error('not checked');
    expect(Math.abs(line.facts.ahead - ahead)).toBeLessThan(5_000);
  });

  it('names the people and groups that hold no role, and too few custodians', async () => {
    expect(await look('people')).toMatchObject({
      verdict: 'wrong',
      facts: { gone: [{ userId: 'U0000GONE', reason: 'deactivated' }] },
    });
    expect(await look('user-groups')).toMatchObject({ verdict: 'wrong', facts: { unreadable: ['S0UNKNOWN'] } });
    expect(await look('custodians')).toMatchObject({ verdict: 'wrong', facts: { active: [ALVA] } });
    expect(await look('approvers')).toMatchObject({ verdict: 'wrong', facts: { active: 0, needed: 1 } });
  });
});
