import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readConfig, variables } from '../../src/config.js';
import { root } from './sources.js';

const text = readFileSync(join(root, '.env.example'), 'utf8');
const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
const example = Object.fromEntries(
  lines.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
);

const needed = {
  SLACK_BOT_TOKEN: 'xoxb-1',
  SLACK_APP_TOKEN: 'xapp-1',
  VPP_CHANNEL: 'C0123456',
  VPP_BOT_KEY: Buffer.alloc(32, 1).toString('base64'),
  VPP_DATA_DIR: '/var/lib/vpp-bot',
  VPP_ROLE_CUSTODIANS: 'U0123456,U0123457',
  VPP_ROLE_APPROVERS: 'U0123457,U0123458',
};

describe('.env.example', () => {
  it('names every variable that is read, once, and no other', () => {
    const names = lines.map((line) => line.slice(0, line.indexOf('=')));
    expect([...names].sort()).toEqual(Object.keys(variables).sort());
  });

  it('holds only lines of a name and a value', () => {
    expect(lines.filter((line) => !/^[A-Z_]+=\S*$/.test(line))).toEqual([]);
  });

  it('is missing just what only the organisation can know', () => {
    const read = readConfig(example);
    const missing = read.result === 'wrong' ? read.problems.map(({ variable }) => variable) : [];
    expect([...missing].sort()).toEqual(Object.keys(needed).sort());
  });

  it('with that filled in is the same configuration as without its other lines', () => {
    const filled = readConfig({ ...example, ...needed });
    expect(filled.result).toBe('config');
    expect(filled).toEqual(readConfig(needed));
  });

  it('holds no secret', () => {
    for (const name of ['SLACK_BOT_TOKEN', 'SLACK_APP_TOKEN', 'VPP_BOT_KEY', 'VPP_TOKEN_FILE'])
      expect(example[name]).toBe('');
  });
});

describe('docs/operations.md', () => {
  it('explains every variable', () => {
    const manual = readFileSync(join(root, 'docs', 'operations.md'), 'utf8');
    expect(Object.keys(variables).filter((name) => !manual.includes(`\`${name}\``))).toEqual([]);
  });
});
