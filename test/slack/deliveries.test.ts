import { expect, test } from 'vitest';
import { adoptCopy, deliveryId } from '../../src/slack/deliveries.js';
import { memoryRecords } from '../../src/storage/memory.js';

test('the copy that was clicked is the one that is kept, and the same copy again writes nothing', async () => {
  const records = memoryRecords();
  const copy = { subject: 'card', target: 'UA', conversation: 'DA', ts: '1.1', at: 5 };
  await adoptCopy(records, copy);
  await adoptCopy(records, { ...copy, at: 6 });
  await adoptCopy(records, { ...copy, ts: '1.2', at: 7 });
  const kept = await records.get('delivery', deliveryId('card', 'UA'));
  expect(kept).toEqual({ id: 'card@UA', revision: 2, value: { ...copy, ts: '1.2', at: 7 } });
});
