import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { confirmationOf, eventually, input, proposeMainToken, type Story, startStory } from '../support/story.js';

describe.each(['socket', 'http'] as const)('over %s, a location that another product manages so far', (transport) => {
  let story: Story;
  beforeEach(async () => {
    story = await startStory({ transport });
  });
  afterEach(() => story.stop());

  it('is taken over by two who name that product, and its notification address goes', async () => {
    const { apple, bot, config } = story.sandbox;
    const [alva, bo] = [story.as('alva'), story.as('bo')];
    apple.levers.claimByOldProduct();
    const old = apple.levers.view();
    expect(old.notifications.host).toBe('mdm.old.example');
    await proposeMainToken(story);
    expect(alva.reads()).toContain('*Managed so far by:* “OldMDM”');
    expect(alva.reads()).toContain('*Apple’s notifications so far go to:* mdm.old.example');

    await alva.press('Continue');
    const entry = confirmationOf('Northwind Logistics');
    await alva.submit({ ...entry, 'take-over': input.text('NewMDM') });
    expect(Object.keys(alva.modal().errors)).toEqual(['take-over']);
    await alva.submit({ ...entry, 'take-over': input.text(' oldmdm ') });
    await eventually('the question to Bo', () => bo.canPress('Yes, bind'));
    expect(bo.reads()).toContain('“OldMDM”');
    expect(apple.levers.view().mdmInfo).toEqual(old.mdmInfo);

    await bo.press('Yes, bind');
    const house = await eventually(
      'the first sync',
      () => bot().house(),
      (now) => now?.state === 'bound' && now.lastComplete !== null,
    );
    if (house?.state !== 'bound') throw new Error('not bound');
    expect(house.token.state).toBe('valid');
    expect(apple.levers.view().mdmInfo).toMatchObject({ id: house.installationId, name: 'vpp-bot' });
    await bot().ring();
    await eventually(
      'our own notification address',
      () => apple.levers.view().notifications.host,
      (host) => host === new URL(config.http.publicUrl ?? '').host,
    );
  });
});
