import type { ModalView } from '@slack/types';
import { describe, expect, it } from 'vitest';
import { validateOptions, validateView } from '../../../src/sandbox/slack/validator.js';
import type { FileDownload } from '../../../src/slack/files.js';
import { actionIds, blockIds, callbackIds, selectIds } from '../../../src/slack/ids.js';
import type { Click, InputValue, Message, Reply, Submission, UploadedFile } from '../../../src/slack/interaction.js';
import { actionHandlers } from '../../../src/slack/listeners/actions.js';
import { vppCommand } from '../../../src/slack/listeners/commands.js';
import type { Conversation } from '../../../src/slack/listeners/conversation.js';
import { openDeployForm } from '../../../src/slack/listeners/deploy.js';
import { createDrafts } from '../../../src/slack/listeners/drafts.js';
import { optionsHandlers } from '../../../src/slack/listeners/options.js';
import { viewHandlers } from '../../../src/slack/listeners/views.js';
import { TestHouse } from '../../support/core.js';
import { approve, changeAsset, deploymentOf, KEY } from '../../support/core-deployments.js';
import { approvalHouse } from '../../support/core-requests.js';
import { recordingLog } from '../support.js';

type Values = Record<string, Partial<InputValue>>;

const nothing: InputValue = { text: null, selected: [], files: [] };
const upload: UploadedFile = { id: 'F1', name: 'people.csv', size: 10, url: 'https://files.example/F1' };

/** One person in front of the listeners, without Slack between. */
class Screen {
  modal: ModalView | null = null;
  readonly shown: string[] = [];
  readonly said: Message[] = [];
  readonly files: { name: string; text: string }[] = [];
  file: FileDownload = { result: 'unreachable' };
  readonly #conversation: Conversation;
  readonly #common;

  constructor(house: TestHouse, userId = 'OPERATOR') {
    this.#conversation = {
      ...{ core: house.core, background: house.background, drafts: createDrafts(() => 'draft') },
      ...{ portalUrl: 'https://business.example', download: async () => this.file, readServerFile: null },
    };
    this.#common = { userId, teamId: 'T1', reference: 'R-1', log: recordingLog().log };
  }

  get #reply(): Reply {
    const show = async (view: ModalView) => {
      this.#show(view);
      return { viewId: 'V1', hash: 'h' };
    };
    return {
      privately: async (message) => void this.said.push(message),
      openView: show,
      pushView: show,
      updateView: async (view) => ({ result: 'updated', ...(await show(view)) }),
      sendFile: async (file) => void this.files.push(file),
      publishHome: async () => undefined,
    };
  }

  #show(view: ModalView): void {
    expect(validateView(view)).toEqual([]);
    this.modal = view;
    this.shown.push(JSON.stringify(view));
  }

  get text(): string {
    return this.shown.at(-1) ?? '';
  }

  async slash(text: string): Promise<void> {
    const invocation = { ...this.#common, command: '/vpp', text, channelId: 'C1' };
    await vppCommand(this.#conversation)(invocation, this.#reply);
  }

  async press(actionId: string, actionValue: string | null = null): Promise<void> {
    const { callback_id: callbackId = '', private_metadata: privateMetadata = '' } = this.modal ?? {};
    const view = { viewId: 'V1', hash: 'h', callbackId, privateMetadata, values: {} };
    const click: Click = { ...this.#common, actionId, actionValue, blockId: 'b', input: nothing, message: null, view };
    await actionHandlers(this.#conversation)[actionId]?.(click, this.#reply);
  }

  async change(deploymentId: string): Promise<void> {
    await openDeployForm(this.#conversation, this.#common, this.#reply, { deploymentId });
  }

  /** Presses the modal's main button, with these values in it; answers the errors at the fields. */
  async submit(given: Values = {}): Promise<Record<string, string>> {
    const { callback_id: callbackId = '', private_metadata: privateMetadata = '' } = this.modal ?? {};
    const ids = new Map<string, string>(
      Object.entries({ [blockIds.deployApp]: selectIds.deployApp, [blockIds.deployGroups]: selectIds.deployGroups }),
    );
    const values: Submission['values'] = Object.fromEntries(
      Object.entries(given).map(([id, value]) => [id, { [ids.get(id) ?? actionIds.input]: { ...nothing, ...value } }]),
    );
    const submission: Submission = { ...this.#common, viewId: 'V1', hash: 'h', callbackId, privateMetadata, values };
    const answer = await viewHandlers(this.#conversation)[callbackId]?.(submission, this.#reply);
    if (answer?.answer === 'update') this.#show(answer.view);
    await answer?.after?.();
    return answer?.answer === 'errors' ? answer.errors : {};
  }

  async options(actionId: keyof ReturnType<typeof optionsHandlers>, typed = '') {
    const typeahead = { ...this.#common, actionId, blockId: 'b', typed, privateMetadata: null };
    const options = await optionsHandlers(this.#conversation)[actionId](typeahead);
    expect(validateOptions({ options })).toEqual([]);
    return options.map(({ text, description }) => `${text.text}: ${description?.text ?? ''}`);
  }
}

const filled: Values = {
  [blockIds.deployApp]: { selected: [KEY] },
  [blockIds.deployAction]: { selected: ['required'] },
  [blockIds.deployPeople]: { selected: ['UADA', 'UBO'] },
  [blockIds.deployAddresses]: { text: 'ucy@northwind.example\nnobody@northwind.example' },
  [blockIds.deployReason]: { text: 'New laptops' },
};

describe('/vpp deploy', () => {
  it('leads from the form over the preview to a request', async () => {
    const house = await approvalHouse();
    const screen = new Screen(house);
    await screen.slash('deploy');
    expect(screen.modal?.callback_id).toBe(callbackIds.deploy);
    await screen.submit(filled);
    expect(screen.shown.at(-2)).toContain('Counting');
    expect(screen.modal?.callback_id).toBe(callbackIds.deployPreview);
    expect(screen.modal?.submit?.text).toBe('Ask for approval');
    expect(screen.text).toContain('nobody here has this address');
    const draftId = screen.modal?.private_metadata ?? '';
    expect((await house.records.get('draft', draftId))?.value.preview?.people).toBe(3);
    await screen.submit();
    expect(screen.text).toContain('Asked for approval');
    const { pending } = await deploymentOf(house, 'D-1');
    expect(pending?.revision).toMatchObject({ action: 'required', people: 3, reason: 'New laptops' });
    expect(await house.records.get('draft', draftId)).toBeNull();
  });

  it('says what is wrong at the fields, all at once and before anything is stored', async () => {
    const house = await approvalHouse();
    const screen = new Screen(house);
    await screen.slash('deploy');
    const past = String(Math.floor(house.now / 1_000) - 60);
    const errors = await screen.submit({
      [blockIds.deployStart]: { text: past },
      [blockIds.deployReason]: { text: 'x' },
    });
    expect(Object.keys(errors).sort()).toEqual(
      [blockIds.deployApp, blockIds.deployPeople, blockIds.deployReason, blockIds.deployStart].sort(),
    );
    const mixed = await screen.submit({ ...filled, [blockIds.deployGroups]: { selected: ['S1'] } });
    expect(Object.keys(mixed)).toEqual([blockIds.deployGroups]);
    expect(await house.records.list('draft')).toEqual([]);
  });

  it('restores every entry with Back, the file too', async () => {
    const house = await approvalHouse();
    house.people.channels.set('C1', ['UDEE']);
    const screen = new Screen(house);
    screen.file = { result: 'text', text: 'E-mail\nUEVE@northwind.example\n' };
    await screen.slash('deploy');
    const start = String(Math.floor(house.now / 1_000) + 3_600);
    await screen.submit({
      ...filled,
      [blockIds.deployChannel]: { selected: ['C1'] },
      [blockIds.deployFile]: { files: [upload] },
      [blockIds.deployExclusions]: { selected: ['UBO'] },
      [blockIds.deployStart]: { text: start },
    });
    const draftId = screen.modal?.private_metadata ?? '';
    expect((await house.records.get('roster', draftId))?.value.people).toEqual(['UADA', 'UDEE', 'UCY', 'UEVE']);
    await screen.press(actionIds.backToDeploy, draftId);
    expect(screen.modal).toMatchObject({ callback_id: callbackIds.deploy, private_metadata: draftId });
    for (const part of [
      `"value":"${KEY}"`,
      '"initial_users":["UADA","UBO"]',
      '"initial_conversation":"C1"',
      '"initial_value":"ucy@northwind.example\\nnobody@northwind.example"',
      'Keep people.csv (2 lines)',
      '"initial_users":["UBO"]',
      '"initial_value":"New laptops"',
      `"initial_date_time":${start}`,
    ])
      expect(screen.text).toContain(part);
    await screen.submit({ ...filled, [blockIds.deployKeepFile]: { selected: ['keep'] } });
    expect((await house.records.get('roster', draftId))?.value.people).toEqual(['UADA', 'UBO', 'UCY', 'UEVE']);
    await screen.press(actionIds.backToDeploy, draftId);
    await screen.submit(filled);
    expect((await house.records.get('roster', draftId))?.value.people).toEqual(['UADA', 'UBO', 'UCY']);
    expect((await house.records.list('draft')).length).toBe(1);
  });

  it('offers what would make it work when licences are too few, and leads back', async () => {
    const house = await approvalHouse(1);
    const screen = new Screen(house);
    await screen.slash('deploy');
    await screen.submit(filled);
    expect(screen.modal).toMatchObject({ callback_id: callbackIds.deployRefused, submit: { text: 'Back' } });
    expect(screen.text).toContain('Not enough licences');
    expect(screen.text).toContain('enough for 1 of these 3 people');
    expect(screen.text).toContain('https://business.example');
    await screen.submit();
    expect(screen.modal?.callback_id).toBe(callbackIds.deploy);
    expect(screen.text).toContain('New laptops');
  });

  it('says why a file was not read, with everything else kept', async () => {
    const house = await approvalHouse();
    const screen = new Screen(house);
    screen.file = { result: 'not-text' };
    await screen.slash('deploy');
    await screen.submit({ ...filled, [blockIds.deployFile]: { files: [upload] } });
    expect(screen.text).toContain('The file could not be read');
    await screen.submit();
    expect(screen.text).toContain('"initial_users":["UADA","UBO"]');
  });

  it('shows the preview again when the group changed meanwhile, and asks only then', async () => {
    const house = await approvalHouse();
    const group = { id: 'S1', name: 'Sales', handle: 'sales', members: ['UADA'] };
    house.people.userGroups.set('S1', group);
    const screen = new Screen(house);
    await screen.slash('deploy');
    const { [blockIds.deployPeople]: _people, [blockIds.deployAddresses]: _addresses, ...rest } = filled;
    await screen.submit({ ...rest, [blockIds.deployGroups]: { selected: ['S1'] } });
    expect(screen.text).toContain('follows @sales');
    house.people.userGroups.set('S1', { ...group, members: ['UADA', 'UBO'] });
    await screen.submit();
    expect(screen.modal?.callback_id).toBe(callbackIds.deployPreview);
    expect(screen.text).toContain('1 person more than before');
    expect(await house.records.list('deployment')).toEqual([]);
    await screen.submit();
    expect(screen.text).toContain('Asked for approval');
  });

  it('goes ahead where nobody has to approve', async () => {
    const house = await approvalHouse(10, { approvals: { noneBelow: 5, twoFrom: null, twoForUninstallFrom: null } });
    const screen = new Screen(house);
    await screen.slash('deploy');
    await screen.submit(filled);
    expect(screen.modal?.submit?.text).toBe('Deploy now');
    await screen.submit();
    expect(screen.text).toContain('It goes ahead');
    expect((await deploymentOf(house, 'D-1')).state).toBe('active');
  });

  it('sends everybody who is left out as a file to the asker', async () => {
    const house = await approvalHouse();
    const screen = new Screen(house);
    await screen.slash('deploy');
    const wrong = Array.from({ length: 20 }, (_, index) => `nobody${index}`).join('\n');
    await screen.submit({ ...filled, [blockIds.deployAddresses]: { text: wrong } });
    expect(screen.text).toContain('… and 5 more.');
    await screen.press(actionIds.sendLeftOut, screen.modal?.private_metadata ?? '');
    expect(screen.files[0]?.text.split('\r\n')).toHaveLength(22);
    expect(screen.files[0]?.text).toContain('20,nobody19,unreadable-line');
  });

  it('takes the app from the command or from its button', async () => {
    const house = await approvalHouse();
    const screen = new Screen(house);
    await screen.slash(`deploy ${KEY}`);
    expect(screen.text).toContain(`"value":"${KEY}"`);
    await screen.press(actionIds.deployApp, KEY);
    expect(screen.shown.length).toBe(2);
    await screen.slash('deploy Nonsense');
    expect(screen.shown.length).toBe(2);
    await changeAsset(house, { productType: 'Book' });
    await screen.slash(`deploy ${KEY}`);
    expect(screen.said.at(-1)?.text).toContain('Books cannot be deployed');
  });
});

describe('the form of an existing deployment', () => {
  it('begins with what it is, keeps its people, and never changes its app', async () => {
    const house = await approvalHouse();
    await approve(house, 'D-1', ['UADA', 'UBO'], { action: 'available' });
    const screen = new Screen(house);
    await screen.change('D-1');
    expect(screen.modal?.title.text).toBe('Change D-1');
    expect(screen.text).toContain('Keep the 2 people of D-1');
    expect(screen.text).not.toContain(selectIds.deployApp);
    await screen.submit({
      [blockIds.deployKeep]: { selected: ['keep'] },
      [blockIds.deployAction]: { selected: ['uninstall'] },
      [blockIds.deployReason]: { text: 'Not needed any more' },
    });
    expect(screen.modal?.callback_id).toBe(callbackIds.deployPreview);
    await screen.submit();
    expect((await deploymentOf(house, 'D-1')).pending?.revision).toMatchObject({ action: 'uninstall', people: 2 });
  });

  it('does not open when the deployment is over', async () => {
    const screen = new Screen(await approvalHouse());
    await screen.change('D-404');
    expect(screen.modal).toBeNull();
    expect(screen.said.at(-1)?.text).toContain('sent already, or forgotten');
  });
});

describe('rights', () => {
  it('are asked for at every step', async () => {
    const house = await approvalHouse();
    const viewer = new Screen(house, 'VIEWER');
    await viewer.slash('deploy');
    await viewer.press(actionIds.deployApp, KEY);
    await viewer.change('D-1');
    expect(viewer.modal).toBeNull();
    expect(viewer.said.map(({ text }) => text.slice(0, 19))).toEqual(Array(3).fill('You may not do this'));
    expect(await viewer.options(selectIds.deployApp)).toEqual([]);
    expect(await viewer.options(selectIds.deployGroups)).toEqual([]);

    const screen = new Screen(house);
    await screen.slash('deploy');
    await screen.submit(filled);
    const preview = screen.modal;
    house.people.set('OPERATOR', []);
    await screen.submit();
    expect(screen.text).toContain('You may not do this');
    screen.modal = preview;
    await screen.press(actionIds.backToDeploy, preview?.private_metadata ?? '');
    expect(screen.text).toContain('You may not do this');
    expect(await house.records.list('deployment')).toEqual([]);
  });

  it('of one person reach no draft of another', async () => {
    const house = await approvalHouse();
    const screen = new Screen(house);
    await screen.slash('deploy');
    await screen.submit(filled);
    const other = new Screen(house, 'APPROVER');
    other.modal = screen.modal;
    await other.submit();
    expect(other.text).toContain('sent already, or forgotten');
    await other.press(actionIds.sendLeftOut, screen.modal?.private_metadata ?? '');
    expect(other.files).toEqual([]);
  });

  it('are not all: an account has to be bound', async () => {
    const screen = new Screen(new TestHouse());
    await screen.slash('deploy');
    expect(screen.modal).toBeNull();
    expect(screen.said.at(-1)?.text).toContain('Nothing can be deployed yet');
  });
});

describe('the choices of the form', () => {
  it('are apps with what is free, and user groups', async () => {
    const house = await approvalHouse(10);
    const screen = new Screen(house);
    const name = 'App 408709785';
    expect(await screen.options(selectIds.deployApp)).toEqual([`${name}: 10 of 10 free`]);
    expect(await screen.options(selectIds.deployApp, 'nonsense')).toEqual([]);
    await approve(house, 'D-1', ['UADA']);
    expect(await screen.options(selectIds.deployApp, '4087')).toEqual([`${name}: 9 of 10 free`]);
    await changeAsset(house, { unlimited: true });
    expect(await screen.options(selectIds.deployApp)).toEqual([`${name}: free without limit`]);
    await changeAsset(house, { productType: 'Book' });
    expect(await screen.options(selectIds.deployApp)).toEqual([]);
    house.people.userGroups.set('S1', { id: 'S1', name: 'Sales', handle: 'sales-team', members: [] });
    house.people.userGroups.set('S2', { id: 'S2', name: 'Studio', handle: 'studio', members: [] });
    expect(await screen.options(selectIds.deployGroups)).toEqual(['Sales: @sales-team', 'Studio: @studio']);
    expect(await screen.options(selectIds.deployGroups, '@stu')).toEqual(['Studio: @studio']);
  });
});
