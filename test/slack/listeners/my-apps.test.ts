import { describe, expect, it } from 'vitest';
import { actionIds, callbackIds } from '../../../src/slack/ids.js';
import type { Click, InputValue, Message, Reply, Submission } from '../../../src/slack/interaction.js';
import { actionHandlers } from '../../../src/slack/listeners/actions.js';
import { vppCommand } from '../../../src/slack/listeners/commands.js';
import type { Conversation } from '../../../src/slack/listeners/conversation.js';
import { createDrafts } from '../../../src/slack/listeners/drafts.js';
import { homeTab } from '../../../src/slack/listeners/home.js';
import { viewHandlers } from '../../../src/slack/listeners/views.js';
import { TestHouse } from '../../support/core.js';
import { approve, assignmentOf, KEY, putAssignment, stocked } from '../../support/core-deployments.js';
import { need, removing, value, work } from '../../support/core-removals.js';
import { recordingLog } from '../support.js';

/** One person in front of the listeners, without Slack between. */
class Screen {
  readonly said: Message[] = [];
  readonly opened: string[] = [];
  homes = 0;
  readonly #conversation: Conversation;
  readonly #common;

  constructor(house: TestHouse, userId: string) {
    this.#conversation = {
      core: house.core,
      background: house.background,
      drafts: createDrafts(() => 'draft'),
      portalUrl: 'https://business.example',
      download: async () => ({ result: 'unreachable' }),
      readServerFile: null,
    };
    this.#common = { userId, teamId: 'T1', reference: 'R-1', log: recordingLog().log };
  }

  get #reply(): Reply {
    const open: Reply['openView'] = async (view) => {
      this.opened.push(view.callback_id ?? '');
      return { viewId: 'V1', hash: 'h' };
    };
    return {
      privately: async (message) => void this.said.push(message),
      openView: open,
      pushView: open,
      updateView: async () => ({ result: 'updated', viewId: 'V1', hash: 'h' }),
      sendFile: async () => undefined,
      publishHome: async () => {
        this.homes += 1;
      },
    };
  }

  async slash(text: string): Promise<void> {
    await vppCommand(this.#conversation)({ ...this.#common, command: '/vpp', text, channelId: 'C1' }, this.#reply);
  }

  async press(actionId: string, actionValue: string): Promise<void> {
    const input: InputValue = { text: null, selected: [], files: [] };
    const click: Click = { ...this.#common, actionId, actionValue, blockId: 'b', input, message: null, view: null };
    await actionHandlers(this.#conversation)[actionId]?.(click, this.#reply);
  }

  async submit(callbackId: string, privateMetadata: string, values: Submission['values']) {
    const submission: Submission = { ...this.#common, viewId: 'V1', hash: 'h', callbackId, privateMetadata, values };
    const answer = await viewHandlers(this.#conversation)[callbackId]?.(submission, this.#reply);
    await answer?.after?.();
    return answer;
  }

  async home(): Promise<string> {
    return JSON.stringify(await homeTab(this.#conversation)(this.#common));
  }

  get heard(): string {
    return this.said.map(({ text }) => text).join('\n');
  }
}

async function offered(): Promise<TestHouse> {
  const house = new TestHouse();
  for (const userId of ['A', 'B']) house.people.set(userId, []);
  await stocked(house, ['A', 'B'], { name: 'Keynote' });
  await approve(house, 'D-1', ['A'], { action: 'available' });
  return house;
}

describe('an employee', () => {
  it('finds the app in Home, installs it by one press, and sees how it stands', async () => {
    const house = await offered();
    const screen = new Screen(house, 'A');
    expect(await screen.home()).toContain(actionIds.installApp);
    await screen.press(actionIds.installApp, KEY);
    await screen.press(actionIds.installApp, KEY);
    expect(screen.heard).toContain('Reserved for you');
    expect(screen.heard).toContain('You have asked for it already');
    expect(screen.homes).toBe(2);
    const home = await screen.home();
    expect(home).toContain('waits for you to accept Apple’s terms');
    expect(home).not.toContain(actionIds.installApp);
  });

  it('sees nothing of anybody else, in Home or by command', async () => {
    const house = await offered();
    await putAssignment(house, { userId: 'A', state: 'licensed' });
    const other = new Screen(house, 'B');
    expect(await other.home()).not.toContain('Keynote');
    await other.slash('my');
    expect(other.heard).toContain('No app is available to you');
    await other.press(actionIds.installApp, KEY);
    expect(other.heard).toContain('not offered to you any more');
  });

  it('gives an app back by one press', async () => {
    const house = await offered();
    await putAssignment(house, { userId: 'A', state: 'licensed', wantedBy: ['D-1'] });
    const screen = new Screen(house, 'A');
    await screen.slash('my');
    expect(JSON.stringify(screen.said)).toContain(actionIds.giveBackApp);
    await screen.press(actionIds.giveBackApp, KEY);
    expect(await assignmentOf(house, 'A')).toMatchObject({ state: 'releasing' });
  });

  it('cannot press somebody else’s button', async () => {
    const house = await removing(['A']);
    await work(house);
    const other = new Screen(house, 'B');
    await other.press(actionIds.appGone, value('A'));
    await other.press(actionIds.needApp, value('A'));
    await other.submit(callbackIds.needApp, value('A'), {});
    expect(other.heard).toContain('This is for');
    expect(other.opened).toEqual([]);
    expect(await assignmentOf(house, 'A')).toMatchObject({ state: 'removing' });
    expect((await house.records.list('removal'))[0]?.value.needed).toBeNull();
  });

  it('says in a dialogue that they need the app', async () => {
    const house = await removing(['A']);
    await work(house);
    const screen = new Screen(house, 'A');
    await screen.press(actionIds.needApp, value('A'));
    expect(screen.opened).toEqual([callbackIds.needApp]);
    await screen.submit(callbackIds.needApp, value('A'), {});
    expect((await house.records.list('removal'))[0]?.value.needed).toMatchObject({ note: null });
  });
});

describe('a custodian', () => {
  const tick = { acknowledged: { value: { text: null, selected: ['yes'], files: [] } } };

  it('overrides from the list, after the tick', async () => {
    const house = await removing(['A']);
    await work(house);
    const screen = new Screen(house, 'U1');
    await screen.slash('removals');
    expect(JSON.stringify(screen.said)).toContain(actionIds.overrideRemoval);
    await screen.press(actionIds.overrideRemoval, value('A'));
    expect(screen.opened).toEqual([callbackIds.overrideRemoval]);
    expect(await screen.submit(callbackIds.overrideRemoval, value('A'), {})).toMatchObject({ answer: 'errors' });
    expect(await screen.submit(callbackIds.overrideRemoval, value('A'), tick)).toMatchObject({ answer: 'update' });
    expect(await assignmentOf(house, 'A')).toMatchObject({ state: 'releasing', reason: 'removal-overridden' });
  });

  it('alone overrides: an operator sees the list without the button, and a press is refused', async () => {
    const house = await removing(['A']);
    await work(house);
    await need(house, 'A');
    const operator = new Screen(house, 'OPERATOR');
    await operator.slash('removals');
    expect(JSON.stringify(operator.said)).not.toContain(actionIds.overrideRemoval);
    await operator.press(actionIds.overrideRemoval, value('A'));
    await operator.submit(callbackIds.overrideRemoval, value('A'), tick);
    expect(operator.heard).toContain('You may not do this');
    expect(operator.opened).toEqual([]);
    expect(await assignmentOf(house, 'A')).toMatchObject({ state: 'removing' });
  });
});
