import { z } from 'zod';
import type { Product } from './catalogue.js';
import { Events } from './events.js';
import type { Faults } from './faults.js';
import { Location, type LocationFacts } from './location.js';
import { appleSeedSchema, type ParsedSeed, type SeededLocation } from './seed-schema.js';
import type { AppleSwitches } from './switches.js';
import { type ContentToken, Tokens } from './tokens.js';

/** One location with its events. */
export interface Place {
  readonly key: string;
  readonly location: Location;
  readonly events: Events;
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

/** The serial of a location's n-th device, counted from 0; invented, and the same in every run. */
export function deviceSerial(place: string, index: number): string {
  return `${place.slice(0, 1)}${place.slice(-1)}X${(46_656 + index * 7).toString(36)}`.toUpperCase().padEnd(10, 'Q');
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

function addGenerated(key: string, location: Location, seeded: SeededLocation): void {
  const { assets = 0, users = 0, assignments = 0 } = seeded.generate ?? {};
  for (let index = 0; index < users; index += 1) {
    const user = location.addUser(`generated-${index}`, `generated-${index}@northwind.example`);
    location.associate(user, `generated-${index}@accounts.example`);
  }
  const perAsset = assets === 0 ? 0 : Math.ceil(assignments / assets);
  for (let index = 0; index < assets; index += 1) {
    const number = String(2_000_000_000 + index);
    const product: Product = {
      adamId: number,
      name: `Generated ${index}`,
      bundleId: `example.generated.app${index}`,
      seller: 'Example Software',
      genre: 'Business',
      productType: 'App',
      deviceAssignable: true,
      revocable: true,
      supportedPlatforms: ['iOS'],
      version: '1.0',
      minimumOSVersion: '16.0',
      availability: 'public',
    };
    const asset = location.addAsset(product, 'STDQ', perAsset + 100);
    const held = Math.min(perAsset, assignments - index * perAsset);
    for (let holder = 0; holder < held; holder += 1)
      location.assign(asset, location.activeUser(`generated-${holder}`) ?? deviceSerial(key, holder));
  }
}

/** A seed that contradicts itself. */
export class SeedError extends Error {
  readonly code = 'apple-seed';
}

function placesOf(seed: ParsedSeed, products: World['products'], switches: AppleSwitches, faults: Faults) {
  const places = new Map<string, Place>();
  for (const [key, seeded] of Object.entries(seed.locations)) {
    const location = new Location(key, factsOf(seeded));
    location.mdmInfo = seeded.mdmInfo;
    if (seeded.notifications !== null) location.notifications = { ...seeded.notifications };
    addUsers(location, seeded);
    addAssets(key, location, seeded, products);
    addGenerated(key, location, seeded);
    places.set(key, { key, location, events: new Events(key, switches, () => faults.takeEventFailure()) });
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
export function makeWorld(seed: ParsedSeed, switches: AppleSwitches, faults: Faults, start: number): World {
  const products = new Map(seed.products.map((product) => [product.adamId, product]));
  const places = placesOf(seed, products, switches, faults);
  const tokens = new Tokens();
  const kind = seed.downloads.main;
  const main = kind === undefined ? undefined : places.get(kind.location);
  if (kind === undefined || main === undefined) throw new SeedError('downloads.main must name a location.');
  const mainToken = tokens.download('main', kind, main.location.facts.organization, start);
  return { seed, products, places, tokens, switches, mainToken, main };
}
