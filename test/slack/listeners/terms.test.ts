import type { ModalView } from '@slack/types';
import { describe, expect, it } from 'vitest';
import { actionIds, linkIds } from '../../../src/slack/ids.js';
import type { Click, Message, Reply } from '../../../src/slack/interaction.js';
import { actionHandlers } from '../../../src/slack/listeners/actions.js';
import { vppCommand } from '../../../src/slack/listeners/commands.js';
import type { Conversation } from '../../../src/slack/listeners/conversation.js';
import { createDrafts } from '../../../src/slack/listeners/drafts.js';
import type { TestHouse } from '../../support/core.js';
import { assignmentOf } from '../../support/core-licences.js';
import {
  APP,
  acceptedBy,
  houseOfPeople,
  invitationsOf,
  invitedPerson,
  membershipOf,
} from '../../support/core-people.js';
import { buttonsOf, wordsOf } from '../blocks/texts.js';
import { recordingLog } from '../support.js';

/** One person in front of the listeners, without Slack between. */
class Screen {
  modal: ModalView | null = null;
  readonly said: Message[] = [];
  readonly files: string[] = [];
  readonly lines: readonly unknown[];
  readonly #conversation: Conversation;
  readonly #common;

  constructor(house: TestHouse, userId: string) {
    const { log, lines } = recordingLog();
    this.lines = lines;
    this.#conversation = {
      core: house.core,
      background: house.background,
      drafts: createDrafts(() => 'draft'),
      portalUrl: 'https://business.example',
      download: async () => ({ result: 'unreachable' }),
      readServerFile: null,
    };
    this.#common = { userId, teamId: 'T1', reference: 'R-1', log };
  }

  get #reply(): Reply {
    const show = async (view: ModalView) => {
      this.modal = view;
      return { viewId: 'V1', hash: 'h' };
    };
    return {
      privately: async (message) => void this.said.push(message),
      openView: show,
      pushView: show,
      updateView: async (view) => ({ result: 'updated', ...(await show(view)) }),
      sendFile: async ({ text }) => void this.files.push(text),
      publishHome: async () => undefined,
    };
  }

  async slash(text: string): Promise<string> {
    await vppCommand(this.#conversation)({ ...this.#common, command: '/vpp', text, channelId: 'C1' }, this.#reply);
    return this.last;
  }

  async press(actionId: string, actionValue: string): Promise<string> {
    const input = { text: null, selected: [], files: [] };
    const click: Click = { ...this.#common, actionId, blockId: 'b', actionValue, input, message: null, view: null };
    await actionHandlers(this.#conversation)[actionId]?.(click, this.#reply);
    return this.last;
  }

  get last(): string {
    const message = this.said.at(-1);
    return message === undefined ? '' : wordsOf(message);
  }
}

async function invited() {
  const house = await houseOfPeople();
  await invitedPerson(house);
  const [invitation] = await invitationsOf(house, 'ANNA');
  return { house, key: invitation?.key ?? '' };
}

describe('the invitation', () => {
  it('shows Apple’s link in a view of the person alone, and nowhere else', async () => {
    const { house, key } = await invited();
    const anna = new Screen(house, 'ANNA');
    await anna.press(actionIds.openInvitation, key);
    const [link] = anna.modal === null ? [] : buttonsOf(anna.modal);
    expect(link).toMatchObject({ action_id: linkIds.invitation });
    const { clientUserId } = await membershipOf(house, 'ANNA');
    const code = house.apple.rowsOfUser(clientUserId)[0]?.inviteCode ?? '-';
    expect(JSON.stringify(link)).toContain(code);
    expect(JSON.stringify(anna.said)).not.toContain(code);
    expect(JSON.stringify(anna.lines)).not.toContain(code);
    expect(await house.stored()).not.toContain(code);
  });

  it('shows nothing of it to somebody else who presses the button', async () => {
    const { house, key } = await invited();
    const operator = new Screen(house, 'OPERATOR');
    await operator.press(actionIds.openInvitation, key);
    expect(operator.modal === null ? '' : wordsOf(operator.modal)).toContain('This invitation is for somebody else');
    expect(JSON.stringify(operator.modal)).not.toContain('inviteCode');
  });

  it('asks Apple at “I have accepted”, and lets the waiting work go on', async () => {
    const { house, key } = await invited();
    const anna = new Screen(house, 'ANNA');
    expect(await anna.press(actionIds.termsAccepted, key)).toContain('Apple does not show it yet');
    await acceptedBy(house, 'ANNA');
    expect(await anna.press(actionIds.termsAccepted, key)).toContain('You have accepted Apple’s terms');
    await house.drain();
    expect((await assignmentOf(house, APP, 'ANNA')).state).toBe('licensed');
  });
});

describe('/vpp users and /vpp user', () => {
  it('list people, filter them and send them as a file', async () => {
    const { house } = await invited();
    const operator = new Screen(house, 'OPERATOR');
    expect(await operator.slash('users')).toContain('1 person');
    expect(await operator.slash('users accepted')).toContain('0 of 1 person');
    expect(await operator.slash('users nonsense')).toContain('is no VPP terms status');
    expect(await operator.press(actionIds.exportUsers, 'all')).toContain('The list was sent');
    expect(operator.files[0]).toContain('ANNA,ANNA,invited');
    expect(await operator.press(actionIds.usersPage, 'invited:0')).toContain('Invited');
  });

  it('show one person by a mention, and send the invitation again', async () => {
    const { house } = await invited();
    const operator = new Screen(house, 'OPERATOR');
    expect(await operator.slash('user')).toContain('Whom do you mean?');
    expect(await operator.slash('user <@U0NOBODY|x>')).toContain('Whom do you mean?');
    expect(await operator.press(actionIds.showUser, 'ANNA')).toContain('VPP terms: *Invited*');
    expect(await operator.press(actionIds.resendInvitation, 'ANNA')).toContain('The invitation was sent again');
    expect(await operator.press(actionIds.retireUser, 'ANNA')).toContain('Apple was asked to retire the person');
  });
});
