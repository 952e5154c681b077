import { describe, expect, test } from 'vitest';
import type { z } from 'zod';
import type { AuditEntry } from '../../src/licensing/ports/audit.js';
import type { RecordTypes } from '../../src/licensing/rules/records.js';
import {
  type auditEntry,
  parseAuditEntry,
  parseRecord,
  recordHomes,
  recordKinds,
  type recordSchemas,
} from '../../src/storage/schemas.js';
import { noon, sampleAsset, sampleAudit, sampleMember, sampleNotice } from './samples.js';

type Parsed = { [K in keyof typeof recordSchemas]: z.output<(typeof recordSchemas)[K]> };

// The schemas give no more than the types (held where they are declared) and no less: a member or a case that a type
// gained and its schema did not fails the type check here.
const noLess = (records: RecordTypes): Parsed => records;
const noLessAudit = (entry: AuditEntry): z.output<typeof auditEntry> => entry;

describe('schemas', () => {
  test('know every kind and where it lives', () => {
    expect([...recordKinds].sort()).toEqual(Object.keys(recordHomes).sort());
    expect([noLess, noLessAudit]).toHaveLength(2);
  });

  test('refuse a member that the type does not have, such as a secret in a notice', () => {
    const notice = { ...sampleNotice('n'), sealed: { keyId: 'k', box: 'b' } };
    const entry = { notice, at: noon, attempts: 0, failure: null };
    expect(() => parseRecord('outbox', '1', entry)).toThrow(
      expect.objectContaining({ code: 'record-invalid', kind: 'outbox' }),
    );
  });

  test('name the field and never the value', () => {
    const broken = { ...sampleAsset(), supportedPlatforms: ['iOS', { secret: 'hunter2' }] };
    expect(() => parseRecord('asset', 'a', broken)).toThrow(expect.objectContaining({ field: 'supportedPlatforms.1' }));
    try {
      parseRecord('asset', 'a', broken);
    } catch (error) {
      expect(String(error)).not.toContain('hunter2');
    }
  });

  test('refuse text without bound and audit facts that are no plain values', () => {
    const endless = sampleMember('U1', { name: 'x'.repeat(70_000) });
    expect(() => parseRecord('member', 'U1', endless)).toThrow(expect.objectContaining({ field: 'name' }));
    expect(() => parseAuditEntry({ ...sampleAudit('a'), facts: { nested: {} } })).toThrow(
      expect.objectContaining({ kind: 'audit', field: 'facts.nested' }),
    );
  });

  test('freeze what they give, down to the last list', () => {
    const asset = parseRecord('asset', 'a', sampleAsset());
    expect(Object.isFrozen(asset) && Object.isFrozen(asset.supportedPlatforms)).toBe(true);
    const entry = parseRecord('outbox', '1', { notice: sampleNotice('n'), at: noon, attempts: 0, failure: null });
    expect(Object.isFrozen(entry.notice.audience)).toBe(true);
  });
});
