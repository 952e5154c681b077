import { z } from 'zod';
import { Announcements } from './announcements.js';
import type { Product } from './catalogue.js';
import type { Outbox } from './deliveries.js';
import { deviceSerial } from './devices.js';
import { Events } from './events.js';
import type { Faults } from './faults.js';
import { Location } from './location.js';
import type { LocationFacts } from './location-rows.js';
import { appleSeedSchema, type ParsedSeed, type SeededLocation } from './seed-schema.js';
import type { AppleSwitches } from './switches.js';
import { type ContentToken, Tokens } from './tokens.js';

/** One location with its events. */
export interface Place {
  readonly key: string;
  readonly location: Location;
  readonly events: Events;
  readonly announcements: Announcements;
}

/** Everything Apple knows, made from a seed and thrown away by a reset. */
export interface World {
  readonly seed: ParsedSeed;
  readonly products: ReadonlyMap<string, Product>;
  readonly places: ReadonlyMap<string, Place>;
  readonly tokens: Tokens;
  readonly switches: AppleSwitches;
  /** The token and place under which 'main' was first downloaded. */
  readonly mainToken: ContentToken;
  readonly main: Place;
}

function factsOf(seeded: SeededLocation): LocationFacts {
  const { uId, name, countryISO2ACode, organization, defaultPlatform, websiteURL } = seeded;
  const { managedByApple, managedDomains } = seeded;
  return {
    uId,
    name,
    countryISO2ACode,
    organization,
    defaultPlatform,
    websiteURL,
    managedByApple,
    managedDomains: [...managedDomains],
  };
}

function addUsers(location: Location, seeded: SeededLocation): void {
  for (const { clientUserId, email, status } of seeded.users) {
    const user = location.addUser(clientUserId, email);
    if (status !== 'Registered') location.associate(user, email ?? `${clientUserId}@accounts.example`);
    if (status === 'Retired') location.retire(user);
  }
}

function addAssets(key: string, location: Location, seeded: SeededLocation, products: World['products']): void {
  for (const { adamId, pricingParam, count, users, devices } of seeded.assets) {
    const product = products.get(adamId);
    if (product === undefined) throw new SeedError(`Location ${key} holds ${adamId}, which no product has.`);
    const asset = location.addAsset(product, pricingParam, count);
    for (const clientUserId of users) {
      const user = location.activeUser(clientUserId);
      if (user === null) throw new SeedError(`Location ${key} has no active user ${clientUserId}.`);
      location.assign(asset, user);
    }
    for (let index = 0; index < devices; index += 1) location.assign(asset, deviceSerial(key, index));
  }
}

/** A seed that contradicts itself. */
export class SeedError extends Error {
  readonly code = 'apple-seed';
}

/** What the parts of a world share. */
export interface Surroundings {
  readonly switches: AppleSwitches;
  readonly faults: Faults;
  readonly outbox: Outbox;
}

function placesOf(seed: ParsedSeed, products: World['products'], { switches, faults, outbox }: Surroundings) {
  const places = new Map<string, Place>();
  for (const [key, seeded] of Object.entries(seed.locations)) {
    const location = new Location(key, factsOf(seeded));
    location.mdmInfo = seeded.mdmInfo;
    if (seeded.notifications !== null) location.notifications = { ...seeded.notifications };
    addUsers(location, seeded);
    addAssets(key, location, seeded, products);
    if (seeded.generate !== undefined) location.generate(seeded.generate);
    const announcements = new Announcements(key, location, switches, outbox);
    const events = new Events(key, switches, () => faults.takeEventFailure(), announcements);
    places.set(key, { key, location, events, announcements });
  }
  return places;
}

/** Reads what a file or a test says. Throws SeedError naming the members that are wrong. */
export function parseSeed(seed: unknown): ParsedSeed {
  const parsed = appleSeedSchema.safeParse(seed);
  if (!parsed.success) throw new SeedError(z.prettifyError(parsed.error));
  return parsed.data;
}

/** `start` in milliseconds since the epoch, business time: when the first token was downloaded. */
export function makeWorld(seed: ParsedSeed, surroundings: Surroundings, start: number): World {
  const { switches } = surroundings;
  const products = new Map(seed.products.map((product) => [product.adamId, product]));
  const places = placesOf(seed, products, surroundings);
  const tokens = new Tokens(switches);
  const kind = seed.downloads.main;
  const main = kind === undefined ? undefined : places.get(kind.location);
  if (kind === undefined || main === undefined) throw new SeedError('downloads.main must name a location.');
  const mainToken = tokens.download('main', kind, main.location.facts.organization, start);
  return { seed, products, places, tokens, switches, mainToken, main };
}
