import type { ClientConfig, LocationConnection } from '../ports/licences.js';
import type { Answer, Refused } from '../rules/apple-answer.js';
import type { Binding, BoundLocation, MdmInfo, Proposal } from '../rules/binding.js';
import type { BindingEnd } from '../rules/notice.js';
import { card, entry, question, receipt, signInQuestion } from './binding-notices.js';
import { type Asked, type Core, openToken, TOKEN_GONE } from './core.js';
import { describeTrouble } from './describe-trouble.js';
import { BINDING, installation, isPaused, PAUSE, readBinding, readPause } from './state.js';

export type ClaimOutcome =
  | { result: 'bound'; installationId: string; uId: string }
  | { result: 'refused-by-apple'; refusal: Refused }
  | { result: 'lost-race'; holder: MdmInfo }
  | { result: 'unsettled'; reason: string };

/** A claim that nobody could settle for so long is given up, loudly. */
const UNSETTLED_LIFETIME = 24 * 3_600_000;

type Claiming = Extract<Binding, { state: 'claiming' }>;

/** Records the intent, claims the location at Apple, reads it back. `revision` is that of the proposal which was checked. */
export async function claimLocation(
  core: Core,
  asked: Asked,
  proposal: Proposal,
  revision: number,
): Promise<ClaimOutcome | { result: 'over' | 'paused' }> {
  const pause = await readPause(core);
  if (pause?.value.paused === true) return { result: 'paused' };
  const mdmInfo = await ourMdmInfo(core, proposal.facts.uId, 1);
  const confirmedBy = [...new Set([proposal.first?.by ?? asked.actor, asked.actor])];
  const claiming: Claiming = { state: 'claiming', proposal, mdmInfo, epoch: 1, confirmedBy, startedAt: core.clock() };
  await core.onStep('binding.before-claiming');
  const stored = await core.records.commit({
    expect: [
      { kind: 'binding', id: BINDING, revision },
      { kind: 'pause', id: PAUSE, revision: pause?.revision ?? 0 },
    ],
    put: [{ kind: 'binding', id: BINDING, value: claiming }],
    outbox: [card(proposal, asked.reference, { stage: 'claiming' }), question(proposal, asked.reference, false, null)],
    audit: [entry(core, asked, 'claim-location', 'sent', proposal)],
  });
  if (stored.result === 'conflict') return { result: stored.kind === 'pause' ? 'paused' : 'over' };
  await core.onStep('binding.claiming-stored');
  return alone(core, () => sendClaim(core, asked, claiming));
}

/** Claims under way, so that a ring does not send what a click is sending. */
const underWay = new WeakMap<Core, Promise<ClaimOutcome>>();

function alone(core: Core, work: () => Promise<ClaimOutcome>): Promise<ClaimOutcome> {
  const done = work().finally(() => underWay.delete(core));
  underWay.set(core, done);
  return done;
}

/** Settles a claim whose answer nobody saw: after a restart, and on each ring while Apple does not answer; not while paused. */
export async function settleClaim(core: Core, asked: Asked): Promise<ClaimOutcome | null> {
  const stored = await readBinding(core);
  if (stored.value.state !== 'claiming' || (await isPaused(core))) return null;
  if (underWay.has(core)) return null;
  const claiming = stored.value;
  return alone(core, () => settleAgain(core, asked, claiming));
}

async function settleAgain(core: Core, asked: Asked, claiming: Claiming): Promise<ClaimOutcome> {
  if (core.secrets.isErased(claiming.proposal.token.sealed)) {
    const reason = `${TOKEN_GONE}. The claim may stand at Apple under our installation id`;
    await drop(core, asked, claiming, { result: 'dropped', reason });
    return { result: 'unsettled', reason };
  }
  const read = await connection(core, claiming.proposal).clientConfig();
  if (read.result === 'ok' && (read.value.mdmInfo === null || sameHolderAsBefore(read.value, claiming))) {
    return sendClaim(core, asked, claiming);
  }
  const outcome = await settle(core, asked, claiming, read);
  if (outcome.result !== 'unsettled' || core.clock() < claiming.startedAt + UNSETTLED_LIFETIME) return outcome;
  const reason = `${outcome.reason}, for a day. The claim may stand at Apple under our installation id`;
  await drop(core, asked, claiming, { result: 'dropped', reason });
  return { result: 'unsettled', reason };
}

async function sendClaim(core: Core, asked: Asked, claiming: Claiming): Promise<ClaimOutcome> {
  const location = connection(core, claiming.proposal);
  const posted = await location.claim(claiming.mdmInfo);
  await core.onStep('binding.claim-sent');
  if (posted.result === 'refused') {
    const end: BindingEnd = {
      result: 'refused-by-apple',
      reason: posted.reason,
      errorNumber: posted.errorNumber,
      message: posted.message,
    };
    await drop(core, asked, claiming, end);
    return { result: 'refused-by-apple', refusal: posted };
  }
  return settle(core, asked, claiming, await location.clientConfig());
}

/** What the reading says of the claim: ours = bound, another's = lost, no answer = asked again later. */
async function settle(core: Core, asked: Asked, claiming: Claiming, read: Answer<ClientConfig>): Promise<ClaimOutcome> {
  if (read.result === 'other-location') {
    const reason = `${describeTrouble(read)}. Nothing is bound here`;
    await drop(core, asked, claiming, { result: 'dropped', reason });
    return { result: 'unsettled', reason };
  }
  if (read.result === 'refused') {
    const reason = `${describeTrouble(read)}. The claim may stand at Apple under our installation id`;
    await drop(core, asked, claiming, { result: 'dropped', reason });
    return { result: 'refused-by-apple', refusal: read };
  }
  if (read.result !== 'ok') return unsettled(core, asked, claiming, describeTrouble(read));
  const holder = read.value.mdmInfo;
  if (holder?.id === claiming.mdmInfo.id) return becomeBound(core, asked, claiming, read.value);
  if (holder === null || sameHolderAsBefore(read.value, claiming)) {
    return unsettled(core, asked, claiming, 'Apple does not show the claim yet');
  }
  await drop(core, asked, claiming, { result: 'lost-race', holder });
  return { result: 'lost-race', holder };
}

function sameHolderAsBefore(config: ClientConfig, claiming: Claiming): boolean {
  return config.mdmInfo?.id === claiming.proposal.facts.mdmInfo?.id;
}

async function unsettled(core: Core, asked: Asked, claiming: Claiming, reason: string): Promise<ClaimOutcome> {
  await core.records.commit({ outbox: [card(claiming.proposal, asked.reference, { stage: 'unsettled', reason })] });
  return { result: 'unsettled', reason };
}

async function becomeBound(core: Core, asked: Asked, claiming: Claiming, config: ClientConfig): Promise<ClaimOutcome> {
  const { proposal, mdmInfo } = claiming;
  await core.onStep('binding.claim-read-back');
  const foreignNotificationHost = await silenceOldWebhook(core, connection(core, proposal), config);
  const bound: BoundLocation = {
    state: 'bound',
    proposalId: proposal.id,
    facts: { ...proposal.facts, mdmInfo, notificationHost: foreignNotificationHost },
    token: proposal.token,
    mdmInfo,
    epoch: claiming.epoch,
    boundAt: core.clock(),
    confirmedBy: claiming.confirmedBy,
    signIn: proposal.signIn,
    tokenState: 'valid',
    tokenStateSince: core.clock(),
    heldBy: null,
    foreignNotificationHost,
    lookedAt: core.clock(),
    trouble: null,
    intent: null,
    writesAwaitReadingAfter: null,
  };
  const end: BindingEnd = {
    result: 'bound',
    installationId: mdmInfo.id,
    uId: proposal.facts.uId,
    confirmedBy: claiming.confirmedBy,
    at: bound.boundAt,
  };
  return storeBound(core, asked, bound, proposal, end);
}

/** `bound` only when that is what stands in the store; somebody may have ended the claim meanwhile. */
async function storeBound(
  core: Core,
  asked: Asked,
  bound: BoundLocation,
  proposal: Proposal,
  end: BindingEnd,
): Promise<ClaimOutcome> {
  const outcome: ClaimOutcome = { result: 'bound', installationId: bound.mdmInfo.id, uId: bound.facts.uId };
  const stored = await readBinding(core);
  if (stored.value.state === 'bound' && stored.value.proposalId === proposal.id) return outcome;
  if (stored.value.state !== 'claiming' || stored.value.proposal.id !== proposal.id) {
    return { result: 'unsettled', reason: 'The claim stands at Apple, but the binding was ended here meanwhile' };
  }
  const result = await core.records.commit({
    expect: [{ kind: 'binding', id: BINDING, revision: stored.revision }],
    put: [{ kind: 'binding', id: BINDING, value: bound }],
    outbox: [
      card(proposal, asked.reference, { stage: 'ended', end }),
      question(proposal, asked.reference, false, end),
      ...receipt(bound, proposal, asked.reference),
      ...proposal.signIn.map((person) => signInQuestion(bound, person, asked.reference)),
    ],
    audit: [entry(core, asked, 'claim-location', 'bound', proposal)],
  });
  if (result.result === 'conflict') return storeBound(core, asked, bound, proposal, end);
  await core.onStep('binding.bound');
  return outcome;
}

/** Notifications of the product before us would go on; we ask for none and read back whether its address stayed. */
export async function silenceOldWebhook(
  core: Core,
  location: LocationConnection,
  config: ClientConfig,
): Promise<string | null> {
  if (config.notificationHost === null) return null;
  if (await isPaused(core)) return config.notificationHost;
  const answer = await location.unsubscribe();
  if (answer.result !== 'ok') core.onTrouble('binding.unsubscribe-failed', { trouble: describeTrouble(answer) });
  const read = await location.clientConfig();
  return read.result === 'ok' ? read.value.notificationHost : config.notificationHost;
}

async function drop(core: Core, asked: Asked, claiming: Claiming, end: BindingEnd): Promise<void> {
  const stored = await readBinding(core);
  if (stored.value.state !== 'claiming' || stored.value.proposal.id !== claiming.proposal.id) return;
  const result = await core.records.commit({
    expect: [{ kind: 'binding', id: BINDING, revision: stored.revision }],
    put: [{ kind: 'binding', id: BINDING, value: { state: 'none' } }],
    outbox: [
      card(claiming.proposal, asked.reference, { stage: 'ended', end }),
      question(claiming.proposal, asked.reference, false, end),
    ],
    audit: [entry(core, asked, 'claim-location', end.result, claiming.proposal)],
  });
  if (result.result === 'conflict') return drop(core, asked, claiming, end);
  await core.secrets.erase(claiming.proposal.token.sealed);
  await core.onStep('binding.dropped');
}

function connection(core: Core, proposal: Proposal): LocationConnection {
  return core.licences.location(openToken(core, proposal.token), { uId: proposal.facts.uId, mdmId: null });
}

/** What we write at Apple. The metadata proves later, under the key, that the claim is our own. */
export async function ourMdmInfo(core: Core, uId: string, epoch: number): Promise<MdmInfo> {
  const { id } = await installation(core);
  const proof = core.secrets.mark(`${uId} ${id} ${epoch}`, 'claim').slice(0, 32);
  return { id, name: core.settings.productName, metadata: JSON.stringify({ epoch, proof }) };
}
