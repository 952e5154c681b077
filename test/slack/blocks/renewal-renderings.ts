import type { ModalView } from '@slack/types';
import type { MdmInfo } from '../../../src/licensing/rules/binding.js';
import type { RenewalFacts, RenewalStage, WriteTry } from '../../../src/licensing/rules/renewal.js';
import type { TroubleEnd } from '../../../src/licensing/rules/token-trouble.js';
import { tokenRefusedView } from '../../../src/slack/blocks/binding-views.js';
import { noticeMessages } from '../../../src/slack/blocks/notices.js';
import { checkingRenewalView, renewalProposedView, renewalView } from '../../../src/slack/blocks/renewal-view.js';
import {
  acknowledgeWords,
  discardOutcomeWords,
  renewalRefusalMessage,
  renewalRefusalWords,
  renewOutcomeWords,
} from '../../../src/slack/blocks/renewal-words.js';
import type { Words } from '../../../src/slack/blocks/words.js';
import { callbackIds } from '../../../src/slack/ids.js';
import type { Message } from '../../../src/slack/interaction.js';
import { bound, context, day, holder, now } from './facts.js';

type Refusal = Parameters<typeof renewalRefusalWords>[0];

export function warningMessages(text: string): Message[] {
  const { token } = bound(text);
  const how = { by: 'UANNA1', at: now };
  return [60, 30, 1, 0, -1, -5].flatMap((daysLeft) =>
    [
      { acknowledged: null, renewed: null, decommissionedAt: null },
      { acknowledged: how, renewed: null, decommissionedAt: null },
      { acknowledged: how, renewed: how, decommissionedAt: null },
      { acknowledged: null, renewed: null, decommissionedAt: now },
    ].map((state) =>
      noticeMessages['token-warning'](
        { token: { ...token, daysLeft }, locationName: text, step: Math.max(0, daysLeft), ...state },
        context,
      ),
    ),
  );
}

export const troubleEnds: readonly TroubleEnd[] = (
  ['taken-back', 'back', 'renewed', 'decommissioned', 'recovered', 'replaced'] as const
).flatMap((how) => [[], ['UANNA1', 'UBERTIL1']].map((by) => ({ how, by, at: now })));

function renewal(text: string, write: WriteTry, mdmInfo: MdmInfo | null): RenewalFacts {
  return {
    id: 'renewal-1',
    proposedBy: 'UANNA1',
    proposedAt: now,
    deadline: now + 3_600_000,
    token: {
      name: text,
      appleAccount: text,
      fingerprint: text,
      expires: now + 365 * day,
      importedBy: 'UANNA1',
      importedAt: now,
    },
    uploaded: write.result === 'works',
    uId: text,
    mdmInfo,
    write,
  };
}

function stages(text: string): RenewalStage[] {
  return [
    { stage: 'ready' },
    { stage: 'changed', what: [text, text] },
    { stage: 'ended', end: { result: 'renewed', by: 'UBERTIL1', at: now } },
    { stage: 'ended', end: { result: 'discarded', by: text } },
    { stage: 'ended', end: { result: 'expired' } },
    { stage: 'ended', end: { result: 'dropped', reason: text } },
  ];
}

export function renewalMessages(text: string): Message[] {
  const { token } = bound(text);
  const present = { name: text, appleAccount: `${text} `, fingerprint: 'a1b2c3d4', expires: token.expires };
  const renewals = [
    renewal(text, { result: 'works' }, holder(text)),
    renewal(text, { result: 'not-tried', holder: holder(text) }, holder(text)),
    renewal(text, { result: 'not-tried', holder: null }, null),
  ];
  return [
    ...renewals.flatMap((one) =>
      stages(text).map((stage) =>
        noticeMessages['renewal-card']({ renewal: one, present, locationName: text, stage }, context),
      ),
    ),
    noticeMessages['token-renewed']({ renewed: present, token, locationName: text, by: 'UANNA1', at: now }, context),
    ...refusals(text).map((refusal) => renewalRefusalMessage(refusal, context.reference)),
  ];
}

function refusals(text: string): Refusal[] {
  const location = { uId: text, locationName: text };
  const refusal = { result: 'refused', errorNumber: 9637, httpStatus: 403, message: text } as const;
  return [
    { result: 'not-bound' },
    { result: 'decommissioned' },
    { result: 'paused' },
    { result: 'location-busy', kind: 'take-back' },
    { result: 'location-busy', kind: 'decommission' },
    { result: 'renewal-open', renewalId: 'renewal-1', by: 'UANNA1', until: now, mine: true },
    { result: 'renewal-open', renewalId: 'renewal-1', by: text, until: now, mine: false },
    { result: 'flawed', flaw: 'html-page' },
    { result: 'expired', expires: now - 1 },
    { result: 'same-file' },
    { result: 'older', expires: now, present: now + 1 },
    { result: 'no-uid' },
    { result: 'other-account', bound: location, offered: location },
    ...(['not-allowed', 'managed-by-apple', 'legacy-token'] as const).map(
      (reason) => ({ result: 'may-not-write', refusal: { ...refusal, reason } }) as const,
    ),
    { result: 'trouble', trouble: { ...refusal, reason: 'other' } },
    { result: 'trouble', trouble: { result: 'in-use-elsewhere', mdmInfo: holder(text) } },
  ];
}

export function renewalWords(text: string): Words[] {
  const trouble = { result: 'other-location', uId: text } as const;
  return [
    ...refusals(text).map(renewalRefusalWords),
    renewOutcomeWords({ result: 'over' }),
    renewOutcomeWords({ result: 'location-busy', kind: 'take-back' }),
    renewOutcomeWords({ result: 'changed', what: [text] }),
    renewOutcomeWords({ result: 'dropped', reason: text }),
    renewOutcomeWords({ result: 'trouble', trouble }),
    renewOutcomeWords({ result: 'renewed', expires: now }),
    discardOutcomeWords({ result: 'over' }),
    discardOutcomeWords({ result: 'discarded' }),
    acknowledgeWords({ result: 'over' }),
    acknowledgeWords({ result: 'acknowledged' }),
    acknowledgeWords({ result: 'already', by: 'UANNA1', at: now, mine: true }),
    acknowledgeWords({ result: 'already', by: text, at: now, mine: false }),
  ];
}

export function renewalViews(text: string): Record<string, ModalView> {
  const { portalUrl } = context;
  const [words] = renewalWords(text);
  return {
    renewal: renewalView({ draft: { name: text, appleAccount: text }, serverFile: true, portalUrl }),
    'renewal without draft': renewalView({ draft: null, serverFile: false, portalUrl }),
    'checking renewal': checkingRenewalView(),
    'renewal proposed': renewalProposedView(),
    ...(words === undefined
      ? {}
      : { 'renewal refused': tokenRefusedView(words, text, 'draft-1', callbackIds.renewalRefused) }),
  };
}
