import { describe, expect, it } from 'vitest';
import { readConfig } from '../src/config.js';

const complete = {
  SLACK_BOT_TOKEN: 'xoxb-1-secret',
  SLACK_APP_TOKEN: 'xapp-1-secret',
  VPP_CHANNEL: 'C000ITAPPS',
  VPP_BOT_KEY: Buffer.alloc(32, 1).toString('base64'),
  VPP_DATA_DIR: '/var/lib/vpp-bot',
  VPP_ROLE_CUSTODIANS: 'U0000ALVA, S0ITADMINS',
  VPP_ROLE_APPROVERS: 'S0APPROVERS',
};

function problemsOf(environment: Record<string, string>): string[] {
  const read = readConfig(environment);
  return read.result === 'wrong' ? read.problems.map(({ variable }) => variable) : [];
}

describe('the configuration', () => {
  it('needs seven settings and has a default for the rest', () => {
    const read = readConfig(complete);
    expect(read).toMatchObject({
      result: 'config',
      config: {
        confirmations: 'two',
        schedule: { times: ['06:00', '18:00'], timeZone: 'UTC' },
        roles: {
          custodian: { userIds: ['U0000ALVA'], groupIds: ['S0ITADMINS'] },
          viewer: { userIds: [], groupIds: [] },
        },
        apple: { serviceUrl: 'https://vpp.itunes.apple.com/mdm/v2', tokenFile: null, accountUid: null },
      },
    });
  });

  it('names everything that is missing at once, each with its remedy; empty counts as missing', () => {
    const read = readConfig({ VPP_CHANNEL: '  ' });
    expect(problemsOf({ VPP_CHANNEL: '  ' }).sort()).toEqual(Object.keys(complete).sort());
    expect(read.result === 'wrong' && read.problems.every(({ remedy }) => remedy !== '')).toBe(true);
  });

  it.each([
    ['VPP_SERVICE_URL', 'garbage'],
    ['VPP_SERVICE_URL', 'http://vpp.example/mdm/v2'],
    ['VPP_CHANNEL', '#it-apps'],
    ['VPP_BOT_KEY', 'c2hvcnQ='],
    ['VPP_ROLE_VIEWERS', 'Alva Lind'],
    ['VPP_TIME_ZONE', 'Mars/Olympus'],
    ['VPP_SYNC_AT', '25:00'],
    ['VPP_CONFIRMATIONS', 'none'],
    ['LOG_LEVEL', 'debug'],
    ['SLACK_BOT_TOKEN', 'xapp-1-mixed-up'],
    ['SLACK_APP_TOKEN', 'xoxb-1-mixed-up'],
    ['SLACK_TRANSPORT', 'carrier-pigeon'],
    ['SLACK_SIGNING_SECRET', 'ABCDEF'],
    ['VPP_LISTEN', '3000'],
    ['VPP_LISTEN', '127.0.0.1:70000'],
    ['VPP_LISTEN', '::1:3000'],
    ['VPP_PUBLIC_URL', 'http://vpp.northwind.example'],
    ['VPP_PUBLIC_URL', 'https://vpp.northwind.example/?token=1'],
    ['VPP_PUBLIC_URL', 'https://somebody@vpp.northwind.example'],
    ['VPP_PUBLIC_URL', `https://vpp.northwind.example/${'x'.repeat(400)}`],
  ])('finds %s = %s wrong, once, and does not repeat the value', (variable, value) => {
    const read = readConfig({ ...complete, [variable]: value });
    expect(problemsOf({ ...complete, [variable]: value })).toEqual([variable]);
    expect(read.result === 'wrong' && read.problems[0]?.problem.includes(value)).toBe(false);
  });

  it('takes plain http only on this machine', () => {
    expect(problemsOf({ ...complete, VPP_SERVICE_URL: 'http://127.0.0.1:4800/mdm/v2' })).toEqual([]);
  });

  it.each([
    ['https://vpp.northwind.example', 'https://vpp.northwind.example'],
    ['https://vpp.northwind.example/', 'https://vpp.northwind.example'],
    ['https://VPP.northwind.example:8443/apps/vpp/', 'https://vpp.northwind.example:8443/apps/vpp'],
    ['http://127.0.0.1:4900', 'http://127.0.0.1:4900'],
  ])('reads %s as the public address %s', (text, publicUrl) => {
    expect(readConfig({ ...complete, VPP_PUBLIC_URL: text })).toMatchObject({ config: { http: { publicUrl } } });
  });

  it.each([
    ['localhost:80', { host: 'localhost', port: 80 }],
    ['[::1]:3000', { host: '::1', port: 3000 }],
    ['0.0.0.0:3000', { host: '0.0.0.0', port: 3000 }],
  ])('reads %s as a place to listen', (text, place) => {
    expect(readConfig({ ...complete, VPP_LISTEN: text })).toMatchObject({ config: { http: place } });
  });

  it('without a word on it uses Socket Mode, listens on this machine at most, and has no public address', () => {
    expect(readConfig(complete)).toMatchObject({
      config: {
        slack: { transport: { kind: 'socket', appToken: 'xapp-1-secret' } },
        http: { host: '127.0.0.1', port: 3000, publicUrl: null },
      },
    });
  });

  it('over HTTP needs the signing secret, and no app-level token', () => {
    const { SLACK_APP_TOKEN: _, ...others } = complete;
    const http = { ...others, SLACK_TRANSPORT: 'http' };
    expect(problemsOf(http)).toEqual(['SLACK_SIGNING_SECRET']);
    expect(problemsOf(others)).toEqual(['SLACK_APP_TOKEN']);
    const signingSecret = 'ab'.repeat(16);
    expect(readConfig({ ...http, SLACK_SIGNING_SECRET: signingSecret })).toMatchObject({
      config: { slack: { transport: { kind: 'http', signingSecret } } },
    });
  });
});

describe('the MDM server', () => {
  const server = {
    ...{ MDM_URL: 'https://mdm.northwind.example/', MDM_API_KEY: 'the-key' },
    MDM_WEBHOOK_SECRET: 'a_secret-of_32_letters_and_digits',
  };

  it('is none without a word on it, whatever else is set', () => {
    expect(readConfig(complete)).toMatchObject({ config: { mdm: { kind: 'none' } } });
    expect(readConfig({ ...complete, ...server })).toMatchObject({ config: { mdm: { kind: 'none' } } });
    expect(problemsOf({ ...complete, MDM_KIND: 'none' })).toEqual([]);
  });

  it.each(['nanomdm', 'micromdm'])('%s needs its address, its key and a secret', (MDM_KIND) => {
    expect(problemsOf({ ...complete, MDM_KIND }).sort()).toEqual(Object.keys(server).sort());
    expect(readConfig({ ...complete, ...server, MDM_KIND })).toMatchObject({
      config: {
        mdm: {
          ...{ kind: MDM_KIND, url: 'https://mdm.northwind.example', apiKey: 'the-key' },
          webhookSecret: 'a_secret-of_32_letters_and_digits',
        },
      },
    });
  });

  it.each([
    ['MDM_KIND', 'jamf'],
    ['MDM_URL', 'http://mdm.northwind.example'],
    ['MDM_URL', 'https://nanomdm:key@mdm.northwind.example'],
    ['MDM_API_KEY', 'two words'],
    ['MDM_WEBHOOK_SECRET', 'short'],
    ['MDM_WEBHOOK_SECRET', 'a secret with spaces and / slashes in it'],
  ])('is refused with %s = %s, and the value is not repeated', (variable, value) => {
    const environment = { ...complete, ...server, MDM_KIND: 'nanomdm', [variable]: value };
    const read = readConfig(environment);
    expect(problemsOf(environment)).toEqual([variable]);
    expect(read.result === 'wrong' && read.problems[0]?.problem.includes(value)).toBe(false);
  });
});

describe('a configuration in which nobody could approve', () => {
  const roles = (given: Record<string, string>) => ({ ...complete, VPP_ROLE_CUSTODIANS: 'U0000ALVA', ...given });
  const single = { VPP_TWO_APPROVALS_UNINSTALL_FROM: '0' };
  it.each<[string, Record<string, string>]>([
    ['no approver', { VPP_ROLE_APPROVERS: '' }],
    ['no approver, where one would suffice', { ...single, VPP_ROLE_APPROVERS: '' }],
    ['one who alone may ask', { ...single, VPP_ROLE_APPROVERS: 'U0000ALVA' }],
    ['one where two have to approve', { VPP_ROLE_APPROVERS: 'U00000BO' }],
    ['two who alone may ask, where two have to approve', { VPP_ROLE_APPROVERS: 'U0000ALVA,U00000BO' }],
  ])('is refused: %s', (_name, given) => {
    expect(problemsOf(roles(given))).toEqual(['VPP_ROLE_APPROVERS']);
  });

  it.each<[string, Record<string, string>]>([
    ['one, and somebody else who asks', { ...single, VPP_ROLE_APPROVERS: 'U00000BO' }],
    ['two, and somebody else who asks', { VPP_ROLE_APPROVERS: 'U00000BO,U0000CARL' }],
    ['three who alone may ask', { VPP_ROLE_APPROVERS: 'U0000ALVA,U00000BO,U0000CARL' }],
    ['a group', { VPP_ROLE_APPROVERS: 'S0APPROVERS' }],
  ])('is not one with %s', (_name, given) => {
    expect(readConfig(roles(given)).result).toBe('config');
  });
});
