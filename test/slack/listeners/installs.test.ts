import { expect, test } from 'vitest';
import { actionIds } from '../../../src/slack/ids.js';
import type { Click, Message, Reply } from '../../../src/slack/interaction.js';
import type { Conversation } from '../../../src/slack/listeners/conversation.js';
import { createDrafts } from '../../../src/slack/listeners/drafts.js';
import { installPresses, installs } from '../../../src/slack/listeners/installs.js';
import { TestHouse } from '../../support/core.js';
import { aDevice } from '../../support/core-devices.js';
import { putInstallation } from '../../support/core-installs.js';
import { putAsset, putLicence, putPerson } from '../../support/core-lists.js';
import { buttonsOf } from '../blocks/texts.js';
import { recordingLog } from '../support.js';

const notHere = async () => {
  throw new Error('no dialogue belongs here');
};

/** As the listeners meet Slack, with fifty-five failures and one copy of a person's own. */
async function stage(house = new TestHouse().withDevices()) {
  const key = await putAsset(house, '1', 'Keynote');
  for (let index = 0; index < 55; index += 1) {
    await putPerson(house, `UP${index}`, `Person ${index}`);
    await putLicence(house, key, `UP${index}`, 'licensed');
    await aDevice(house, `P${index}`, `UP${index}`);
    await putInstallation(house, {
      ...{ key, userId: `UP${index}`, enrolmentId: `P${index}`, state: index === 0 ? 'unmanaged' : 'failed' },
      ...{ reason: index === 0 ? null : 'licence-not-found', since: house.now - index },
    });
  }
  const conversation: Conversation = {
    ...{ core: house.core, background: house.background, drafts: createDrafts(() => 'draft') },
    ...{ portalUrl: 'https://business.example', readServerFile: null },
    download: async () => ({ result: 'unreachable' }),
  };
  const told: Message[] = [];
  const files: string[] = [];
  const reply: Reply = {
    privately: async (message) => void told.push(message),
    ...{ openView: notHere, pushView: notHere, updateView: notHere },
    sendFile: async ({ name }) => void files.push(name),
    publishHome: async () => undefined,
  };
  const asked = (userId: string) => ({ userId, teamId: 'T1', reference: 'R-1', log: recordingLog().log });
  const last = () => told.at(-1) ?? { text: '', blocks: [] };
  const type = async (userId: string, text: string) => {
    await installs(conversation, asked(userId), text, reply);
    return last();
  };
  const press = async (userId: string, actionId: keyof typeof installPresses, value: string | null, chosen = false) => {
    const click: Click = {
      ...{ ...asked(userId), actionId, blockId: 'b', actionValue: chosen ? null : value },
      input: { text: null, selected: chosen && value !== null ? [value] : [], files: [] },
      ...{ message: null, view: null },
    };
    await installPresses[actionId](conversation, click, reply);
    return last();
  };
  return { house, key, type, press, files };
}

const valueIn = (message: Message, actionId: string) =>
  buttonsOf(message).find((button) => button.action_id === actionId)?.value;

test('pages lead through everything, and keep what was chosen', async () => {
  const { type, press } = await stage();
  let page = await type('VIEWER', 'failed keynote');
  const opened: string[] = [];
  for (;;) {
    opened.push(
      ...buttonsOf(page).flatMap((one) => (one.action_id === actionIds.showInstall ? [one.value ?? ''] : [])),
    );
    const next = valueIn(page, actionIds.installsPage);
    if (next === undefined) break;
    page = await press('VIEWER', actionIds.installsPage, next);
  }
  expect(new Set(opened).size).toBe(54);
  expect(page.text).toContain('page 6 of 6');
});

test('choices and “Needs somebody” lead to others, and what is misread is the first page', async () => {
  const { type, press } = await stage();
  expect((await press('VIEWER', actionIds.chooseInstalls, '0 unmanaged', true)).text).toContain('1 of 55');
  const trouble = valueIn(await type('VIEWER', ''), actionIds.installsTrouble);
  expect((await press('VIEWER', actionIds.installsTrouble, trouble ?? '')).text).toContain('55 installations, page 1');
  expect((await press('VIEWER', actionIds.installsPage, 'rubbish')).text).toContain('55 installations, page 1');
  expect((await press('VIEWER', actionIds.openInstalls, 'D-9')).text).toContain('no deployment `D-9`');
  expect((await type('VIEWER', 'older sometime')).text).toContain('does not understand “older sometime”');
  expect((await type('EMPLOYEE', '')).text).toContain('You may not do this');
});

test('one of them is opened with what can be done about it', async () => {
  const { key, press } = await stage();
  const failed = await press('OPERATOR', actionIds.showInstall, `${key}/UP1/P1`);
  expect(failed.text).toContain('found no licence');
  expect(valueIn(failed, actionIds.retryInstall)).toBe(`${key}/UP1/P1`);
  const copy = await press('OPERATOR', actionIds.showInstall, `${key}/UP0/P0`);
  expect(valueIn(copy, actionIds.takeOverInstall)).toBe(`${key}/UP0/P0`);
  const viewer = await press('VIEWER', actionIds.showInstall, `${key}/UP1/P1`);
  expect(valueIn(viewer, actionIds.retryInstall)).toBeUndefined();
  expect((await press('OPERATOR', actionIds.showInstall, 'rubbish')).text).toContain('Not there any more');
});

test('somebody who tries their own again is told what they can do themselves, not what administrators do', async () => {
  const { house, key, press } = await stage();
  for (const userId of ['UP1', 'UP2']) house.people.set(userId, []);
  await aDevice(house, 'P2', 'UP2', { state: 'checked-out' });
  const tried = async (who: string, index: number) =>
    (await press(who, actionIds.retryInstall, `${key}/UP${index}/P${index}`)).text;
  expect(await tried('UP1', 1)).toContain('Next: ask your administrators');
  expect(await tried('UP2', 2)).toContain('Next: enrol the device again');
  expect(await tried('OPERATOR', 1)).toContain('Next: deploy the app');
  expect(await tried('UP2', 1)).toContain('This device is not yours');
});

test('“Try again for all” counts what it would do, asks once more, and leaves copies of people’s own', async () => {
  const { type } = await stage();
  const page = await type('OPERATOR', '');
  const all = buttonsOf(page).find(({ action_id }) => action_id === actionIds.retryInstalls);
  expect(all?.text.text).toBe('Try again for all 54');
  expect(all?.confirm).toMatchObject({ title: { text: 'Try again for 54 installations?' } });
  expect(valueIn(await type('VIEWER', ''), actionIds.retryInstalls)).toBeUndefined();
});

test('the file goes to whoever may have it', async () => {
  const { press, files } = await stage();
  expect((await press('VIEWER', actionIds.exportInstalls, 'failed')).text).toContain('You may not do this');
  expect((await press('OPERATOR', actionIds.exportInstalls, 'failed')).text).toContain('54 rows');
  expect((await press('OPERATOR', actionIds.exportInstalls, 'older no')).text).toContain('does not understand');
  expect(files).toHaveLength(1);
});

test('without an MDM server it says so', async () => {
  const { type, press } = await stage(new TestHouse());
  expect((await type('VIEWER', '')).text).toContain('No MDM server is connected');
  expect((await press('OPERATOR', actionIds.retryInstalls, '')).text).toContain('No MDM server is connected');
  expect((await press('OPERATOR', actionIds.showInstall, 'a/b/c')).text).toContain('No MDM server is connected');
});
