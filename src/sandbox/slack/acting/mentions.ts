import type { User } from '../state/records.js';
import type { Store } from '../state/store.js';
import { visibleChannels } from './sight.js';

function escaped(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}

/**
 * The text of a slash command as the app receives it. With `should_escape` in the manifest, names of people, channels
 * and user groups become ids; without it they stay as typed.
 */
export function commandText(store: Store, user: User, typed: string, shouldEscape: boolean): string {
  const text = escaped(typed);
  if (!shouldEscape) return text;
  const names = new Map<string, string>();
  for (const group of store.groups.values()) names.set(`@${group.handle}`, `<!subteam^${group.id}|@${group.handle}>`);
  for (const person of store.users.values()) {
    names.set(`@${person.handle}`, `<@${person.id}>`);
    names.set(`@${person.realName}`, `<@${person.id}>`);
  }
  for (const channel of visibleChannels(store, user)) {
    if (channel.kind !== 'direct') names.set(`#${channel.name}`, `<#${channel.id}|${channel.name}>`);
  }
  const longestFirst = [...names.keys()].sort((one, other) => other.length - one.length);
  const pattern = longestFirst.map((name) => name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|');
  return text.replace(new RegExp(`(?:${pattern})(?![\\w-])`, 'g'), (name) => names.get(name) ?? name);
}
