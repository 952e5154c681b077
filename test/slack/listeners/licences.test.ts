import type { ModalView } from '@slack/types';
import { describe, expect, it } from 'vitest';
import { actionIds, blockIds, callbackIds } from '../../../src/slack/ids.js';
import type { Click, InputValue, Message, Reply, Submission, ViewAnswer } from '../../../src/slack/interaction.js';
import { actionHandlers } from '../../../src/slack/listeners/actions.js';
import { vppCommand } from '../../../src/slack/listeners/commands.js';
import type { Conversation } from '../../../src/slack/listeners/conversation.js';
import { createDrafts } from '../../../src/slack/listeners/drafts.js';
import { viewHandlers } from '../../../src/slack/listeners/views.js';
import type { TestHouse } from '../../support/core.js';
import { assigned } from '../../support/core-alerts.js';
import { boundHouse } from '../../support/core-ceremony.js';
import { recordingLog } from '../support.js';

const key = '1.STDQ';
const empty: InputValue = { text: null, selected: [], files: [] };

/** Keynote with 15 of 100 licences free, of which somebody has told the channel; Ada has one. */
async function lowHouse(): Promise<TestHouse> {
  const house = await boundHouse(({ apple }) => {
    apple.buy('1', 15, { totalCount: 100, assignedCount: 85 });
    apple.names.set('1', 'Keynote');
  });
  await assigned(house, { userId: 'UADA' }, { userId: 'UBO', state: 'reserved' });
  await house.ring();
  return house;
}

/** One person in front of the listeners, without Slack between. */
function screenOf(house: TestHouse, userId: string) {
  const said: Message[] = [];
  const files: { name: string; text: string }[] = [];
  const modals: ModalView[] = [];
  const conversation: Conversation = {
    core: house.core,
    background: house.background,
    drafts: createDrafts(() => 'draft'),
    portalUrl: 'https://business.example',
    download: async () => ({ result: 'unreachable' }),
    readServerFile: null,
  };
  const common = { userId, teamId: 'T1', reference: 'R-1', log: recordingLog().log };
  const open = async (view: ModalView) => {
    modals.push(view);
    return { viewId: 'V1', hash: 'h' };
  };
  const reply: Reply = {
    privately: async (message) => void said.push(message),
    openView: open,
    pushView: open,
    updateView: async () => ({ result: 'updated', viewId: 'V1', hash: 'h' }),
    sendFile: async (file) => void files.push(file),
    publishHome: async () => undefined,
  };
  return {
    said,
    files,
    modals,
    last: () => JSON.stringify(said.at(-1)),
    slash: (text: string) => vppCommand(conversation)({ ...common, command: '/vpp', text, channelId: 'C1' }, reply),
    async press(actionId: string, actionValue: string | null, input = empty) {
      const click: Click = { ...common, actionId, actionValue, blockId: 'b', input, message: null, view: null };
      await actionHandlers(conversation)[actionId]?.(click, reply);
    },
    async submit(values: Record<string, Partial<InputValue>>): Promise<ViewAnswer | undefined> {
      const modal = modals.at(-1);
      const submission: Submission = {
        ...common,
        viewId: 'V1',
        hash: 'h',
        callbackId: modal?.callback_id ?? '',
        privateMetadata: modal?.private_metadata ?? '',
        values: Object.fromEntries(
          Object.entries(values).map(([id, value]) => [id, { [actionIds.input]: { ...empty, ...value } }]),
        ),
      };
      return viewHandlers(conversation)[submission.callbackId]?.(submission, reply);
    },
  };
}

describe('the page of an app', () => {
  it('comes by command and by button, with what this person may do', async () => {
    const house = await lowHouse();
    const operator = screenOf(house, 'OPERATOR');
    await operator.slash('app keynote');
    for (const part of [
      'Few left',
      '14',
      'Reserved',
      actionIds.showHolders,
      actionIds.snoozeAlert,
      actionIds.deployApp,
    ])
      expect(operator.last()).toContain(part);
    const viewer = screenOf(house, 'VIEWER');
    await viewer.press(actionIds.showApp, key);
    expect(viewer.last()).toContain('Few left');
    expect(viewer.last()).not.toContain(actionIds.snoozeAlert);
    const employee = screenOf(house, 'EMPLOYEE');
    await employee.press(actionIds.showApp, key);
    expect(employee.last()).not.toContain('Keynote');
  });
});

describe('“See holders”', () => {
  it('shows them, others by choice, and sends the file to whoever asks', async () => {
    const house = await lowHouse();
    const screen = screenOf(house, 'OPERATOR');
    await screen.press(actionIds.showHolders, `holding:0:${key}`);
    expect(screen.last()).toContain('<@UADA>');
    expect(screen.last()).not.toContain('<@UBO>');
    await screen.press(actionIds.filterHolders, null, { ...empty, selected: [`coming:0:${key}`] });
    expect(screen.last()).toContain('<@UBO>');
    await screen.press(actionIds.exportHolders, key);
    expect(screen.files).toHaveLength(1);
    expect(screen.files[0]?.text).toContain('UADA');
    expect(screen.last()).toContain('direct messages');
  });

  it.each(['', 'holding', 'nonsense:0:1.STDQ', 'holding:-1:1.STDQ', 'holding:0:', 'constructor:0:1.STDQ'])(
    'says so when the button carries “%s”',
    async (value) => {
      const screen = screenOf(await lowHouse(), 'OPERATOR');
      await screen.press(actionIds.showHolders, value);
      expect(screen.last()).toContain('No such app');
    },
  );
});

describe('“Snooze…”', () => {
  it('asks for an end and a reason, and then says until when', async () => {
    const house = await lowHouse();
    const subject = (await house.records.get('alert', key))?.value.subject ?? '';
    const screen = screenOf(house, 'OPERATOR');
    await screen.press(actionIds.snoozeAlert, subject);
    expect(screen.modals.at(-1)?.callback_id).toBe(callbackIds.snoozeAlert);
    expect(await screen.submit({ [blockIds.snoozeDays]: { selected: ['7'] } })).toMatchObject({
      answer: 'errors',
      errors: { [blockIds.snoozeReason]: expect.any(String) },
    });
    const done = await screen.submit({
      [blockIds.snoozeDays]: { selected: ['7'] },
      [blockIds.snoozeReason]: { text: '30 more are ordered' },
    });
    expect(JSON.stringify(done)).toContain('Snoozed');
    expect((await house.records.get('alert', key))?.value.snoozed).toMatchObject({ by: 'OPERATOR' });
  });

  it('opens nothing for whoever may not, and nothing for an alert that is over', async () => {
    const house = await lowHouse();
    const viewer = screenOf(house, 'VIEWER');
    await viewer.press(actionIds.snoozeAlert, `licence-alert:${key}:1`);
    const late = screenOf(house, 'OPERATOR');
    await late.press(actionIds.snoozeAlert, `licence-alert:${key}:1`);
    expect([...viewer.modals, ...late.modals]).toEqual([]);
    expect(late.last()).toContain('Nothing to snooze');
  });
});

describe('“Uninstall from somebody…”', () => {
  const reason = { [blockIds.uninstallReason]: { text: 'somebody else needs it' } };

  it('takes only people who have a licence, then asks them', async () => {
    const house = await lowHouse();
    const screen = screenOf(house, 'OPERATOR');
    await screen.press(actionIds.uninstallFrom, key);
    expect(screen.modals.at(-1)?.callback_id).toBe(callbackIds.uninstallFrom);
    expect(await screen.submit({ ...reason, [blockIds.uninstallPeople]: { selected: ['UADA', 'UBO'] } })).toMatchObject(
      {
        answer: 'errors',
        errors: { [blockIds.uninstallPeople]: expect.stringContaining('UBO') },
      },
    );
    const done = await screen.submit({ ...reason, [blockIds.uninstallPeople]: { selected: ['UADA'] } });
    expect(JSON.stringify(done)).toContain('They are asked');
    expect((await house.records.get('assignment', `${key}/UADA`))?.value.state).toBe('removing');
  });

  it('is refused at the second step too', async () => {
    const house = await lowHouse();
    const screen = screenOf(house, 'OPERATOR');
    await screen.press(actionIds.uninstallFrom, key);
    house.people.set('OPERATOR', []);
    const refused = await screen.submit({ ...reason, [blockIds.uninstallPeople]: { selected: ['UADA'] } });
    expect(JSON.stringify(refused)).not.toContain('They are asked');
    expect((await house.records.get('holding', `${key}/UADA`))?.value.state).toBe('licensed');
  });
});
