import type { ModalView } from '@slack/types';
import { describe, expect, it } from 'vitest';
import { actionIds, blockIds, callbackIds } from '../../../src/slack/ids.js';
import type { Click, InputValue, Message, Reply, Submission } from '../../../src/slack/interaction.js';
import { actionHandlers } from '../../../src/slack/listeners/actions.js';
import { vppCommand } from '../../../src/slack/listeners/commands.js';
import type { Conversation } from '../../../src/slack/listeners/conversation.js';
import { createDrafts } from '../../../src/slack/listeners/drafts.js';
import { viewHandlers } from '../../../src/slack/listeners/views.js';
import type { TestHouse } from '../../support/core.js';
import { boundHouse, boundOf, TOKEN } from '../../support/core-ceremony.js';
import { NEW_TOKEN, nextFile, renewalOf } from '../../support/core-renewal.js';
import { stock } from '../../support/core-sync.js';
import { recordingLog } from '../support.js';

/** One person in front of the listeners, without Slack between. */
class Screen {
  modal: ModalView | null = null;
  readonly said: Message[] = [];
  readonly #conversation: Conversation;
  readonly #common;

  constructor(house: TestHouse, userId: string) {
    let keys = 0;
    this.#conversation = {
      core: house.core,
      background: house.background,
      drafts: createDrafts(() => {
        keys += 1;
        return `draft-${keys}`;
      }),
      portalUrl: 'https://business.example',
      download: async () => ({ result: 'unreachable' }),
      readServerFile: null,
    };
    this.#common = { userId, teamId: 'T1', reference: 'R-1', log: recordingLog().log };
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
      sendFile: async () => undefined,
      publishHome: async () => undefined,
    };
  }

  async slash(text: string): Promise<void> {
    const invocation = { ...this.#common, command: '/vpp', text, channelId: 'C1' };
    await vppCommand(this.#conversation)(invocation, this.#reply);
  }

  async press(actionId: string, actionValue: string | null = null): Promise<void> {
    const input: InputValue = { text: null, selected: [], files: [] };
    const click: Click = { ...this.#common, actionId, actionValue, blockId: 'b', input, message: null, view: null };
    await actionHandlers(this.#conversation)[actionId]?.(click, this.#reply);
  }

  /** Presses the modal's button, with these texts in it; answers the errors at the fields. */
  async submit(texts: Record<string, string>): Promise<Record<string, string>> {
    const { modal } = this;
    if (modal === null) throw new Error('no dialogue is open');
    const { callback_id: callbackId = '', private_metadata: privateMetadata = '' } = modal;
    const values: Submission['values'] = Object.fromEntries(
      Object.entries(texts).map(([id, text]) => [id, { [actionIds.input]: { text, selected: [], files: [] } }]),
    );
    const submission: Submission = { ...this.#common, viewId: 'V1', hash: 'h', callbackId, privateMetadata, values };
    const answer = await viewHandlers(this.#conversation)[callbackId]?.(submission, this.#reply);
    if (answer?.answer === 'update') this.modal = answer.view;
    await answer?.after?.();
    return answer?.answer === 'errors' ? answer.errors : {};
  }

  get shown(): string {
    return JSON.stringify(this.modal);
  }
}

const entry = (tokenText: string) => ({
  [blockIds.tokenText]: tokenText,
  [blockIds.tokenName]: 'Stockholm 2027',
  [blockIds.appleAccount]: 'other@northwind.example',
});

describe('the dialogue of a renewal', () => {
  it('refuses the same file, keeps what was typed but the token, takes the new one, and puts it to use', async () => {
    const house = await boundHouse(stock);
    const screen = new Screen(house, 'U1');
    await screen.slash('token renew');
    expect(screen.modal?.callback_id).toBe(callbackIds.renewToken);
    expect(screen.shown).toContain('"initial_value":"Stockholm 2026"');
    expect(screen.shown).toContain('"initial_value":"vpp@northwind.example"');

    expect(Object.keys(await screen.submit({ ...entry('') }))).toEqual([blockIds.tokenText]);
    await screen.submit(entry(`file of ${TOKEN}`));
    expect(screen.modal?.callback_id).toBe(callbackIds.renewalRefused);
    expect(screen.shown).toContain('This is the token that is in use already');
    await screen.submit({});
    expect(screen.modal?.callback_id).toBe(callbackIds.renewToken);
    expect(screen.shown).toContain('"initial_value":"other@northwind.example"');
    expect(screen.shown).not.toContain(TOKEN);

    await screen.submit(entry(nextFile(house)));
    expect(screen.shown).toContain('The token was accepted');
    const renewalId = (await renewalOf(house))?.id ?? '';
    await screen.press(actionIds.useNewToken, renewalId);
    expect(screen.said.at(-1)?.text).toContain('The new token is in use');
    await house.drain();
    const { token } = await boundOf(house);
    expect(house.core.secrets.open(token.sealed, 'content-token')).toBe(NEW_TOKEN);
    await screen.press(actionIds.useNewToken, renewalId);
    expect(screen.said.at(-1)?.text).toContain('This renewal is over');
    expect(JSON.stringify(screen.said)).not.toContain(NEW_TOKEN);
  });

  it('says who is at it to the second one, and lets the first one discard', async () => {
    const house = await boundHouse(stock);
    const first = new Screen(house, 'U1');
    await first.press(actionIds.renewToken);
    await first.submit(entry(nextFile(house)));
    const second = new Screen(house, 'U2');
    await second.press(actionIds.renewToken);
    expect(second.modal).toBeNull();
    expect(second.said.at(-1)?.text).toContain('Somebody else is renewing the token');
    expect(JSON.stringify(second.said)).not.toContain(actionIds.discardRenewal);
    await first.slash('token renew');
    expect(JSON.stringify(first.said.at(-1))).toContain(actionIds.discardRenewal);
    await first.press(actionIds.discardRenewal, (await renewalOf(house))?.id ?? '');
    expect(await renewalOf(house)).toBeNull();
  });

  it('is not opened for anybody who is no custodian', async () => {
    const house = await boundHouse(stock);
    for (const userId of ['OPERATOR', 'EMPLOYEE', 'STRANGER']) {
      const screen = new Screen(house, userId);
      await screen.slash('token renew');
      expect(screen.modal).toBeNull();
      expect(screen.said.at(-1)?.text).toContain('You may not do this');
    }
  });

  it('names the person who takes care of a warning, once', async () => {
    const house = await boundHouse(stock);
    house.now = (await boundOf(house)).token.expires - 6 * 86_400_000;
    await house.ring();
    const screens = [new Screen(house, 'U2'), new Screen(house, 'U3')] as const;
    for (const screen of screens) await screen.press(actionIds.acknowledgeWarning, 'fp-0:7');
    expect(screens[0].said.at(-1)?.text).toContain('You take care of it');
    expect(screens[1].said.at(-1)?.text).toContain('Somebody takes care of it already');
  });
});
