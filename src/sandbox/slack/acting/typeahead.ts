import { ActFailed } from '../act-failed.js';
import { isObject, type JsonObject, objectsOf, plainOf } from '../json.js';
import type { User } from '../state/records.js';
import { SLACKBOT } from '../state/store.js';
import { validateOptions } from '../validator.js';
import type { Surface } from '../workspace.js';
import { interact, type Stage } from './act.js';
import { optionsOf } from './choices.js';
import { describePlace, elementAt } from './elements.js';
import { suggestionPayload } from './payloads.js';
import { visibleChannels } from './sight.js';

export interface Suggestion {
  text: string;
  value: string;
  description?: string;
}

function suggestionOf(option: JsonObject): Suggestion {
  const description = plainOf(option.description);
  const base = { text: plainOf(option.text) ?? '', value: String(option.value ?? '') };
  return description === null ? base : { ...base, description };
}

type Source = (stage: Stage, user: User, element: JsonObject) => Suggestion[];

const fromOptions: Source = (_stage, _user, element) => optionsOf(element).map(suggestionOf);

const fromPeople: Source = ({ store }) =>
  [...store.users.values()]
    .filter((person) => !person.deleted && person.id !== SLACKBOT)
    .map((person) => ({ text: person.realName, value: person.id, description: person.title }));

const fromChannels: Source = ({ store }, user) =>
  visibleChannels(store, user)
    .filter((channel) => channel.kind !== 'direct')
    .map((channel) => ({ text: `#${channel.name}`, value: channel.id }));

/** Where the client itself finds what it offers, by the type of the element. */
const LOCAL: Record<string, Source> = {
  static_select: fromOptions,
  multi_static_select: fromOptions,
  users_select: fromPeople,
  multi_users_select: fromPeople,
  channels_select: fromChannels,
  multi_channels_select: fromChannels,
  conversations_select: fromChannels,
  multi_conversations_select: fromChannels,
};

const EXTERNAL = new Set(['external_select', 'multi_external_select']);

/** What a select offers for a typed text: asked of the app for an external one, else found by the client. */
export async function typeahead(
  stage: Stage,
  user: User,
  at: { surface: Surface; blockId: string; actionId: string },
  text: string,
): Promise<Suggestion[]> {
  if (user.deleted) throw new ActFailed('user_deactivated', `${user.realName} is deactivated`);
  const { place, element } = elementAt(stage, user, at.surface, at.blockId, at.actionId);
  const source = LOCAL[String(element.type)];
  if (source !== undefined) {
    const needle = text.toLowerCase();
    return source(stage, user, element).filter((option) => option.text.toLowerCase().includes(needle));
  }
  if (!EXTERNAL.has(String(element.type))) throw new ActFailed('no_such_element', `a ${element.type} offers nothing`);
  const least = typeof element.min_query_length === 'number' ? element.min_query_length : 3;
  if ([...text].length < least) return [];
  const facts = { place: describePlace(stage, user, place), blockId: at.blockId, actionId: at.actionId, value: text };
  const { ack } = await interact(stage, suggestionPayload(stage.store, user, facts));
  const problems = validateOptions(ack);
  if (!isObject(ack) || problems.length > 0) throw new ActFailed('invalid_acknowledgement', problems.join('; '));
  const groups = objectsOf(ack.option_groups).flatMap((group) => objectsOf(group.options));
  return [...objectsOf(ack.options), ...groups].map(suggestionOf);
}
