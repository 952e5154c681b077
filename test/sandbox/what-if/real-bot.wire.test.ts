import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { eventually, type Story, startStory } from '../../support/story.js';

const told = z.object({
  number: z.number(),
  state: z.string(),
  failure: z.object({ message: z.string() }).nullable(),
  steps: z.array(z.object({ text: z.string(), outcome: z.string().nullable() })),
  look: z.object({ personId: z.string(), conversationId: z.string() }).nullable(),
});
const answered = z.object({ number: z.number() });
const stated = z.object({ whatIf: z.object({ run: told.nullable() }) });

describe('the cards on the real bot', () => {
  let story: Story;
  beforeEach(async () => {
    story = await startStory();
  });
  afterEach(() => story.stop());

  /** Presses a card and waits for the end of its story. */
  async function tell(id: string) {
    const { origin } = new URL(story.sandbox.url);
    const headers = { origin, 'content-type': 'application/json' };
    const begun = await fetch(`${origin}/what-if/start`, { method: 'POST', headers, body: JSON.stringify({ id }) });
    const { number } = answered.parse(await begun.json());
    const run = await eventually(
      `the end of ${id}`,
      async () => stated.parse(await (await fetch(`${origin}/state`)).json()).whatIf.run,
      (seen) => seen?.number === number && seen.state !== 'running',
    );
    const outcomes = run?.steps.map(({ outcome }) => outcome) ?? [];
    return { ...run, outcomes, last: outcomes.at(-1), first: run?.steps.at(0)?.text };
  }

  const everywhere = '#it-apps, Alva Lind’s messages, Bo Ek’s messages';
  const alva = { personId: 'U0000ALVA', conversationId: 'D0000ALVA' };

  it('end with the card of the bot, in the channel and with both custodians; each one mends what the one before broke', async () => {
    const revoked = await tell('token-revoked');
    expect(revoked).toMatchObject({ state: 'done', failure: null, look: alva });
    expect(revoked.first).toMatch(/^Nothing is bound yet/);
    expect(revoked.outcomes).toContain('Token token-1 is revoked.');
    expect(revoked.last).toBe(`${everywhere}: “The token was revoked”`);

    const password = await tell('password-changed');
    expect(password).toMatchObject({ state: 'done', failure: null, look: alva });
    expect(password.first).toMatch(/downloads a new one/);
    expect(password.outcomes).toContain('Alva Lind pressed “Use the new token”. The token works again.');
    expect(password.last).toBe(`${everywhere}: “The token was revoked”`);

    const lost = await tell('taken-over');
    expect(lost).toMatchObject({ state: 'done', failure: null, look: alva });
    expect(lost.outcomes).toContain('Alva Lind pressed “Use the new token”. The token works again.');
    expect(lost.last).toBe(`${everywhere}: “Another product manages the location”`);

    const left = await tell('custodian-leaves');
    expect(left).toMatchObject({ state: 'done', failure: null, look: { personId: 'U0000ALVA' } });
    expect(left.outcomes).toContain('Bo Ek pressed “Yes, take it back”. The location is the bot’s again.');
    expect(left.last).toMatch(/^#it-apps: “Action required: \d+ things? to do”$/);
    expect(story.as('alva').reads('C000ITAPPS')).toContain('is no longer an active member of the organisation');
  }, 30_000);
});
