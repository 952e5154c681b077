import type { ModalView } from '@slack/types';
import { describe, expect, it } from 'vitest';
import { actionIds, blockIds, callbackIds, selectIds } from '../../../src/slack/ids.js';
import type { Click, InputValue, Message, Reply, Submission } from '../../../src/slack/interaction.js';
import { actionHandlers } from '../../../src/slack/listeners/actions.js';
import { vppCommand } from '../../../src/slack/listeners/commands.js';
import type { Conversation } from '../../../src/slack/listeners/conversation.js';
import { createDrafts } from '../../../src/slack/listeners/drafts.js';
import { optionsHandlers } from '../../../src/slack/listeners/options.js';
import { viewHandlers } from '../../../src/slack/listeners/views.js';
import { TestHouse } from '../../support/core.js';
import { stocked } from '../../support/core-deployments.js';
import { aDevice } from '../../support/core-devices.js';
import { recordingLog } from '../support.js';

const nothing: InputValue = { text: null, selected: [], files: [] };
const typed = (text: string): InputValue => ({ ...nothing, text });
const chosen = (...selected: string[]): InputValue => ({ ...nothing, selected });

/** One person in front of the listeners, without Slack between. */
class Screen {
  readonly said: Message[] = [];
  readonly views: ModalView[] = [];
  readonly files: { name: string; text: string }[] = [];
  readonly #conversation: Conversation;
  readonly #common;

  constructor(house: TestHouse, userId: string, file = '') {
    this.#conversation = {
      core: house.core,
      background: house.background,
      drafts: createDrafts(() => 'draft'),
      portalUrl: 'https://business.example',
      download: async () => (file === '' ? { result: 'unreachable' } : { result: 'text', text: file }),
      readServerFile: null,
    };
    this.#common = { userId, teamId: 'T1', reference: 'R-1', log: recordingLog().log };
  }

  get #reply(): Reply {
    const show = async (view: ModalView) => {
      this.views.push(view);
      return { viewId: 'V1', hash: 'h' };
    };
    return {
      privately: async (message) => void this.said.push(message),
      openView: show,
      pushView: show,
      updateView: async (view) => ({ result: 'updated', ...(await show(view)) }),
      sendFile: async (sent) => void this.files.push(sent),
      publishHome: async () => undefined,
    };
  }

  async slash(text: string): Promise<void> {
    await vppCommand(this.#conversation)({ ...this.#common, command: '/vpp', text, channelId: 'C1' }, this.#reply);
  }

  async press(actionId: string, actionValue: string): Promise<void> {
    const at = { blockId: 'b', input: nothing, message: null, view: null };
    const click: Click = { ...this.#common, actionId, actionValue, ...at };
    await actionHandlers(this.#conversation)[actionId]?.(click, this.#reply);
  }

  /** What stands in the dialogue afterwards, or the faults at its fields. */
  async submit(callbackId: string, privateMetadata: string, values: Submission['values']): Promise<string> {
    const submission: Submission = { ...this.#common, viewId: 'V1', hash: 'h', callbackId, privateMetadata, values };
    const answer = await viewHandlers(this.#conversation)[callbackId]?.(submission, this.#reply);
    if (answer?.answer === 'update') this.views.push(answer.view);
    await answer?.after?.();
    return answer?.answer === 'errors' ? JSON.stringify(answer.errors) : JSON.stringify(this.views.at(-1));
  }

  async options(text: string): Promise<string> {
    const at = { actionId: selectIds.claimDevice, blockId: 'b', privateMetadata: null };
    const handle = optionsHandlers(this.#conversation)[selectIds.claimDevice];
    return JSON.stringify(await handle({ ...this.#common, ...at, typed: text }));
  }

  get heard(): string {
    return this.said.map(({ text }) => text).join('\n');
  }
}

async function aHouse(): Promise<TestHouse> {
  const house = new TestHouse().withDevices();
  await stocked(house, ['EMPLOYEE', 'OPERATOR']);
  await aDevice(house, 'P1', null, { name: 'Anna’s iPhone', serialNumber: 'F2LX0001ABCD' });
  return house;
}

async function ownerOf(house: TestHouse) {
  return (await house.records.get('device', 'P1'))?.value.owner?.userId ?? null;
}

describe('an employee', () => {
  it('claims a device from the list, and has it when an operator confirmed it', async () => {
    const house = await aHouse();
    const screen = new Screen(house, 'EMPLOYEE');
    await screen.slash('my devices');
    expect(screen.heard).toContain('No device of yours is known');
    await screen.press(actionIds.claimDevice, '');
    expect(screen.views.at(-1)?.callback_id).toBe(callbackIds.claimDevice);
    const options = await screen.options('anna');
    expect(options).toContain('…ABCD');
    expect(options).not.toContain('F2LX0001');
    const values = { [blockIds.claimDevice]: { [selectIds.claimDevice]: chosen('P1') } };
    expect(await screen.submit(callbackIds.claimDevice, '', values)).toContain('The administrators are asked');
    const key = (await house.noticesOf('device-claim')).at(-1)?.facts.key ?? '';
    const operator = new Screen(house, 'OPERATOR');
    await operator.press(actionIds.confirmClaim, key);
    await operator.press(actionIds.confirmClaim, key);
    expect(operator.heard).toContain('The device is theirs');
    expect(operator.heard).toContain('This is settled already');
    await screen.press(actionIds.openMyDevices, '');
    expect(screen.heard).toContain('1 device belongs to you');
  });

  it('hears at the fields what is missing, and withdraws what waits', async () => {
    const house = await aHouse();
    const screen = new Screen(house, 'EMPLOYEE');
    const serial = (text: string) => ({ [blockIds.claimSerial]: { [actionIds.input]: typed(text) } });
    expect(await screen.submit(callbackIds.claimDevice, '', serial('no'))).toContain('8 to 20 letters');
    const both = { ...serial('F2LX0001ABCD'), [blockIds.claimDevice]: { [selectIds.claimDevice]: chosen('P1') } };
    expect(await screen.submit(callbackIds.claimDevice, '', both)).toContain('not both');
    expect(await screen.submit(callbackIds.claimDevice, '', serial('F2LX0001ABCD'))).toContain('are asked');
    await screen.press(actionIds.withdrawClaim, (await house.noticesOf('device-claim')).at(-1)?.facts.key ?? '');
    expect(screen.heard).toContain('You have withdrawn it');
  });

  it('sees no devices of others, and hears whom to ask', async () => {
    const screen = new Screen(await aHouse(), 'EMPLOYEE');
    for (const text of ['devices', 'device P1', 'devices import', 'device retire P1']) await screen.slash(text);
    expect(screen.said).toHaveLength(4);
    expect(screen.said.every(({ text }) => text.startsWith('You may not do this'))).toBe(true);
    expect(screen.views).toEqual([]);
  });

  it('is told where there is no MDM server', async () => {
    const house = new TestHouse();
    const screen = new Screen(house, 'EMPLOYEE');
    await screen.slash('my devices');
    expect(screen.heard).toContain('No MDM server is connected');
    await screen.slash('my');
    expect(JSON.stringify(screen.said.at(-1))).not.toContain(actionIds.openMyDevices);
  });
});

describe('an operator', () => {
  it('sets an owner, removes them, and retires the device', async () => {
    const house = await aHouse();
    const screen = new Screen(house, 'OPERATOR');
    await screen.slash('device F2LX0001ABCD');
    expect(JSON.stringify(screen.said.at(-1))).toContain(actionIds.setDeviceOwner);
    await screen.press(actionIds.setDeviceOwner, 'P1');
    const metadata = screen.views.at(-1)?.private_metadata ?? '';
    const values = { [blockIds.deviceOwner]: { [actionIds.input]: chosen('EMPLOYEE') } };
    expect(await screen.submit(callbackIds.setDeviceOwner, metadata, values)).toContain('The owner is set');
    expect(await ownerOf(house)).toBe('EMPLOYEE');
    expect(
      await screen.submit(callbackIds.setDeviceOwner, metadata, {
        [blockIds.deviceOwner]: { [actionIds.input]: chosen('OPERATOR') },
      }),
    ).toContain('changed meanwhile');
    await screen.press(actionIds.removeDeviceOwner, 'EMPLOYEE P1');
    expect(await ownerOf(house)).toBeNull();
    await screen.slash('device retire f2lx0001abcd');
    expect(screen.views.at(-1)?.callback_id).toBe(callbackIds.retireDevice);
    expect(await screen.submit(callbackIds.retireDevice, 'P1', {})).toContain('Please tick');
    const tick = { [blockIds.acknowledged]: { [actionIds.input]: chosen('yes') } };
    expect(await screen.submit(callbackIds.retireDevice, 'P1', tick)).toContain('The device is retired');
    expect((await house.records.get('device', 'P1'))?.value.state).toBe('retired');
    await screen.slash('devices left');
    expect(screen.heard).toContain('1 of 1 device');
    await screen.press(actionIds.exportDevices, 'left');
    expect(screen.files.at(-1)?.text).toContain('F2LX0001ABCD');
  });

  it('imports a file, sees what is wrong, and confirms', async () => {
    const house = await aHouse();
    const wrong = Array.from({ length: 30 }, (_, index) => `F2LX00${index}WRONG,nobody${index}@northwind.example`);
    const screen = new Screen(house, 'OPERATOR', ['F2LX0001ABCD,employee@northwind.example', ...wrong].join('\n'));
    await screen.slash('devices import');
    expect(screen.views.at(-1)?.callback_id).toBe(callbackIds.importOwners);
    expect(await screen.submit(callbackIds.importOwners, '', {})).toContain('Paste the list');
    const file = { id: 'F1', name: 'owners.csv', size: 10, url: 'https://files.slack.example/1' };
    const values = { [blockIds.ownerFile]: { [actionIds.input]: { ...nothing, files: [file] } } };
    const shown = await screen.submit(callbackIds.importOwners, '', values);
    expect(shown).toContain('1 owner to import');
    expect(shown).toContain('Line 2, ');
    expect(screen.files.at(-1)).toMatchObject({ name: 'wrong-lines.csv' });
    const importId = screen.views.at(-1)?.private_metadata ?? '';
    expect(await screen.submit(callbackIds.importOwnersPreview, importId, {})).toContain('is being imported');
    await house.drain();
    expect(await ownerOf(house)).toBe('EMPLOYEE');
    expect(await screen.submit(callbackIds.importOwnersPreview, importId, {})).toContain('settled already');
  });
});
