import { z } from 'zod';
import type { AppleSwitches } from '../apple/switches.js';
import type { AppleSwitch, SwitchField, SwitchValue } from '../page/protocol.js';
import { RefusedRequest } from './refused-request.js';

/** The stand-in's switches for whatever nobody could confirm of Apple. */
export interface SwitchLevers {
  view(): AppleSwitch[];
  /** Answers what happened in one sentence. Throws `RefusedRequest` (404, 400) for another name or value. */
  set(name: string, value: SwitchValue): string;
}

/** The part of JSON Schema that the switches use. */
interface Shape {
  type?: string | undefined;
  description?: string | undefined;
  enum?: SwitchValue[] | undefined;
  const?: SwitchValue | undefined;
  minimum?: number | undefined;
  maximum?: number | undefined;
  anyOf?: Shape[] | undefined;
  items?: Shape | undefined;
  properties?: Record<string, Shape> | undefined;
}

const value: z.ZodType<SwitchValue> = z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(z.string())]);

const shape: z.ZodType<Shape> = z.object({
  type: z.string().optional(),
  description: z.string().optional(),
  enum: z.array(value).optional(),
  const: value.optional(),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
  get anyOf() {
    return z.array(shape).optional();
  },
  get items() {
    return shape.optional();
  },
  get properties() {
    return z.record(z.string(), shape).optional();
  },
});

interface Known {
  name: string;
  about: string;
  field: SwitchField;
}

/** The switches of the stand-in, and its own rules for them. */
export interface SwitchParts {
  switches: AppleSwitches;
  schema: z.ZodType<AppleSwitches>;
  /** Changes them in place. Throws ZodError and changes nothing otherwise. */
  change(switches: AppleSwitches, changes: Readonly<Record<string, unknown>>): void;
}

function membersOf({ properties = {} }: Shape, group: string, groupAbout: string): Known[] {
  return Object.entries(properties).flatMap(([member, inner]) => {
    const name = `${group}${member}`;
    const about = inner.description ?? groupAbout;
    return inner.properties === undefined
      ? { name, about, field: fieldOf(inner) }
      : membersOf(inner, `${name}.`, about);
  });
}

function fieldOf(given: Shape): SwitchField {
  const branches = given.anyOf ?? [given];
  const orNone = branches.some(({ type }) => type === 'null');
  const [first = given, ...rest] = branches.filter(({ type }) => type !== 'null');
  if (first.type === 'boolean') return { kind: 'tick' };
  if (first.type === 'array') return { kind: 'order', of: (first.items?.enum ?? []).map(String) };
  const options = first.enum ?? [first, ...rest].flatMap((one) => (one.const === undefined ? [] : [one.const]));
  if (options.length > 0) return { kind: 'choice', options };
  return { kind: 'number', least: first.minimum ?? 0, most: first.maximum ?? Number.MAX_SAFE_INTEGER, orNone };
}

/** The levers over the stand-in's switches: every one, turned as its schema says; the members of a group are `group.member`. */
export function switchLevers({ switches, schema, change }: SwitchParts): SwitchLevers {
  const known: readonly Known[] = membersOf(shape.parse(z.toJSONSchema(schema, { io: 'input' })), '', '');
  const current = (name: string): SwitchValue => {
    const [group = '', member] = name.split('.');
    const all: Readonly<Record<string, unknown>> = member === undefined ? switches : switches.limits;
    return value.parse(all[member ?? group]);
  };
  return {
    view: () => known.map((one) => ({ ...one, value: current(one.name) })),
    set(name, wanted) {
      const found = known.find((one) => one.name === name);
      if (found === undefined) throw new RefusedRequest(404, 'no_switch', 'Apple’s stand-in has no such switch.');
      const [group = '', member] = name.split('.');
      try {
        change(switches, { [group]: member === undefined ? wanted : { [member]: wanted } });
      } catch (error) {
        if (!(error instanceof z.ZodError)) throw error;
        throw new RefusedRequest(400, 'wrong_value', `${name} takes ${takes(found.field)}. It stays as it was.`);
      }
      return `${name} is ${words(current(name))} now.`;
    },
  };
}

const words = (given: SwitchValue): string =>
  given === null ? 'empty' : Array.isArray(given) ? given.join(', ') : String(given);

type Fields = { [F in SwitchField as F['kind']]: F };

const allowed: { [K in keyof Fields]: (field: Fields[K]) => string } = {
  tick: () => 'on or off',
  choice: ({ options }) => `one of these: ${options.map(words).join(', ')}`,
  number: ({ least, most, orNone }) => `a whole number from ${least} to ${most}${orNone ? ', or nothing' : ''}`,
  order: ({ of }) => `a list of these, with commas between: ${of.join(', ')}`,
};

function takes<K extends keyof Fields>(field: Fields[K] & { kind: K }): string {
  return allowed[field.kind](field);
}
