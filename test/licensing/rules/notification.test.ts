import { describe, expect, it } from 'vitest';
import {
  askAgainAfter,
  isNotificationKind,
  type NotificationRecord,
  namedBy,
  notificationKinds,
  outdated,
  readAgainAfter,
} from '../../../src/licensing/rules/notification.js';
import { DAY, HOUR, MINUTE, NOON } from '../../support/core-samples.js';

const record = (given: Partial<NotificationRecord> = {}): NotificationRecord => ({
  kind: 'ASSET_COUNT',
  receivedAt: NOON,
  adamIds: [],
  clientUserIds: [],
  settledAt: null,
  ...given,
});

describe('what notifications name', () => {
  it('is each product and each person once, people only where they changed themselves', () => {
    const named = namedBy([
      record({ adamIds: ['1'] }),
      record({ kind: 'ASSET_MANAGEMENT', adamIds: ['1', '2'], clientUserIds: ['vb1.ada'] }),
      record({ kind: 'USER_ASSOCIATED', clientUserIds: ['vb1.bo'] }),
      record({ kind: 'USER_MANAGEMENT', clientUserIds: ['vb1.bo', 'vb1.cy'] }),
    ]);
    expect(named).toEqual({ adamIds: ['1', '2'], clientUserIds: ['vb1.bo', 'vb1.cy'] });
  });

  it('is asked for in four kinds, none of them a test or about subscriptions', () => {
    expect(notificationKinds).toEqual(['ASSET_COUNT', 'ASSET_MANAGEMENT', 'USER_MANAGEMENT', 'USER_ASSOCIATED']);
    expect(['TEST_NOTIFICATION', 'SUBSCRIPTION_COUNT', 'toString'].filter(isNotificationKind)).toEqual([]);
  });
});

describe('what is let go of', () => {
  it('is older than a week', () => {
    const held = [
      { id: 'a', value: record({ receivedAt: NOON - 7 * DAY }) },
      { id: 'b', value: record({ receivedAt: NOON - 7 * DAY + 1 }) },
    ];
    expect(outdated(held, NOON)).toEqual(['a']);
  });

  it('is the oldest when there are more than ten thousand with the one to come', () => {
    const held = Array.from({ length: 10_001 }, (_, index) => ({
      id: `n${index}`,
      value: record({ receivedAt: NOON - index }),
    }));
    expect(outdated(held, NOON)).toEqual(['n9999', 'n10000']);
  });
});

it('gaps grow and end', () => {
  expect([1, 2, 5, 6, 1_000].map(askAgainAfter)).toEqual([HOUR, 2 * HOUR, 16 * HOUR, DAY, DAY]);
  expect([1, 2, 6, 7, 1_000].map(readAgainAfter)).toEqual([MINUTE, 2 * MINUTE, 32 * MINUTE, HOUR, HOUR]);
});
