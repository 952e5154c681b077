import { expect, test } from 'vitest';
import { Directory } from '../../src/slack/directory.js';
import { registerDirectoryEvents } from '../../src/slack/directory-events.js';
import { createRoles } from '../../src/slack/roles.js';
import { createUserGroups } from '../../src/slack/user-groups.js';
import { memoryRecords } from '../../src/storage/memory.js';
import { startBot } from './bot.js';
import { eventually, recordingLog } from './support.js';

const alva = 'U0000ALVA';

test('the directory of a workspace follows what Slack tells', async () => {
  const bot = await startBot();
  const { slack, slackApp } = bot;
  const { log } = recordingLog();
  const { client, app, identity } = slackApp;
  const records = memoryRecords();
  const groups = createUserGroups({ client, log, wireNow: Date.now });
  const none = { userIds: [], groupIds: [] };
  const sources = {
    viewer: none,
    operator: none,
    approver: none,
    custodian: { userIds: [], groupIds: ['S0ITADMINS'] },
  };
  const roles = createRoles(sources, groups);
  const directory = new Directory({ client, records, roles, groups, identity, log, now: () => 1, wireNow: Date.now });
  registerDirectoryEvents(app, directory, groups);
  try {
    expect(await directory.readAll()).toMatchObject({ result: 'complete', unreadable: 0 });
    expect(await directory.holders('custodian')).toEqual([alva, 'U00000BO']);
    const reasons: Record<string, string> = {};
    for (const id of [alva, 'U0000GUNN', 'U0000HUGO', 'U0000IRIS', 'U0000VPPB', 'U0NOBODY00']) {
      const standing = await directory.standing(id);
      reasons[id] = standing.result === 'member' ? standing.roles.join() : standing.reason;
    }
    expect(reasons).toEqual({
      [alva]: 'custodian',
      U0000GUNN: 'guest',
      U0000HUGO: 'stranger',
      U0000IRIS: 'deactivated',
      U0000VPPB: 'bot',
      U0NOBODY00: 'unknown',
    });
    await slack.levers.setGroupMembers('S0ITADMINS', [alva]);
    await eventually(async () => (await directory.holders('custodian')).length === 1, 'the smaller group');
    await slack.levers.changePerson(alva, { deleted: true });
    await eventually(async () => (await directory.standing(alva)).result === 'excluded', 'the deactivation');
    expect(await directory.holders('custodian')).toEqual([]);
  } finally {
    await bot.stop();
  }
});
