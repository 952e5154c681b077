import { type Binding, type BoundLocation, sealedToken } from '../rules/binding.js';
import { isNotOurs } from '../rules/token-trouble.js';
import { expireClaims } from './answer-claim.js';
import { askSignIn } from './ask-sign-in.js';
import { beginSync, retrySync } from './begin-sync.js';
import { settleClaim } from './claim-location.js';
import { confirmSuspects } from './confirm-suspects.js';
import type { Asked, Core } from './core.js';
import { sweepDrafts } from './drafts.js';
import { dropUnreadable, expireProposal } from './end-proposal.js';
import { endStaleRenewal } from './end-renewal.js';
import { expireHandovers } from './hand-over-sign-in.js';
import { sweepOwnerImports } from './preview-owner-import.js';
import { expireRequests } from './requests.js';
import { ripenApprovals } from './ripen-approvals.js';
import { runDueSlot } from './run-due-slot.js';
import { readBinding, readRenewal, readSync } from './state.js';
import { warnAboutExpiry } from './warn-about-expiry.js';
import { watchLocation } from './watch-location.js';

/** What a ring may leave to be done in the background. */
export interface Background {
  sync(): void;
  count(proposalId: string): void;
  /** Begins whatever of `longWorks` is due. */
  work(): void;
}

/**
 * The one entry of time: decides from stored state what is due at this moment. Bells that come twice, in bursts, late
 * or not at all change nothing but the delay. Answers what was done, in words for a log.
 */
export async function ring(core: Core, background: Background, reference: string): Promise<string[]> {
  checkPin(core, (await readBinding(core)).value);
  const asked: Asked = { actor: 'system', reference };
  const done: string[] = [];
  if (await expireProposal(core, asked)) done.push('a proposal expired');
  if (await dropUnreadable(core, asked)) done.push('a proposal was dropped: its token does not open any more');
  const requestsOver = await expireRequests(core, asked);
  if (requestsOver > 0) done.push(`${requestsOver} requests expired`);
  const settled = await settleClaim(core, asked);
  if (settled !== null) done.push(`claim: ${settled.result}`);
  if (await endStaleRenewal(core, asked)) done.push('a renewal ended unused');
  const warned = await warnAboutExpiry(core, reference);
  if (warned !== null) done.push(warned);
  done.push(...(await ripenApprovals(core, reference)));
  const handoversOver = await expireHandovers(core, asked);
  if (handoversOver > 0) done.push(`${handoversOver} handovers of a sign-in expired`);
  const signInAsked = await askSignIn(core, asked);
  if (signInAsked > 0) done.push(`${signInAsked} people were asked whether they can sign in`);
  const forgotten = await sweepDrafts(core);
  if (forgotten > 0) done.push(`${forgotten} drafts of deployments were forgotten`);
  const claimsOver = await expireClaims(core, asked);
  if (claimsOver > 0) done.push(`${claimsOver} claims of devices expired`);
  const listsForgotten = await sweepOwnerImports(core);
  if (listsForgotten > 0) done.push(`${listsForgotten} lists of owners were forgotten`);
  done.push(...(await runDueSlot(core, reference)));
  done.push(...(await retryFailedSync(core, reference)));
  if ((await readSync(core)).value.running !== null) background.sync();
  const looked = await watchLocation(core, reference);
  if (looked !== null) done.push(looked);
  const suspects = await confirmSuspects(core, reference);
  if (suspects > 0) done.push(`${suspects} suspect readings settled`);
  await goOn(core, background, reference);
  return done;
}

/** The folder holds another account than `VPP_ACCOUNT_UID` names; nothing is done for either. */
export class OtherAccountPinned extends Error {
  readonly code = 'OTHER_ACCOUNT_PINNED';
  override readonly name = 'OtherAccountPinned';
}

/** After a start: whatever was interrupted goes on. Throws `OtherAccountPinned`. */
export async function resume(core: Core, background: Background, reference: string): Promise<void> {
  const needed = [sealedToken((await readBinding(core)).value), (await readRenewal(core))?.value.token.sealed ?? null];
  await core.secrets.eraseLeftovers(needed.filter((one) => one !== null));
  await ring(core, background, reference);
}

/** Work that nobody does although it is recorded or due: after a start, or when it ended in a fault. */
async function goOn(core: Core, background: Background, reference: string): Promise<void> {
  const binding = (await readBinding(core)).value;
  if (binding.state === 'proposed' && binding.proposal.foreign.state === 'counting')
    background.count(binding.proposal.id);
  background.work();
  const { last, running } = (await readSync(core)).value;
  if (binding.state !== 'bound' || binding.intent !== null || running !== null) return;
  if (last === null) await firstSync(core, background, reference);
  else if (awaitsReading(binding, last.startedAt)) await readingSync(core, background, reference);
}

/** No sync has begun since the location was taken back, or was ours again by itself. */
function awaitsReading({ writesAwaitReadingAfter, tokenState }: BoundLocation, lastStartedAt: number): boolean {
  return writesAwaitReadingAfter !== null && lastStartedAt < writesAwaitReadingAfter && !isNotOurs(tokenState);
}

function checkPin(core: Core, binding: Binding): void {
  const { pinnedUId } = core.settings;
  if (pinnedUId === null || binding.state === 'none') return;
  const { uId } = 'facts' in binding ? binding.facts : binding.proposal.facts;
  if (uId === pinnedUId) return;
  throw new OtherAccountPinned(
    `VPP_ACCOUNT_UID names the account ${pinnedUId}, but this data folder belongs to ${uId}. Use the folder of that account, or correct the setting.`,
  );
}

/** The sync that follows a binding. */
export async function firstSync(core: Core, background: Background, reference: string): Promise<void> {
  await beginSync(core, { trigger: 'binding', slot: null, startedBy: null, reference });
  background.sync();
}

/** The sync that follows a take-back: nothing is written before it is complete. */
async function readingSync(core: Core, background: Background, reference: string): Promise<void> {
  await beginSync(core, { trigger: 'take-back', slot: null, startedBy: null, reference });
  background.sync();
}

/** Not while another one runs: a slot that came first takes its place. */
async function retryFailedSync(core: Core, reference: string): Promise<string[]> {
  const { last, running } = (await readSync(core)).value;
  if (running !== null || last === null || last.outcome.result !== 'failed') return [];
  const { nextTry } = last.outcome;
  if (nextTry === null || nextTry > core.clock()) return [];
  const binding = (await readBinding(core)).value;
  if (binding.state !== 'bound' || binding.intent?.kind === 'decommission') return [];
  return (await retrySync(core, reference)) ? ['the failed sync is tried again'] : [];
}
