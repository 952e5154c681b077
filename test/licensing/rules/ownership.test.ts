import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isOurs } from '../../../src/licensing/rules/ownership.js';

describe('isOurs', () => {
  it.each([
    { id: 'vb1.0123456789abcdef', ours: true },
    { id: 'vb42.x', ours: true },
    { id: null, ours: false },
    { id: '', ours: false },
    { id: 'vb.x', ours: false },
    { id: 'vb1', ours: false },
    { id: 'VB1.x', ours: false },
    { id: ' vb1.x', ours: false },
    { id: 'vb1234567.x', ours: false },
    { id: 'xvb1.x', ours: false },
    { id: 'a\nvb1.x', ours: false },
    { id: '7b0f2c1e-55a1-4f2d-9b54-5f7f0e7f9b10', ours: false },
  ])('$id is ours: $ours', ({ id, ours }) => {
    expect(isOurs(id)).toBe(ours);
  });

  it('takes no UUID, e-mail address or number of another product for ours', () => {
    const foreign = fc.oneof(fc.uuid(), fc.emailAddress(), fc.integer().map(String), fc.base64String());
    fc.assert(
      fc.property(foreign, (id) => {
        expect(isOurs(id)).toBe(false);
      }),
    );
  });
});
