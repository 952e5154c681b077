import type { ClientConfig } from '../ports/licences.js';
import type { Answer } from '../rules/apple-answer.js';
import type { BoundLocation, MdmInfo, ReleaseAtApple } from '../rules/binding.js';
import type { Core } from './core.js';
import { describeTrouble } from './describe-trouble.js';
import { isPaused } from './state.js';
import { lookAtHolder } from './take-back.js';

/** Apple is asked again at each ring for so long. */
const UNREACHED_LIFETIME = 24 * 3_600_000;

export type Released =
  | { result: 'settled'; atApple: ReleaseAtApple; heldBy: MdmInfo | null; errorNumber: number | null }
  /** Asked again at the next ring. */
  | { result: 'waits' };

/** One that is confirmed and not done. */
export interface ReleaseCase {
  bound: BoundLocation;
  startedAt: number;
  /** A release may have been sent already. */
  releasing: boolean;
  reference: string;
}

/**
 * Clears our claim and the notifications at Apple, if the claim is still ours; whatever happened before, Apple is asked
 * first. `beforeSending` stores that it is sent; when it answers `false` nothing is.
 */
export async function releaseLocation(
  core: Core,
  open: ReleaseCase,
  beforeSending: () => Promise<boolean>,
): Promise<Released> {
  const location = lookAtHolder(core, open.bound);
  const before = await location.clientConfig();
  if (before.result !== 'ok') return unanswered(core, open, before);
  if (!names(open, before.value)) {
    const done = open.releasing ? 'released' : 'was-not-ours';
    return settled(done, before.value.mdmInfo);
  }
  if ((await isPaused(core)) || !(await beforeSending())) return { result: 'waits' };
  const posted = await location.release();
  if (posted.result === 'refused') return unanswered(core, open, posted);
  const after = await location.clientConfig();
  if (after.result !== 'ok') return unanswered(core, open, after);
  if (!names(open, after.value)) return settled('released', after.value.mdmInfo);
  return posted.result === 'ok' ? settled('still-named', after.value.mdmInfo) : unanswered(core, open, posted);
}

function names({ bound }: ReleaseCase, { mdmInfo }: ClientConfig): boolean {
  return mdmInfo?.id === bound.mdmInfo.id;
}

function settled(atApple: ReleaseAtApple, heldBy: MdmInfo | null, errorNumber: number | null = null): Released {
  return { result: 'settled', atApple, heldBy, errorNumber };
}

function unanswered(core: Core, open: ReleaseCase, answer: Exclude<Answer<unknown>, { result: 'ok' }>): Released {
  if (answer.result === 'refused') return settled('refused', open.bound.heldBy, answer.errorNumber);
  if (answer.result === 'in-use-elsewhere') return settled('was-not-ours', answer.mdmInfo);
  if (core.clock() >= open.startedAt + UNREACHED_LIFETIME) return settled('not-reached', open.bound.heldBy);
  core.onTrouble('decommission.not-reached', { trouble: describeTrouble(answer), reference: open.reference });
  return { result: 'waits' };
}
