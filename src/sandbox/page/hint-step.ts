import type { PersonView } from '../slack/workspace.js';

/** What the button beside a hint does: first act as `person` unless that is who acts already, then go where the hint points. */
export interface HintStep {
  person: PersonView | null;
  goal:
    | { kind: 'type'; command: string }
    | { kind: 'channel'; name: string }
    | { kind: 'messages' }
    | { kind: 'phones' }
    | { kind: 'home' };
  label: string;
}

/**
 * Reads the sentence of a hint: the first person whom it names in full, and the first slash command in it. Without a
 * command it leads to the phones or the channel that it names, to the app's messages when it speaks of a conversation, else to its
 * Home tab.
 */
export function hintStep(how: string, people: PersonView[], me: PersonView): HintStep {
  const named = people
    .filter((person) => how.includes(person.name))
    .sort((one, other) => how.indexOf(one.name) - how.indexOf(other.name));
  const person = named.find((candidate) => candidate.kind !== 'bot') ?? null;
  const command = commandIn(how);
  const goal = goalOf(how, command);
  if (person !== null && person.id !== me.id) return { person, goal, label: `Act as ${person.name}` };
  const channel = goal.kind === 'channel' ? goal.name : '';
  const labels = {
    type: `Type ${command}`,
    channel: `Open #${channel}`,
    messages: 'Open the conversation',
    phones: 'Open Phones',
    home: 'Open Home',
  };
  return { person: null, goal, label: labels[goal.kind] };
}

function goalOf(how: string, command: string | null): HintStep['goal'] {
  if (command !== null) return { kind: 'type', command };
  if (how.includes('“Phones”')) return { kind: 'phones' };
  const name = /(?:^|\s)#([\w-]+)/.exec(how)?.[1];
  if (name !== undefined) return { kind: 'channel', name };
  return { kind: /conversation|message/i.test(how) ? 'messages' : 'home' };
}

/** Between backticks a command may have any length, in a sentence it ends after one word. */
function commandIn(how: string): string | null {
  const found =
    /`(\/[^`]+)`/.exec(how) ?? /^(\/\S+(?: [a-z-]+)*)$/.exec(how) ?? /(?:^|\s)(\/[a-z][\w-]*(?: [a-z-]+)?)/.exec(how);
  return found?.[1]?.trim() ?? null;
}
