import { describe, expect, it } from 'vitest';
import { askUnused } from '../../../src/licensing/flows/ask-unused.js';
import { unusedQuestion } from '../../../src/slack/blocks/unused-question.js';
import { actionIds } from '../../../src/slack/ids.js';
import type { Click, Message, Reply } from '../../../src/slack/interaction.js';
import { actionHandlers } from '../../../src/slack/listeners/actions.js';
import { vppCommand } from '../../../src/slack/listeners/commands.js';
import type { Conversation } from '../../../src/slack/listeners/conversation.js';
import { createDrafts } from '../../../src/slack/listeners/drafts.js';
import { TestHouse } from '../../support/core.js';
import { assignmentOf, changeAsset, KEY } from '../../support/core-deployments.js';
import { aDevice } from '../../support/core-devices.js';
import { answerValue, idleHouse, lines, stages, work } from '../../support/core-unused.js';
import { context } from '../blocks/facts.js';
import { buttonsOf } from '../blocks/texts.js';
import { recordingLog } from '../support.js';

/** One person in front of the listeners, without Slack between. */
function screenOf(house: TestHouse, userId: string) {
  const said: Message[] = [];
  const files: string[] = [];
  const conversation: Conversation = {
    ...{ core: house.core, background: house.background, drafts: createDrafts(() => 'draft') },
    ...{ portalUrl: 'https://business.example', readServerFile: null },
    download: async () => ({ result: 'unreachable' }),
  };
  const common = { userId, teamId: 'T1', reference: 'R-1', log: recordingLog().log };
  const view = async () => ({ viewId: 'V1', hash: 'h' });
  const reply: Reply = {
    ...{ openView: view, pushView: view },
    privately: async (message) => void said.push(message),
    updateView: async () => ({ result: 'updated', viewId: 'V1', hash: 'h' }),
    sendFile: async ({ text }) => void files.push(text),
    publishHome: async () => undefined,
  };
  return {
    files,
    last: () => JSON.stringify(said.at(-1)),
    buttons: () => buttonsOf(said.at(-1) ?? { text: '', blocks: [] }),
    slash: (text: string) => vppCommand(conversation)({ ...common, command: '/vpp', text, channelId: 'C1' }, reply),
    async press(actionId: string, actionValue: string | null, selected: readonly string[] = []) {
      const input = { text: null, selected: [...selected], files: [] };
      const click: Click = { ...common, actionId, actionValue, blockId: 'b', input, message: null, view: null };
      await actionHandlers(conversation)[actionId]?.(click, reply);
    },
  };
}

async function namedHouse(): Promise<TestHouse> {
  const house = await idleHouse();
  await changeAsset(house, { name: 'Keynote' });
  return house;
}

describe('/vpp unused', () => {
  it('leads from the apps to the people, asks them all, and shows what they said', async () => {
    const house = await namedHouse();
    const screen = screenOf(house, 'OPERATOR');
    await screen.slash('unused');
    expect(screen.last()).toContain('3 held without use, 1 not known');
    const [see] = screen.buttons();
    await screen.press(actionIds.showUnused, see?.value ?? null);
    const all = screen.buttons().find(({ action_id }) => action_id === actionIds.askAllUnused);
    expect(all).toMatchObject({ text: { text: 'Ask all 3' } });
    expect(all?.confirm).toBeDefined();
    await screen.press(actionIds.askAllUnused, all?.value ?? null);
    expect(screen.last()).toContain('3 people are asked');
    await house.drain();

    const anna = screenOf(house, 'A');
    await anna.press(actionIds.keepUnused, await answerValue(house, 'A'));
    expect(anna.last()).toContain('You keep the licence');
    const bo = screenOf(house, 'B');
    await bo.press(actionIds.giveUnusedBack, await answerValue(house, 'B'));
    expect(bo.last()).toContain('the licence goes back when it says that it is gone');
    expect((await assignmentOf(house, 'B'))?.state).not.toBe('licensed');

    await screen.press(actionIds.filterUnused, null, [`kept:0:${KEY}`]);
    expect(screen.last()).toContain('Said “Keep it”');
    await screen.slash('unused keynote');
    expect(screen.last()).toContain('no answer since');
    expect(await lines(house, 'unused')).toEqual(['C asked']);
    await screen.press(actionIds.exportUnused, KEY);
    expect(screen.files).toHaveLength(1);
  });

  it('is answered in `/vpp my` as well, and is not there afterwards', async () => {
    const house = await namedHouse();
    await askUnused(house.core, house.asked('OPERATOR'), KEY, 'A');
    await work(house);
    const anna = screenOf(house, 'A');
    await anna.slash('my');
    expect(anna.last()).toContain('is on none of your devices');
    const keep = anna.buttons().find(({ action_id }) => action_id === actionIds.keepUnused);
    expect(keep?.value).toBe(await answerValue(house, 'A'));
    expect(anna.buttons().map(({ action_id }) => action_id)).toContain(actionIds.giveUnusedBack);
    await anna.press(actionIds.keepUnused, keep?.value ?? null);
    await anna.slash('my');
    expect(anna.buttons().map(({ action_id }) => action_id)).not.toContain(actionIds.keepUnused);
  });

  it('a person with a device and no app is told that apps come there', async () => {
    const house = await namedHouse();
    house.people.set('F', []);
    const screen = screenOf(house, 'F');
    await screen.slash('my');
    expect(screen.last()).toContain('say which devices are yours');
    await aDevice(house, 'P-F', 'F');
    await screen.slash('my');
    expect(screen.last()).toContain('comes there by itself');
  });

  it('asks one person by the button beside them, once', async () => {
    const house = await namedHouse();
    const screen = screenOf(house, 'OPERATOR');
    await screen.slash('unused keynote');
    const ask = screen.buttons().filter(({ action_id }) => action_id === actionIds.askUnused);
    expect(ask).toHaveLength(3);
    for (let time = 0; time < 2; time += 1) await screen.press(actionIds.askUnused, ask[1]?.value ?? null);
    expect(screen.last()).toContain('Nobody was asked');
    await house.drain();
    expect([await stages(house, 'A'), await stages(house, 'B')]).toEqual([[], ['asked']]);
  });

  it.each([actionIds.showUnused, actionIds.askUnused, actionIds.askAllUnused, actionIds.keepUnused])(
    'does nothing for what no button of ours carries: %s',
    async (actionId) => {
      const house = await namedHouse();
      for (const bad of ['', 'x', '1:2:3', '-1:x', `unused:0:${'9'.repeat(70)}`])
        await screenOf(house, 'OPERATOR').press(actionId, bad);
      await house.drain();
      expect(await house.records.list('unusedQuestion')).toEqual([]);
    },
  );

  it('refuses people without a role, and shows no button that may not be pressed', async () => {
    const house = await namedHouse();
    const employee = screenOf(house, 'EMPLOYEE');
    await employee.slash('unused');
    expect(employee.last()).not.toContain('Keynote');
    const viewer = screenOf(house, 'VIEWER');
    await viewer.slash('unused keynote');
    const ids = viewer.buttons().map(({ action_id }) => action_id);
    expect(ids).not.toContain(actionIds.askAllUnused);
    expect(ids).not.toContain(actionIds.exportUnused);
  });

  it('says that nobody knows without a device server', async () => {
    const screen = screenOf(new TestHouse(), 'OPERATOR');
    await screen.slash('unused');
    expect(screen.last()).toContain('No MDM server is connected');
  });
});

describe('the question', () => {
  const app = { key: KEY, name: 'Keynote', iconUrl: null };
  const facts = { app, assignmentId: `${KEY}/A`, generation: 1, at: 5, by: 'OPERATOR', deployments: [] };

  it.each(['kept', 'wished', 'removing', 'returning', 'stays', 'in-use', 'gone'] as const)(
    'has no buttons when %s',
    (stage) => {
      expect(buttonsOf(unusedQuestion({ ...facts, stage }, context))).toEqual([]);
      expect(buttonsOf(unusedQuestion({ ...facts, stage: 'asked' }, context))).toHaveLength(2);
    },
  );
});
