import { expect, test } from 'vitest';
import { createDrafts } from '../../../src/slack/listeners/drafts.js';
import { homeTab } from '../../../src/slack/listeners/home.js';
import { TestHouse } from '../../support/core.js';
import { recordingLog } from '../support.js';

function homeOf(house: TestHouse, userId: string) {
  const tab = homeTab({
    core: house.core,
    background: house.background,
    drafts: createDrafts(() => 'draft'),
    portalUrl: 'https://business.example',
    download: async () => ({ result: 'unreachable' }),
    readServerFile: null,
  });
  return tab({ userId, reference: 'R-1', log: recordingLog().log });
}

test('whoever Slack does not vouch for now gets no new Home tab', async () => {
  const house = new TestHouse();
  expect(await homeOf(house, 'U1')).toMatchObject({ type: 'home' });
  house.people.set('U1', 'cannot-check');
  expect(await homeOf(house, 'U1')).toBeNull();
});

test('who is excluded for certain gets a Home tab that shows nothing of the house', async () => {
  const house = new TestHouse();
  house.people.set('U1', 'deactivated');
  const home = await homeOf(house, 'U1');
  expect(home?.blocks[0]).toMatchObject({ type: 'header', text: { text: 'Welcome' } });
  expect(home?.blocks).toHaveLength(2);
});
