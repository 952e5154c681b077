import { z } from 'zod';

const adamId = z.string().regex(/^\d{6,12}$/);
const text = z.string().min(1).max(255);
const count = z.int().min(0).max(2_000_000);

const product = z.strictObject({
  adamId,
  name: text,
  bundleId: text,
  seller: text.default('Example Software'),
  genre: text.default('Business'),
  productType: z.enum(['App', 'Book']).default('App'),
  deviceAssignable: z.boolean().default(true),
  revocable: z.boolean().default(true),
  supportedPlatforms: z.array(z.enum(['iOS', 'macOS', 'tvOS', 'watchOS', 'visionOS'])).default(['iOS']),
  version: text.default('1.0'),
  minimumOSVersion: text.default('16.0'),
  availability: z.enum(['public', 'custom', 'withdrawn']).default('public'),
});

const asset = z.strictObject({
  adamId,
  pricingParam: z.enum(['STDQ', 'PLUS']).default('STDQ'),
  count: z.union([count, z.literal('unlimited')]),
  /** Active users, by clientUserId, who hold a licence. */
  users: z.array(text).default([]),
  /** So many devices hold a licence: always the first ones of the location's devices. */
  devices: count.default(0),
});

/** Rows are made in this order, so a Retired row and a later active one may share a clientUserId. */
const user = z.strictObject({
  clientUserId: text,
  email: text.nullable().default(null),
  status: z.enum(['Registered', 'Associated', 'Retired']).default('Associated'),
});

const mdmInfo = z.strictObject({ id: text, name: text, metadata: text });

const notifications = z.strictObject({ url: text, token: text, types: z.array(text) });

/** Rows that follow one pattern, to try sizes: users and devices of another product, and licences spread over the apps. */
const generate = z.strictObject({ assets: count.default(0), users: count.default(0), assignments: count.default(0) });

const location = z.strictObject({
  uId: z.string().regex(/^\d+$/).nullable(),
  name: text,
  countryISO2ACode: z.string().length(2),
  organization: text,
  defaultPlatform: z.enum(['enterprisestore', 'volumestore']).default('enterprisestore'),
  websiteURL: text.default('https://business.apple.com'),
  managedByApple: z.boolean().default(false),
  managedDomains: z.array(text).default([]),
  mdmInfo: mdmInfo.nullable().default(null),
  notifications: notifications.nullable().default(null),
  assets: z.array(asset).default([]),
  users: z.array(user).default([]),
  generate: generate.optional(),
});

const download = z.strictObject({
  location: text,
  permission: z.enum(['manage', 'read']).default('manage'),
  legacy: z.boolean().default(false),
  state: z.enum(['valid', 'expired', 'revoked']).default('valid'),
});

/** The whole of Apple as it stands at the start: what the store sells, the locations, and the tokens one can download. */
export const appleSeedSchema = z.strictObject({
  products: z.array(product),
  locations: z.record(text, location),
  /** By the key that `downloadToken` takes. 'main' must be among them. */
  downloads: z.record(text, download),
});

/** As a person writes it; what is left out has its default. */
export type AppleSeed = z.input<typeof appleSeedSchema>;
export type ParsedSeed = z.output<typeof appleSeedSchema>;
export type SeededLocation = z.output<typeof location>;
