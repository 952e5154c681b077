import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  bindMainToken,
  confirmationOf,
  eventually,
  input,
  people,
  proposeMainToken,
  type Story,
  startStory,
  tokenEntry,
} from '../support/story.js';

describe('binding the token', () => {
  let story: Story;
  beforeEach(async () => {
    story = await startStory();
  });
  afterEach(() => story.stop());

  it('takes two custodians, claims the location at Apple and leads into the first sync', async () => {
    await bindMainToken(story);
    const { mdmInfo } = story.sandbox.apple.levers.view();
    expect(mdmInfo?.name).toBe('vpp-bot');
    await eventually(
      'the receipt',
      () => story.as('alva').reads('C000ITAPPS'),
      (text) => text.includes(mdmInfo?.id ?? '?'),
    );
    await eventually(
      'the summary',
      () => story.as('dora').reads('C000ITAPPS'),
      (text) => /All well|Action required/.test(text),
    );
    for (const [name, label] of [
      ['bo', 'Yes, bind'],
      ['alva', 'Continue'],
    ] as const) {
      await eventually(
        `“${label}” to go away`,
        () => story.as(name).canPress(label),
        (can) => !can,
      );
    }
  });

  it('writes no token into the log, into a message or in clear into the folder', async () => {
    await bindMainToken(story);
    const { token } = story.sandbox.apple;
    expect(story.log.join('')).not.toContain(token.slice(0, 60));
    for (const name of Object.keys(people)) {
      if (name !== 'alva' && name !== 'bo' && name !== 'dora') continue;
      expect(JSON.stringify(story.as(name).view())).not.toContain(token.slice(0, 60));
    }
  });

  it('asks the two named people whether they can sign in to the Apple account', async () => {
    await bindMainToken(story);
    const bo = story.as('bo');
    await eventually('the question', () => bo.canPress('Yes, I can sign in'));
    await bo.press('Yes, I can sign in');
    await eventually(
      'the thanks',
      () => bo.canPress('Yes, I can sign in'),
      (can) => !can,
    );
  });

  it('refuses a second account and names both locations', async () => {
    await bindMainToken(story);
    const other = story.sandbox.apple.levers.downloadToken('education');
    const alva = story.as('alva');
    await alva.slash('token');
    await alva.press('Renew the token');
    await alva.submit(tokenEntry(other.content, 'Education'));
    const shown = await eventually(
      'the refusal',
      () => JSON.stringify(alva.modal().blocks),
      (text) => text.includes('Northwind Education'),
    );
    expect(shown).toContain('Northwind Logistics');
    expect(shown).not.toContain(other.content);
  });

  it('refuses everybody who is no custodian at each step', async () => {
    await story
      .as('emma')
      .slash('token', 'C0GENERAL0')
      .then(({ messages }) => expect(JSON.stringify(messages)).toContain(people.alva));
    await proposeMainToken(story);
    const alva = story.as('alva');
    await alva.press('Continue');
    await alva.submit(confirmationOf('northwind  logistics'));
    await eventually('the question to Bo', () => story.as('bo').canPress('Yes, bind'));
    expect(story.as('carl').canPress('Yes, bind')).toBe(false);
    expect((await story.sandbox.bot().house())?.state).toBe('unbound');
  });

  it('shows what is wrong at the field and keeps the dialogue', async () => {
    await proposeMainToken(story);
    const alva = story.as('alva');
    await alva.press('Continue');
    await alva.submit({ ...confirmationOf('Southwind'), 'sign-in': input.people(people.alva) });
    expect(Object.keys(alva.modal().errors).sort()).toEqual(['location-name', 'sign-in']);
  });

  it('ends unbound when the second custodian denies, and destroys the proposal', async () => {
    await proposeMainToken(story);
    await story.as('alva').press('Continue');
    await story.as('alva').submit(confirmationOf('Northwind Logistics'));
    const bo = story.as('bo');
    await eventually('the question to Bo', () => bo.canPress('Deny'));
    await bo.press('Deny');
    await eventually(
      'the end',
      () => story.sandbox.bot().house(),
      (house) => house?.state === 'unbound' && house.proposal === null,
    );
    expect(story.sandbox.apple.levers.view().mdmInfo).toBeNull();
  });

  it('goes on where it was after a restart in the middle', async () => {
    await proposeMainToken(story);
    await story.sandbox.restart();
    const alva = story.as('alva');
    await alva.press('Continue');
    await alva.submit(confirmationOf('Northwind Logistics'));
    await eventually('the question to Bo', () => story.as('bo').canPress('Yes, bind'));
    await story.sandbox.restart();
    await story.as('bo').press('Yes, bind');
    await eventually(
      'the binding',
      () => story.sandbox.bot().house(),
      (house) => house?.state === 'bound',
    );
    expect(story.sandbox.apple.levers.view().mdmInfo?.name).toBe('vpp-bot');
  });

  it('answers a token in a slash command privately, without repeating it', async () => {
    const { messages } = await story.as('alva').slash(`token ${story.sandbox.apple.token}`);
    expect(messages.every(({ ephemeral }) => ephemeral)).toBe(true);
    expect(JSON.stringify(messages)).not.toContain(story.sandbox.apple.token.slice(0, 40));
    expect(JSON.stringify(messages)).toMatch(/revoke/i);
  });
});
