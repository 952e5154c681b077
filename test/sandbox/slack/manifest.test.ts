import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { parseManifest, readManifest } from '../../../src/sandbox/slack/manifest.js';
import { parseYaml } from '../../../src/sandbox/slack/yaml.js';
import { MANIFEST_TEXT } from './support.js';

test('a manifest tells commands, scopes, events and switches', () => {
  expect(parseManifest(MANIFEST_TEXT)).toMatchObject({
    name: 'vpp-bot',
    botName: 'vpp-bot',
    commands: [{ name: '/vpp', usageHint: '[help | sync | apps]', shouldEscape: true }],
    botEvents: [
      'app_home_opened',
      'user_change',
      'team_join',
      'subteam_members_changed',
      'member_joined_channel',
      'member_left_channel',
    ],
    homeTab: true,
    interactivity: true,
    socketMode: true,
  });
  expect(parseManifest(MANIFEST_TEXT).botScopes).toContain('users:read.email');
});

test('the manifest of this app is one that the stand-in can install', async () => {
  const own = await readManifest(fileURLToPath(new URL('../../../manifest.yml', import.meta.url)));
  expect(own.commands.map((command) => [command.name, command.shouldEscape])).toEqual([['/vpp', true]]);
  expect(own).toMatchObject({ homeTab: true, interactivity: true, socketMode: true });
});

test('a manifest without a bot scope, or with a malformed command, is refused by name', () => {
  expect(() => parseManifest(MANIFEST_TEXT.replace(/bot:\n( +- \S+\n)+/, 'bot: []\n'))).toThrow(
    'oauth_config.scopes.bot',
  );
  expect(() => parseManifest(MANIFEST_TEXT.replace('command: /vpp', 'command: vpp'))).toThrow('slash_commands');
});

test('the YAML subset: nesting, lists at the key, quotes, folded text, comments', () => {
  const source = [
    '# a comment',
    'a:',
    '  b: "quoted: # kept"  # dropped',
    "  c: 'it''s'",
    'list:',
    '- one',
    '- name: two',
    '  deep:',
    '    - 3',
    'folded: >-',
    '  first',
    '  second',
    'flow: [x, "y z", 4]',
    'nothing:',
    'url: https://a.example/x',
    'off: false',
  ].join('\n');
  expect(parseYaml(source)).toEqual({
    a: { b: 'quoted: # kept', c: "it's" },
    list: ['one', { name: 'two', deep: [3] }],
    folded: 'first second',
    flow: ['x', 'y z', 4],
    nothing: null,
    url: 'https://a.example/x',
    off: false,
  });
});

test.each([
  ['an anchor', 'a: &anchor x', 'line 1'],
  ['a flow map', 'a: {b: c}', 'line 1'],
  ['a tab', 'a:\n\tb: c', 'line 2'],
  ['a key twice', 'a: 1\na: 2', 'line 2'],
  ['a stray indentation', 'a: 1\n   b: 2', 'line 2'],
  ['a bare line', 'a: 1\nwhat', 'line 2'],
])('refuses %s with its line', (_name, source, place) => {
  expect(() => parseYaml(source)).toThrow(place);
});
