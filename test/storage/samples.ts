import type { AuditEntry } from '../../src/licensing/ports/audit.js';
import type { AssetRecord } from '../../src/licensing/rules/asset.js';
import type { Notice } from '../../src/licensing/rules/notice.js';
import type { Delivery, Member } from '../../src/licensing/rules/records.js';
import type { SlotRun } from '../../src/licensing/rules/slots.js';

export const noon = Date.UTC(2026, 2, 2, 12);

export const sampleAsset = (overrides: Partial<AssetRecord> = {}): AssetRecord => ({
  adamId: '408709785',
  pricingParam: 'STDQ',
  productType: 'App',
  assignedCount: 3,
  availableCount: 7,
  retiredCount: 0,
  totalCount: 10,
  deviceAssignable: true,
  revocable: true,
  unlimited: false,
  supportedPlatforms: ['iOS', 'macOS'],
  name: 'iTunes U',
  bundleId: 'com.example.itunesu',
  iconUrl: null,
  ours: 2,
  readAt: noon,
  catalogueReadAt: null,
  presence: 'listed',
  suspectSince: null,
  ...overrides,
});

export const sampleMember = (userId: string, overrides: Partial<Member> = {}): Member => ({
  userId,
  teamId: 'T1',
  name: `Person ${userId}`,
  kind: 'member',
  deactivated: false,
  email: null,
  timeZone: 'Europe/Berlin',
  readAt: noon,
  ...overrides,
});

export const sampleSlot = (overrides: Partial<SlotRun> = {}): SlotRun => ({
  job: 'sync',
  planned: noon,
  startedAt: null,
  finishedAt: null,
  outcome: 'running',
  ...overrides,
});

export const sampleDelivery = (ts: string): Delivery => ({
  subject: 'sync',
  target: 'U1',
  conversation: 'D1',
  ts,
  at: noon,
});

export const sampleNotice = (subject: string): Notice => ({
  kind: 'paused',
  subject,
  audience: { to: 'channel' },
  facts: { paused: true, by: 'U1', at: noon },
  reference: 'R-1',
});

export const sampleAudit = (act: string): AuditEntry => ({
  at: noon,
  actor: 'U1',
  act,
  subject: 'binding',
  outcome: 'done',
  reference: 'R-1',
  facts: { count: 1, name: 'a "quoted" name\nand a line', truth: true, nothing: null },
});
