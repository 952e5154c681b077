import { describe, expect, test } from 'vitest';
import type { SlackIdentity } from '../../src/slack/app.js';
import { Directory } from '../../src/slack/directory.js';
import { createRoles, type RoleSources } from '../../src/slack/roles.js';
import { createUserGroups } from '../../src/slack/user-groups.js';
import { memoryRecords } from '../../src/storage/memory.js';
import { type Call, eventually, identity, manualTime, recordingLog, type Scripted, scriptedClient } from './support.js';

const minute = 60_000;

const user = (id: string, more: object = {}) => ({
  id,
  team_id: identity.teamId,
  deleted: false,
  is_bot: false,
  real_name: id,
  ...more,
});

const nobody: RoleSources = {
  viewer: { userIds: [], groupIds: [] },
  operator: { userIds: [], groupIds: [] },
  approver: { userIds: [], groupIds: [] },
  custodian: { userIds: [], groupIds: [] },
};

interface Setup {
  people?: Record<string, object>;
  sources?: Partial<RoleSources>;
  script?: (call: Call) => Scripted | null;
  us?: SlackIdentity | null;
}

/** A workspace of these people and groups; `script` answers first where it wants to. */
function setUp({ people = {}, sources = {}, script = () => null, us = identity }: Setup = {}) {
  const groups = new Map<string, string[]>();
  const { client, calls } = scriptedClient((call) => {
    const special = script(call);
    if (special !== null) return special;
    if (call.method === 'users.info') {
      const found = people[call.arguments.user ?? ''];
      return found === undefined ? { ok: false, error: 'user_not_found' } : { ok: true, user: found };
    }
    if (call.method === 'usergroups.users.list')
      return { ok: true, users: groups.get(call.arguments.usergroup ?? '') ?? [] };
    return { ok: true, members: Object.values(people), response_metadata: { next_cursor: '' } };
  });
  const { log, lines } = recordingLog();
  const time = manualTime();
  const records = memoryRecords();
  const userGroups = createUserGroups({ client, log, wireNow: time.now });
  const roles = createRoles({ ...nobody, ...sources }, userGroups);
  const directory = new Directory({
    ...{ client, records, roles, groups: userGroups, log },
    ...{ identity: () => us, now: () => 5, wireNow: time.now, timers: time.timers },
  });
  const asked = (method: string) => calls.filter((call) => call.method === method).length;
  return { directory, userGroups, groups, records, time, lines, asked, calls };
}

const reasonOf = async (directory: Directory, userId: string) => {
  const standing = await directory.standing(userId);
  return standing.result === 'member' ? 'member' : standing.reason;
};

describe('standing', () => {
  test.each([
    ['a member', {}, 'member'],
    ['a deactivated person', { deleted: true }, 'deactivated'],
    ['a bot', { is_bot: true }, 'bot'],
    ['a guest', { is_restricted: true }, 'guest'],
    ['a single-channel guest', { is_ultra_restricted: true }, 'guest'],
    ['a stranger', { is_stranger: true }, 'stranger'],
    ['somebody of another team', { team_id: 'T0OTHER' }, 'other-team'],
    ['a stranger who is deactivated', { is_stranger: true, deleted: true }, 'stranger'],
    ['an answer without a state', { deleted: undefined }, 'cannot-check'],
    ['an answer without a team', { team_id: undefined }, 'cannot-check'],
    ['an answer about somebody else', { id: 'U9' }, 'cannot-check'],
  ])('%s', async (_, more, expected) => {
    const { directory } = setUp({ people: { U1: user('U1', more) } });
    expect(await reasonOf(directory, 'U1')).toBe(expected);
  });

  test('Slackbot is a bot, whatever its flags say', async () => {
    const { directory } = setUp({ people: { USLACKBOT: user('USLACKBOT') } });
    expect(await reasonOf(directory, 'USLACKBOT')).toBe('bot');
  });

  test('another workspace of the same Enterprise organisation belongs to us', async () => {
    const us = { ...identity, enterpriseId: 'E1' };
    const people = {
      U1: user('U1', { team_id: 'T0OTHER', enterprise_user: { enterprise_id: 'E1' } }),
      U2: user('U2', { team_id: 'T0OTHER', enterprise_user: { enterprise_id: 'E2' } }),
      U3: user('U3', { team_id: 'T0OTHER' }),
    };
    const { directory } = setUp({ people, us });
    expect(await Promise.all(Object.keys(people).map((id) => reasonOf(directory, id)))).toEqual([
      'member',
      'other-team',
      'other-team',
    ]);
  });

  test('fails closed: nobody known, Slack silent, too often asked, not started', async () => {
    expect(await reasonOf(setUp().directory, 'U1')).toBe('unknown');
    for (const answer of ['broken', { rateLimit: 3 }, { ok: false, error: 'internal_error' }, { ok: true }] as const) {
      expect(await reasonOf(setUp({ script: () => answer }).directory, 'U1')).toBe('cannot-check');
    }
    expect(await reasonOf(setUp({ people: { U1: user('U1') }, us: null }).directory, 'U1')).toBe('cannot-check');
  });

  test('is asked again after a minute, at once after a failure, and after a change', async () => {
    const people: Record<string, object> = { U1: user('U1') };
    let silent = true;
    const { directory, time, asked } = setUp({ people, script: () => (silent ? 'broken' : null) });
    await directory.standing('U1');
    silent = false;
    await Promise.all([directory.standing('U1'), directory.standing('U1')]);
    expect(asked('users.info')).toBe(2);
    time.advance(minute - 1);
    await directory.standing('U1');
    expect(asked('users.info')).toBe(2);
    time.advance(1);
    await directory.standing('U1');
    expect(asked('users.info')).toBe(3);
    people.U1 = user('U1', { deleted: true });
    await directory.learn(people.U1);
    expect(await reasonOf(directory, 'U1')).toBe('deactivated');
  });

  test('carries name, time zone and roles', async () => {
    const { directory } = setUp({
      people: { U1: user('U1', { tz: 'Europe/Stockholm', profile: { display_name: '', real_name: 'Una' } }) },
      sources: { viewer: { userIds: ['U1'], groupIds: [] }, custodian: { userIds: ['U1', 'U2'], groupIds: [] } },
    });
    expect(await directory.standing('U1')).toEqual({
      result: 'member',
      userId: 'U1',
      name: 'Una',
      timeZone: 'Europe/Stockholm',
      roles: ['viewer', 'custodian'],
    });
    expect(await directory.nameOf('U1')).toBe('Una');
    expect(await directory.nameOf('U7')).toBe('U7');
  });
});

describe('roles by user group', () => {
  const sources = { approver: { userIds: [], groupIds: ['S1'] } };
  const people = { U1: user('U1') };
  const rolesOf = async (directory: Directory) => {
    const standing = await directory.standing('U1');
    return standing.result === 'member' ? standing.roles : null;
  };

  test('membership is read, renewed, and a leaver loses the role', async () => {
    const { directory, groups, time } = setUp({ people, sources });
    groups.set('S1', ['U1']);
    expect(await rolesOf(directory)).toEqual(['approver']);
    groups.set('S1', []);
    time.advance(5 * minute);
    expect(await rolesOf(directory)).toEqual([]);
  });

  test('what can not be renewed holds for fifteen minutes and not longer', async () => {
    let silent = false;
    const { directory, groups, time } = setUp({
      people,
      sources,
      script: ({ method }) => (silent && method === 'usergroups.users.list' ? 'broken' : null),
    });
    groups.set('S1', ['U1']);
    expect(await rolesOf(directory)).toEqual(['approver']);
    silent = true;
    time.advance(15 * minute - 1);
    expect(await rolesOf(directory)).toEqual(['approver']);
    time.advance(1);
    expect(await rolesOf(directory)).toEqual([]);
  });

  test('a group that never could be read gives nobody anything, and Slack is not pestered', async () => {
    const { directory, asked } = setUp({
      people,
      sources,
      script: ({ method }) =>
        method === 'usergroups.users.list' ? { ok: false, error: 'plan_upgrade_required' } : null,
    });
    expect(await rolesOf(directory)).toEqual([]);
    expect(await rolesOf(directory)).toEqual([]);
    expect(asked('usergroups.users.list')).toBe(1);
  });

  test('after a change of the group nothing old is used', async () => {
    let silent = false;
    const { directory, userGroups, groups } = setUp({
      people,
      sources,
      script: ({ method }) => (silent && method === 'usergroups.users.list' ? 'broken' : null),
    });
    groups.set('S1', ['U1']);
    expect(await rolesOf(directory)).toEqual(['approver']);
    silent = true;
    userGroups.forget('S1');
    expect(await rolesOf(directory)).toEqual([]);
  });
});

describe('holders', () => {
  test('are the active members in the configuration’s order, each once', async () => {
    const { directory, groups } = setUp({
      people: {
        U1: user('U1'),
        U2: user('U2', { deleted: true }),
        U3: user('U3', { is_restricted: true }),
        U4: user('U4'),
        U5: user('U5', { team_id: 'T0OTHER' }),
      },
      sources: { custodian: { userIds: ['U4', 'U2', 'U9'], groupIds: ['S1'] } },
    });
    groups.set('S1', ['U1', 'U3', 'U4', 'U5']);
    expect(await directory.holders('custodian')).toEqual(['U4', 'U1']);
    await directory.readAll();
    expect(await directory.holders('custodian')).toEqual(['U4', 'U1']);
    expect(await directory.holders('viewer')).toEqual([]);
  });
});

describe('reading everybody', () => {
  const pages: Record<string, object> = {
    '': { ok: true, members: [user('U1'), { id: 'broken' }], response_metadata: { next_cursor: 'p2' } },
    p2: { ok: true, members: [user('U2', { is_bot: true })], response_metadata: { next_cursor: '' } },
  };
  const paged = ({ method, arguments: { cursor = '' } }: Call) =>
    method === 'users.list' ? (pages[cursor] ?? null) : null;

  test('goes through all pages and stores who differs', async () => {
    const { directory, records } = setUp({ script: paged });
    expect(await directory.readAll()).toEqual({ result: 'complete', members: 2, changed: 2, unreadable: 1 });
    expect(await directory.readAll()).toEqual({ result: 'complete', members: 2, changed: 0, unreadable: 1 });
    expect((await records.list('member')).map(({ id, revision, value }) => [id, revision, value.kind])).toEqual([
      ['U1', 1, 'member'],
      ['U2', 1, 'bot'],
    ]);
    expect(directory.completedAt).toBe(5);
  });

  test('waits as long as Slack says, then goes on where it was', async () => {
    let limited = false;
    const { directory, time, asked } = setUp({
      script: (call) => {
        if (limited || call.arguments.cursor !== 'p2') return paged(call);
        limited = true;
        return { rateLimit: 30 };
      },
    });
    const pass = directory.readAll();
    await eventually(() => time.waiting() === 1, 'the wait');
    time.advance(30_000);
    expect(await pass).toMatchObject({ result: 'complete', members: 2 });
    expect(asked('users.list')).toBe(3);
  });

  test('broken off, it keeps what it has and is tried again before the day is over', async () => {
    let silent = true;
    const { directory, records, time } = setUp({
      script: (call) => (silent && call.arguments.cursor === 'p2' ? 'broken' : paged(call)),
    });
    directory.start();
    await eventually(() => time.waiting() === 1, 'the next try');
    expect(await records.list('member')).toHaveLength(1);
    expect(directory.completedAt).toBeNull();
    silent = false;
    time.advance(10 * minute);
    await eventually(() => directory.completedAt !== null, 'the complete pass');
    await directory.stop();
    expect(await records.list('member')).toHaveLength(2);
  });

  test('is repeated daily until it is stopped', async () => {
    const { directory, time, asked } = setUp({ script: paged });
    directory.start();
    await eventually(() => time.waiting() === 1, 'the first pass');
    time.advance(24 * 60 * minute);
    await eventually(() => asked('users.list') === 4, 'the second pass');
    await eventually(() => time.waiting() === 1, 'the next timer');
    await directory.stop();
    expect(time.waiting()).toBe(0);
  });

  test('stop does not wait for Slack’s pause', async () => {
    const { directory, time } = setUp({ script: () => ({ rateLimit: 600 }) });
    directory.start();
    await eventually(() => time.waiting() === 1, 'the wait');
    await directory.stop();
    expect(directory.completedAt).toBeNull();
  });
});
