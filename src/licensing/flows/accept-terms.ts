import { whatRowsShow } from '../rules/membership-reading.js';
import type { NotAllowed } from '../rules/policy.js';
import { type Asked, type Core, connect, permitMember } from './core.js';
import { readPerson } from './membership-change.js';
import type { Pass } from './membership-picture.js';
import { entryOf, refusing } from './refused-clicks.js';
import { readBinding } from './state.js';

export type OpenInvitationOutcome =
  | NotAllowed
  /** The message was for somebody else. */
  | { result: 'not-yours' }
  /** The person is not invited, or not any more. */
  | { result: 'nothing-open' }
  | { result: 'accepted' }
  /** A credential: shown to the person alone, and nowhere kept. */
  | { result: 'link'; url: string }
  /** Apple names no address for invitations now. */
  | { result: 'no-address' }
  | { result: 'unreachable' };

export type AcceptedOutcome = Exclude<OpenInvitationOutcome, { result: 'link' | 'no-address' }> | { result: 'not-yet' };

/** Reads the code of the asker's own invitation fresh at Apple, and makes its link of it. */
export async function openInvitation(core: Core, asked: Asked, owner: string): Promise<OpenInvitationOutcome> {
  const found = await ownInvitation(core, asked, owner, 'open-invitation');
  if (found.result !== 'open') return found;
  const code = found.rows.find(({ status, inviteCode }) => status === 'Registered' && inviteCode !== null)?.inviteCode;
  const url = code == null ? null : await found.pass.connection.invitationUrl(code);
  if (url === null) return { result: 'no-address' };
  await core.records.commit({
    audit: [entryOf(core, asked, 'open-invitation', `person:${asked.actor}`, 'shown')],
  });
  return { result: 'link', url };
}

/** “I have accepted”: Apple is asked at once. `moved`: other work is possible now. */
export async function askWhetherAccepted(
  core: Core,
  asked: Asked,
  owner: string,
): Promise<{ outcome: AcceptedOutcome; moved: boolean }> {
  const found = await ownInvitation(core, asked, owner, 'say-accepted');
  if (found.result === 'open') return { outcome: { result: 'not-yet' }, moved: false };
  return { outcome: found, moved: found.result === 'accepted' };
}

type Own =
  | Exclude<OpenInvitationOutcome, { result: 'link' | 'no-address' }>
  | { result: 'open'; pass: Pass; rows: readonly { status: string; inviteCode: string | null }[] };

/** The asker's own record at Apple, read now and taken. */
async function ownInvitation(core: Core, asked: Asked, owner: string, act: string): Promise<Own> {
  const subject = `person:${owner.slice(0, 40)}`;
  const permission = await permitMember(core, asked.actor);
  if (permission.result === 'not-allowed') return refusing(core, asked, act, subject, permission);
  if (owner !== asked.actor) return refusing(core, asked, act, subject, { result: 'not-yours' });
  const stored = await core.records.get('membership', asked.actor);
  const bound = (await readBinding(core)).value;
  if (stored === null || bound.state !== 'bound')
    return refusing(core, asked, act, subject, { result: 'nothing-open' });
  if (stored.value.state === 'associated') return { result: 'accepted' };
  if (stored.value.state !== 'invited') return refusing(core, asked, act, subject, { result: 'nothing-open' });
  const { reference } = asked;
  const pass: Pass = { core, connection: connect(core, bound), bound, reference, refusals: 0, moved: false };
  const read = await readPerson(pass, stored, { act: 'accept-terms', actor: asked.actor });
  if (read === null) return { result: 'unreachable' };
  const { state } = read.membership;
  if (state === 'associated' || whatRowsShow(read.rows).shown === 'associated') return { result: 'accepted' };
  return state === 'invited' ? { result: 'open', pass, rows: read.rows } : { result: 'nothing-open' };
}
