import { boundTokenState, coveredSteps, tokenFacts, warningStep } from '../rules/expiry.js';
import type { Notice } from '../rules/notice.js';
import type { Core } from './core.js';
import { BINDING, readBinding } from './state.js';
import { intoState } from './token-state.js';

/** Warns the channel at each step before the expiry once, and says so once when the day has come. */
export async function warnAboutExpiry(core: Core, reference: string): Promise<string | null> {
  const stored = await readBinding(core);
  if (stored.value.state !== 'bound') return null;
  const bound = stored.value;
  const now = core.clock();
  const state = boundTokenState(bound, now);
  if (state === 'expired' && bound.tokenState !== 'expired') {
    const { binding, notices } = intoState(core, 'expired', reference, null, null)(bound);
    await core.records.commit({
      expect: [{ kind: 'binding', id: BINDING, revision: stored.revision }],
      put: [{ kind: 'binding', id: BINDING, value: binding }],
      outbox: notices,
      audit: [
        {
          at: now,
          actor: 'system',
          act: 'watch-token',
          subject: 'token',
          outcome: 'expired',
          reference,
          facts: { expires: bound.token.expires },
        },
      ],
    });
    return 'the token has expired';
  }
  const step = warningStep(bound.token.expires, now);
  if (state !== 'expiring' || step === null) return null;
  const { fingerprint } = bound.token;
  const id = (days: number) => `expiry:${fingerprint}:${days}`;
  if ((await core.records.get('warning', id(step))) !== null) return null;
  const notice: Notice = {
    kind: 'token-warning',
    subject: `token-warning:${fingerprint}:${step}`,
    audience: { to: 'channel' },
    facts: { token: tokenFacts(bound.token, bound.tokenState, now), locationName: bound.facts.locationName },
    reference,
  };
  const result = await core.records.commit({
    expect: [{ kind: 'warning', id: id(step), revision: 0 }],
    put: coveredSteps(step).map((days) => ({ kind: 'warning', id: id(days), value: { fingerprint, at: now } })),
    outbox: [notice],
    audit: [
      {
        at: now,
        actor: 'system',
        act: 'warn-about-expiry',
        subject: 'token',
        outcome: 'warned',
        reference,
        facts: { step },
      },
    ],
  });
  if (result.result === 'committed') await core.onStep('token.warned');
  return result.result === 'committed' ? `warned of the token's expiry (${step} days)` : null;
}
