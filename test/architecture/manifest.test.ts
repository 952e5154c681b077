import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { readManifest, type SlackManifest } from '../../src/sandbox/slack/manifest.js';
import { verbs } from '../../src/slack/listeners/commands.js';
import { botEvents, botScopes } from '../../src/slack/subscriptions.js';
import { isNode, type Node, parse, root, type Source, sourcesBelow } from './sources.js';

/** The scope that Slack documents for each Web API method; `null` = none. A new method needs a line here. */
const scopeOf: Readonly<Record<string, string | null>> = {
  'auth.test': null,
  'chat.postEphemeral': 'chat:write',
  'chat.postMessage': 'chat:write',
  'chat.update': 'chat:write',
  'conversations.info': 'channels:read',
  'conversations.members': 'channels:read',
  'conversations.open': 'im:write',
  'files.info': 'files:read',
  'files.uploadV2': 'files:write',
  'usergroups.list': 'usergroups:read',
  'usergroups.users.list': 'usergroups:read',
  'users.info': 'users:read',
  'users.list': 'users:read',
  'views.open': null,
  'views.publish': null,
  'views.push': null,
  'views.update': null,
};

/** The scope that Slack documents for each event; `null` = none. */
const scopeOfEvent: Readonly<Record<string, string | null>> = {
  app_home_opened: null,
  subteam_members_changed: 'usergroups:read',
  team_join: 'users:read',
  user_change: 'users:read',
};

/** `a.b.#c` as its names; empty when it begins with anything but a name. */
function chain(node: unknown): string[] {
  if (!isNode(node)) return [];
  if (node.type === 'Identifier' || node.type === 'PrivateIdentifier') return [String(node.name)];
  if (node.type === 'ThisExpression') return ['this'];
  if (node.type !== 'MemberExpression') return [];
  return [...chain(node.object), ...chain(node.property)];
}

/** Web API methods that a file calls. */
function methodsOf({ nodes }: Source): string[] {
  return nodes.flatMap((node) => {
    if (node.type !== 'CallExpression') return [];
    const names = chain(node.callee);
    const client = names.findLastIndex((name) => /^(client|postingClient)$/.test(name));
    const method = names.slice(client + 1).join('.');
    return client >= 0 && method.includes('.') ? [method] : [];
  });
}

/** First arguments of `app.<what>('…')`. */
function registered({ nodes }: Source, what: string): string[] {
  return nodes.flatMap((node: Node) => {
    if (node.type !== 'CallExpression' || chain(node.callee).join('.') !== `app.${what}`) return [];
    const [first] = Array.isArray(node.arguments) ? node.arguments : [];
    return isNode(first) && typeof first.value === 'string' ? [first.value] : ['not written out'];
  });
}

const sources = sourcesBelow('src').filter(({ path }) => path.startsWith('slack/'));
const unique = (names: readonly string[]): string[] => [...new Set(names)].sort();

describe('the manifest', () => {
  let manifest: SlackManifest;
  beforeAll(async () => {
    manifest = await readManifest(join(root, 'manifest.yml'));
  });

  it('subscribes to the events that are listened to, and to no other', () => {
    const listened = unique(sources.flatMap((source) => registered(source, 'event')));
    expect(unique(manifest.botEvents)).toEqual(listened);
    expect(unique(botEvents)).toEqual(listened);
    expect(listened.length).toBeGreaterThan(0);
  });

  it('asks for the scopes that are explained, and for no other', () => {
    expect(unique(manifest.botScopes)).toEqual(unique(Object.keys(botScopes)));
  });

  it('asks for every scope that a call or an event needs', () => {
    const methods = unique(sources.flatMap(methodsOf));
    const events = unique(manifest.botEvents);
    expect(methods.filter((method) => !Object.hasOwn(scopeOf, method))).toEqual([]);
    expect(events.filter((event) => !Object.hasOwn(scopeOfEvent, event))).toEqual([]);
    const needed = [...methods.map((method) => scopeOf[method]), ...events.map((event) => scopeOfEvent[event])];
    expect(manifest.botScopes).toEqual(expect.arrayContaining(needed.filter((scope) => typeof scope === 'string')));
    expect(methods).toContain('chat.postMessage');
  });

  it('asks for no scope that neither a call, an event, the command, an e-mail address, a first message nor a private channel needs', () => {
    const methods = sources.flatMap(methodsOf).map((method) => scopeOf[method]);
    const events = manifest.botEvents.map((event) => scopeOfEvent[event]);
    const others = ['commands', 'users:read.email', 'im:write', 'groups:read'];
    const reasons = new Set([...methods, ...events, ...others]);
    expect(manifest.botScopes.filter((scope) => !reasons.has(scope))).toEqual([]);
    expect(sources.some(({ nodes }) => nodes.some((node) => node.type === 'Identifier' && node.name === 'email'))).toBe(
      true,
    );
  });

  it('has one command, whose hint names every word that it understands', () => {
    expect(manifest.commands.map(({ name }) => name)).toEqual(['/vpp']);
    const [command] = manifest.commands;
    const words = command?.usageHint.match(/[a-z]+/g) ?? [];
    expect(unique(words)).toEqual(unique(Object.keys(verbs)));
    expect(command?.shouldEscape).toBe(true);
  });

  it('has the shortcuts that are listened to', () => {
    const listened = unique(sources.flatMap((source) => registered(source, 'shortcut')));
    expect(unique(manifest.shortcuts.map(({ callbackId }) => callbackId))).toEqual(listened);
  });

  it('switches on what the bot lives on', () => {
    expect(manifest).toMatchObject({ interactivity: true, socketMode: true, homeTab: true, messagesTab: true });
  });
});

describe('the reading of the code', () => {
  it.each([
    { text: 'await client.views.open({});', found: ['views.open'] },
    { text: 'await this.#options.postingClient.chat.postMessage({});', found: ['chat.postMessage'] },
    { text: 'const x = () => options.client.usergroups.users.list({});', found: ['usergroups.users.list'] },
    { text: 'client.close();', found: [] },
  ])('finds $found in "$text"', ({ text, found }) => {
    expect(methodsOf(parse('slack/x.ts', text))).toEqual(found);
  });

  it('finds events', () => {
    expect(registered(parse('slack/x.ts', "app.event('team_join', learn); app.event(name, learn);"), 'event')).toEqual([
      'team_join',
      'not written out',
    ]);
  });
});
