import { expect, test } from 'vitest';
import { actionIds } from '../../../src/slack/ids.js';
import type { Click, Message, Reply } from '../../../src/slack/interaction.js';
import { actionHandlers } from '../../../src/slack/listeners/actions.js';
import { vppCommand } from '../../../src/slack/listeners/commands.js';
import type { Conversation } from '../../../src/slack/listeners/conversation.js';
import { createDrafts } from '../../../src/slack/listeners/drafts.js';
import { personArgument } from '../../../src/slack/listeners/person-argument.js';
import { TestHouse } from '../../support/core.js';
import { aDeployment, putAsset, putDeployment, putPerson } from '../../support/core-lists.js';
import { recordingLog } from '../support.js';

const notHere = async () => {
  throw new Error('no dialogue belongs here');
};

async function stage() {
  const house = new TestHouse();
  const key = await putAsset(house, '1', 'Keynote');
  await putDeployment(house, 'D-7', aDeployment(house, key), ['U9']);
  await putPerson(house, 'U9');
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
  const type = async (userId: string, text: string) => {
    await vppCommand(conversation)({ ...asked(userId), command: '/vpp', text, channelId: 'C1' }, reply);
    return told.at(-1)?.text ?? '';
  };
  const press = async (userId: string, actionId: string, value: string, chosen = false) => {
    const click: Click = {
      ...{ ...asked(userId), actionId, blockId: 'b', actionValue: chosen ? null : value },
      input: { text: null, selected: chosen ? [value] : [], files: [] },
      ...{ message: null, view: null },
    };
    await actionHandlers(conversation)[actionId]?.(click, reply);
    return told.at(-1)?.text ?? '';
  };
  return { house, type, press, files };
}

test('the commands answer whoever may ask', async () => {
  const { type } = await stage();
  expect(await type('VIEWER', 'deployments')).toContain('D-7 Keynote: Active');
  expect(await type('VIEWER', 'deployments ended')).toContain('Nothing found');
  expect(await type('VIEWER', 'deployment d-7')).toContain('Keynote');
  expect(await type('VIEWER', 'deployment')).toContain('1 deployment');
  expect(await type('VIEWER', 'deployment 99')).toContain('The newest one is `D-7`');
  expect(await type('VIEWER', 'why <@U9|nina> keynote')).toContain('Why <@U9> and Keynote');
  expect(await type('VIEWER', 'why nina keynote')).toContain('Say about whom');
  expect(await type('EMPLOYEE', 'why me keynote')).toContain('concerns you');
  expect(await type('APPROVER', 'audit')).toContain('is intact');
  expect(await type('APPROVER', 'audit who:nina')).toContain('does not understand');
  for (const text of ['deployments', 'deployment 7', 'audit', 'why <@U9> keynote'])
    expect(await type('EMPLOYEE', text)).toContain('You may not do this');
});

test('selects and pages lead through the list, and what is misread is the first page', async () => {
  const { press } = await stage();
  expect(await press('VIEWER', actionIds.filterDeployments, '0:active', true)).toContain('D-7');
  expect(await press('VIEWER', actionIds.deploymentsPage, 'rubbish')).toContain('D-7');
  expect(await press('VIEWER', actionIds.filterPeopleByState, 'D-7 0 4 any', true)).toContain('D-7');
  expect(await press('VIEWER', actionIds.showWhy, 'U9 1.STDQ')).toContain('Keynote');
  expect(await press('APPROVER', actionIds.auditPage, '5:')).toContain('Audit');
});

test('files go to whoever may have them, and to nobody else', async () => {
  const { house, press, files } = await stage();
  expect(await press('VIEWER', actionIds.exportPeople, 'D-7')).toContain('You may not do this');
  expect(await press('OPERATOR', actionIds.exportAudit, '')).toContain('You may not do this');
  expect(files).toEqual([]);
  expect(await press('OPERATOR', actionIds.exportPeople, 'D-7')).toContain('The file was sent');
  expect(await press('OPERATOR', actionIds.exportDeployments, '')).toContain('The file was sent');
  expect(await press('OPERATOR', actionIds.exportPeople, 'D-8')).toContain('Nothing to send');
  expect(await press('APPROVER', actionIds.exportAudit, '')).toContain('is intact');
  expect(files.map((name) => name.replace(/-\d.*$/, ''))).toEqual(['D', 'deployments', 'audit']);
  const audit = await house.audit();
  expect(audit.filter((line) => line.endsWith('export-lists: sent'))).toHaveLength(3);
  expect(audit.filter((line) => line.endsWith('refused: not-allowed'))).toHaveLength(2);
});

test.each([
  ['<@U9|nina> Keynote', { userId: 'U9', rest: 'Keynote' }],
  ['<@W9>', { userId: 'W9', rest: '' }],
  ['ME  Keynote', { userId: 'U1', rest: 'Keynote' }],
  ['me', { userId: 'U1', rest: '' }],
  ['media player', null],
  ['@nina Keynote', null],
])('a person at the beginning of a command: %s', (typed, found) => {
  expect(personArgument(typed, 'U1')).toEqual(found);
});
