import type { AppleSeed } from './seed-schema.js';

const products: AppleSeed['products'] = [
  { adamId: '361280101', name: 'Keynote', bundleId: 'com.apple.Keynote', seller: 'Apple', version: '14.4' },
  { adamId: '361280202', name: 'Pages', bundleId: 'com.apple.Pages', seller: 'Apple', version: '14.4' },
  { adamId: '361280303', name: 'Numbers', bundleId: 'com.apple.Numbers', seller: 'Apple', version: '14.4' },
  {
    adamId: '618700404',
    name: 'Slack',
    bundleId: 'com.tinyspeck.chatlyio',
    seller: 'Slack Technologies',
    version: '26.7',
  },
  { adamId: '546500505', name: 'Zoom Workplace', bundleId: 'us.zoom.videomeetings', seller: 'Zoom', version: '6.9' },
  {
    adamId: '144400606',
    name: 'Goodnotes 6',
    bundleId: 'com.goodnotesapp.x',
    seller: 'Goodnotes',
    genre: 'Productivity',
    supportedPlatforms: ['iOS', 'macOS'],
  },
  {
    adamId: '904230707',
    name: 'Things 3',
    bundleId: 'com.culturedcode.ThingsiPhone',
    seller: 'Cultured Code',
    genre: 'Productivity',
  },
  { adamId: '425070808', name: 'Procreate', bundleId: 'com.savageinteractive.procreate', genre: 'Graphics & Design' },
  { adamId: '284660909', name: 'PCalc', bundleId: 'net.pcalc.ios', seller: 'PCalc', genre: 'Utilities' },
  {
    adamId: '154212010',
    name: 'OmniFocus 4',
    bundleId: 'com.omnigroup.OmniFocus4',
    seller: 'The Omni Group',
    supportedPlatforms: ['iOS', 'macOS', 'watchOS', 'visionOS'],
  },
  { adamId: '360591111', name: 'Notability', bundleId: 'com.gingerlabs.Notability', seller: 'Ginger Labs' },
  {
    adamId: '650131212',
    name: 'Northwind Route Planner',
    bundleId: 'example.northwind.routeplanner',
    seller: 'Northwind Logistics',
    availability: 'custom',
    version: '3.2.1',
  },
  {
    adamId: '133751313',
    name: 'Concepts',
    bundleId: 'com.tophatch.concepts',
    seller: 'TopHatch',
    deviceAssignable: false,
  },
  {
    adamId: '424381414',
    name: 'Final Cut Pro',
    bundleId: 'com.apple.FinalCut',
    seller: 'Apple',
    genre: 'Photo & Video',
    supportedPlatforms: ['macOS'],
    minimumOSVersion: '14.6',
  },
  {
    adamId: '512341515',
    name: 'Warehouse Scan Classic',
    bundleId: 'example.scan.classic',
    seller: 'Scanworks',
    availability: 'withdrawn',
  },
  {
    adamId: '731251616',
    name: 'Drafts',
    bundleId: 'com.agiletortoise.Drafts5',
    seller: 'Agile Tortoise',
    genre: 'Productivity',
  },
  {
    adamId: '1500112015',
    name: 'A Field Guide to Forklifts',
    bundleId: 'book.1500112015',
    seller: 'Harbour Press',
    genre: 'Reference',
    productType: 'Book',
    deviceAssignable: false,
    revocable: false,
  },
  {
    adamId: '1500112116',
    name: 'The Warehouse Handbook',
    bundleId: 'book.1500112116',
    seller: 'Harbour Press',
    genre: 'Reference',
    productType: 'Book',
    deviceAssignable: false,
    revocable: false,
  },
];

const old = (number: number): string => `oldmdm-${number}`;

const northwindLogistics: AppleSeed['locations'][string] = {
  uId: '2049025000431439',
  name: 'Northwind Logistics',
  countryISO2ACode: 'SE',
  organization: 'Northwind Logistics AB',
  managedDomains: ['northwind.example'],
  users: [
    { clientUserId: old(1001), email: 'anna.berg@northwind.example' },
    { clientUserId: old(1002), email: 'bo.lind@northwind.example' },
    { clientUserId: old(1003), email: 'carla.ek@northwind.example', status: 'Registered' },
    { clientUserId: old(1004), email: 'david.holm@northwind.example', status: 'Retired' },
    { clientUserId: old(1005), email: 'eva.strand@northwind.example', status: 'Retired' },
    { clientUserId: old(1005), email: 'eva.strand@northwind.example' },
    { clientUserId: old(1006), email: 'filip.dahl@northwind.example' },
    { clientUserId: old(1007), status: 'Registered' },
    { clientUserId: old(1008), email: 'hanna.sjo@northwind.example', status: 'Retired' },
    { clientUserId: old(1008), email: 'hanna.sjo@northwind.example', status: 'Retired' },
    { clientUserId: old(1008), email: 'hanna.falk@northwind.example', status: 'Registered' },
    { clientUserId: old(1009), email: 'ivar.nord@northwind.example' },
  ],
  assets: [
    { adamId: '361280101', count: 120, devices: 37 },
    { adamId: '361280202', count: 120, devices: 41 },
    { adamId: '361280303', count: 120, devices: 12 },
    { adamId: '618700404', count: 'unlimited', devices: 60, users: [old(1001), old(1002)] },
    { adamId: '546500505', count: 200, devices: 193, users: [old(1001), old(1002), old(1006)] },
    { adamId: '144400606', count: 40, devices: 38, users: [old(1001), old(1005)] },
    { adamId: '904230707', count: 25, devices: 3 },
    { adamId: '425070808', count: 30, devices: 12 },
    { adamId: '284660909', count: 15, devices: 14 },
    { adamId: '154212010', count: 10 },
    { adamId: '360591111', count: 60, devices: 20, users: [old(1006), old(1009)] },
    { adamId: '650131212', count: 500, devices: 88 },
    { adamId: '133751313', count: 20, users: [old(1001), old(1002), old(1003), old(1006), old(1009)] },
    { adamId: '424381414', count: 4, devices: 2 },
    { adamId: '512341515', count: 8, devices: 5 },
    { adamId: '1500112015', count: 25, users: [old(1001), old(1002), old(1005)] },
    { adamId: '1500112015', pricingParam: 'PLUS', count: 10, users: [old(1006), old(1009)] },
    { adamId: '1500112116', count: 12, users: [old(1001), old(1009)] },
  ],
};

/**
 * A small organisation for which another product managed apps before: some short, some nearly used up, one exhausted,
 * one unlimited, a custom app, a withdrawn one, one for users only, books (one in both qualities). Drafts (731251616)
 * is on sale and not yet bought.
 */
export const appleSeed: AppleSeed = {
  products,
  locations: {
    northwindLogistics,
    northwindEducation: {
      uId: '2049025000777001',
      name: 'Northwind Education',
      countryISO2ACode: 'SE',
      organization: 'Northwind Education',
      defaultPlatform: 'volumestore',
      websiteURL: 'https://school.apple.com',
      assets: [{ adamId: '361280101', count: 30 }],
    },
    northwindHarbour: {
      uId: '2049025000777002',
      name: 'Northwind Harbour',
      countryISO2ACode: 'SE',
      organization: 'Northwind Logistics AB',
      managedByApple: true,
      mdmInfo: { id: 'apple-business', name: 'Apple Business', metadata: 'built-in device management' },
      assets: [{ adamId: '361280202', count: 20 }],
    },
    personal: {
      uId: null,
      name: 'Northwind (old programme)',
      countryISO2ACode: 'SE',
      organization: 'Northwind Logistics AB',
    },
  },
  downloads: {
    main: { location: 'northwindLogistics' },
    education: { location: 'northwindEducation' },
    facilitator: { location: 'northwindLogistics', permission: 'read' },
    'managed-by-apple': { location: 'northwindHarbour' },
    legacy: { location: 'personal', legacy: true },
    'without-uid': { location: 'personal' },
    expired: { location: 'northwindLogistics', state: 'expired' },
    revoked: { location: 'northwindLogistics', state: 'revoked' },
  },
};

/** What the product that managed apps before would have left behind at Apple. */
export const oldProduct = {
  mdmInfo: { id: '0d6f2f0e-5f0b-4a44-9a25-2f6c1d1c9a01', name: 'OldMDM', metadata: 'mdm.old.example' },
  notifications: {
    url: 'https://mdm.old.example/vpp/notify',
    token: 'old-product-notification-token',
    types: ['ASSET_COUNT', 'ASSET_MANAGEMENT'],
  },
};
