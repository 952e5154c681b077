import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bindMainToken, eventually, people, type Story, startStory } from '../support/story.js';

describe.each(['socket', 'http'] as const)(
  'over %s, somebody who can sign in to the Apple Account leaves',
  (transport) => {
    let story: Story;
    beforeEach(async () => {
      story = await startStory({ transport });
    });
    afterEach(() => story.stop());

    it('the other custodian hands it over, and it is asked about no more; the doctor sees both', async () => {
      await bindMainToken(story);
      for (const person of ['alva', 'bo'] as const) {
        await eventually(`the question to ${person}`, () => story.as(person).canPress('Yes, I can sign in'));
        await story.as(person).press('Yes, I can sign in');
      }
      await story.sandbox.slack.levers.changePerson(people.bo, { deleted: true });
      const house = await story.sandbox.bot().house();
      if (house?.state !== 'bound') throw new Error('not bound');
      story.sandbox.clock.set(house.nextSync + 10_000);
      await story.sandbox.bot().ring();
      const alva = story.as('alva');
      const left = `<@${people.bo}> is no longer an active member`;
      expect(alva.reads('C000ITAPPS')).toContain(left);
      expect(await alva.home()).toContain(left);
      await alva.slash('doctor');
      await eventually('the doctor', () => alva.reads('C000ITAPPS').includes('*Wrong:* Sign-in to the Apple Account'));
      expect(alva.reads('C000ITAPPS')).toContain('*OK:* Permissions (scopes): all are granted.');
      expect(alva.reads('C000ITAPPS')).toContain('*OK:* Clock of this machine: agrees with Slack.');

      await alva.press('Hand over a sign-in…');
      await alva.submit({
        'hand-over-from': {
          type: 'static_select',
          selected_option: { text: { type: 'plain_text', text: 'Bo' }, value: people.bo },
        },
        'hand-over-to': { type: 'users_select', selected_user: people.dora },
      });
      const dora = story.as('dora');
      await eventually('the question to Dora', () => dora.canPress('Yes, I can sign in'));
      await dora.press('Yes, I can sign in');
      await eventually(
        'the end on the card',
        () => alva.reads(),
        (text) => text.includes('A sign-in was handed over'),
      );
      expect(await alva.home()).not.toContain('Too few people');
      expect((await story.sandbox.bot().house())?.state).toBe('bound');
    }, 60_000);
  },
);
