import { describe, expect, it } from 'vitest';
import type { ProposalFacts } from '../../../src/licensing/rules/notice.js';
import { confirmationView, tokenRefusedView, tokenView } from '../../../src/slack/blocks/binding-views.js';
import {
  confirmationFieldErrors,
  proposeRefusalWords,
  tokenFieldErrors,
} from '../../../src/slack/blocks/binding-words.js';
import { noticeMessages, renderNotice } from '../../../src/slack/blocks/notices.js';
import { actionIds, blockIds, callbackIds } from '../../../src/slack/ids.js';
import { contested, context, holder, now, proposal } from './facts.js';
import { stages } from './renderings.js';
import { buttonsOf, inputsOf, wordsOf } from './texts.js';

const { continueBinding, checkBindingAgain, cancelBinding, startBinding, openToken } = actionIds;

function card(stage: number, facts = proposal('Example Ltd')) {
  const progress = stages('reason')[stage];
  if (progress === undefined) throw new RangeError(`no stage ${stage}`);
  return noticeMessages['binding-card']({ proposal: facts, progress }, context);
}

describe('the card of facts', () => {
  it.each([
    { stage: 'counting', index: 0, buttons: [cancelBinding] },
    { stage: 'ready', index: 1, buttons: [continueBinding, cancelBinding] },
    { stage: 'count-failed', index: 2, buttons: [checkBindingAgain, cancelBinding] },
    { stage: 'changed', index: 3, buttons: [continueBinding, cancelBinding] },
    { stage: 'awaiting-second', index: 4, buttons: [cancelBinding] },
    { stage: 'claiming', index: 5, buttons: [] },
    { stage: 'unsettled', index: 6, buttons: [] },
    { stage: 'bound', index: 7, buttons: [openToken] },
    { stage: 'denied', index: 8, buttons: [startBinding] },
  ])('offers in $stage what can be done then', ({ index, buttons }) => {
    expect(buttonsOf(card(index)).map((one) => one.action_id)).toEqual(buttons);
  });

  it('offers to check again while another product manages the location', () => {
    expect(buttonsOf(card(1, contested('Old product'))).map((one) => one.action_id)).toContain(checkBindingAgain);
  });

  it('has no Continue while a changed card is not counted', () => {
    const uncounted = proposal('Example Ltd', { foreign: { state: 'counting', startedAt: now } });
    expect(buttonsOf(card(3, uncounted)).map((one) => one.action_id)).not.toContain(continueBinding);
  });

  it('carries only the proposal’s key in its buttons', () => {
    expect(buttonsOf(card(1)).map((one) => one.value)).toEqual(['proposal-1', 'proposal-1']);
  });

  it('asks to delete the file only when there is one', () => {
    expect(wordsOf(card(1, contested('x')))).toContain('Delete the uploaded file');
    expect(wordsOf(card(1))).not.toContain('Delete the uploaded file');
  });

  it('names the reference only where something went wrong', () => {
    const wrong = stages('reason').map((_, index) => wordsOf(card(index)).includes('ref-7'));
    expect(wrong.slice(0, 9)).toEqual([false, false, true, false, false, false, true, false, false]);
  });
});

describe('the second custodian’s question', () => {
  it('asks once more before it binds, in red', () => {
    const question = noticeMessages['binding-question'](
      { proposal: proposal('Example Ltd'), open: true, end: null },
      context,
    );
    expect(buttonsOf(question)).toMatchObject([
      { action_id: actionIds.confirmBinding, style: 'danger', confirm: { style: 'danger' }, value: 'proposal-1' },
      { action_id: actionIds.denyBinding, value: 'proposal-1' },
    ]);
  });

  it('says what the take-over does to the other product, and only then', () => {
    const ask = (facts: ProposalFacts) =>
      wordsOf(noticeMessages['binding-question']({ proposal: facts, open: true, end: null }, context));
    expect(ask(contested('Old product'))).toContain('loses the location');
    expect(ask(proposal('Example Ltd'))).not.toContain('loses the location');
  });

  it('has no buttons once it is closed', () => {
    const closed = { proposal: proposal('Example Ltd'), open: false, end: { result: 'reissued' } } as const;
    expect(buttonsOf(noticeMessages['binding-question'](closed, context))).toEqual([]);
  });
});

describe('the receipt', () => {
  it('keeps the Apple Account out of the channel', () => {
    const facts = proposal('Example Ltd');
    const receipt = noticeMessages['binding-receipt'](
      {
        proposal: { ...facts, token: { ...facts.token, appleAccount: 'anna@example.com' } },
        installationId: 'installation-1',
        confirmedBy: ['UANNA1'],
        at: now,
        replaced: holder('Old product'),
        foreignNotificationHost: 'old.example.com',
      },
      context,
    );
    const words = wordsOf(receipt);
    expect(words).not.toContain('anna@example.com');
    for (const part of ['installation-1', 'Old product', 'old.example.com', '<@UANNA1>']) expect(words).toContain(part);
  });
});

describe('the first dialogue', () => {
  it('has three ways for the token, and fills in none of them', () => {
    const draft = { name: 'Head office', appleAccount: 'anna@example.com' };
    const inputs = inputsOf(tokenView({ draft, serverFile: true, portalUrl: context.portalUrl }));
    expect(inputs.map(({ block_id, optional }) => [block_id, optional ?? false])).toEqual([
      [blockIds.tokenText, true],
      [blockIds.tokenFile, true],
      [blockIds.tokenOnServer, true],
      [blockIds.tokenName, false],
      [blockIds.appleAccount, false],
    ]);
    expect(inputs.map(({ element }) => element.initial_value)).toEqual([
      undefined,
      undefined,
      undefined,
      'Head office',
      'anna@example.com',
    ]);
  });

  it('shows the file on the server only when there is one', () => {
    const inputs = inputsOf(tokenView({ draft: null, serverFile: false, portalUrl: context.portalUrl }));
    expect(inputs.map(({ block_id }) => block_id)).not.toContain(blockIds.tokenOnServer);
  });

  it('says what is missing, at its field', () => {
    const right = { sources: 1, name: 'Head office', appleAccount: 'anna@example.com' };
    expect(tokenFieldErrors(right)).toEqual({});
    expect(Object.keys(tokenFieldErrors({ sources: 0, name: ' ', appleAccount: 'anna' }))).toEqual([
      blockIds.tokenText,
      blockIds.tokenName,
      blockIds.appleAccount,
    ]);
    expect(Object.keys(tokenFieldErrors({ ...right, sources: 2 }))).toEqual([blockIds.tokenText]);
  });

  it('leads back from a refusal', () => {
    const view = tokenRefusedView(proposeRefusalWords({ result: 'no-uid' }), 'ref-7', 'draft-1');
    expect(view).toMatchObject({
      callback_id: callbackIds.tokenRefused,
      private_metadata: 'draft-1',
      submit: { text: 'Back' },
    });
    expect(wordsOf(view)).toContain('ref-7');
  });

  it('names both locations when the token is another account’s', () => {
    const words = proposeRefusalWords({
      result: 'other-account',
      bound: { uId: '111', locationName: 'Ours' },
      offered: { uId: '222', locationName: 'Theirs' },
    });
    for (const part of ['Ours', '111', 'Theirs', '222']) expect(words.text).toContain(part);
  });
});

describe('the second dialogue', () => {
  it('asks for the take-over only from a foreign product', () => {
    const facts = contested('Old product');
    const idsOf = (ours: string) => inputsOf(confirmationView(facts, ours)).map(({ block_id }) => block_id);
    expect(idsOf('installation-1')).toEqual([
      blockIds.locationName,
      blockIds.acknowledged,
      blockIds.newlyGenerated,
      blockIds.signIn,
      blockIds.takeOver,
    ]);
    expect(idsOf('Old product')).not.toContain(blockIds.takeOver);
  });

  it('carries only the proposal’s key', () => {
    expect(confirmationView(proposal('Example Ltd'), 'ours')).toMatchObject({
      callback_id: callbackIds.confirmBinding,
      private_metadata: 'proposal-1',
      submit: { text: 'Yes, bind' },
    });
  });

  it('has an answer for every field', () => {
    const fields = ['locationName', 'acknowledgedForGood', 'newlyGenerated', 'signIn', 'takeOverFrom'] as const;
    const shown = inputsOf(confirmationView(contested('Old product'), 'ours')).map(({ block_id }) => block_id);
    expect(Object.keys(confirmationFieldErrors(fields)).sort()).toEqual([...shown].sort());
  });
});

describe('a notice', () => {
  it('shows its own reference', () => {
    const message = renderNotice(
      {
        kind: 'binding-card',
        subject: 'binding-card:proposal-1',
        audience: { to: 'person', userId: 'UANNA1' },
        facts: { proposal: proposal('Example Ltd'), progress: { stage: 'count-failed', reason: 'reason' } },
        reference: 'ref-of-the-notice',
      },
      context,
    );
    expect(wordsOf(message)).toContain('ref-of-the-notice');
  });
});
