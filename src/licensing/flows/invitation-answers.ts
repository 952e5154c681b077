import type { Change } from '../ports/records.js';
import type { DeviceAnswer } from '../rules/device-answer.js';
import type { RefusedInvitation } from '../rules/device-invitation.js';
import type { AnswerHandler, CommandEnd } from './command-answers.js';
import type { Core } from './core.js';
import { entryOf } from './refused-clicks.js';

/** Characters of what a device or the server said. */
const SAID = 500;

/**
 * What follows from the answer to an invitation: an audit line, and trouble where it did not work. It is not sent again by
 * itself, since the message in Slack asks for the same; whether the person accepted shows at Apple alone (Apple documents).
 */
export const inviteAnswered: AnswerHandler = async (core, command, end, reference) => {
  const { deviceId, userId } = command.value;
  if (end.result === 'answered' && end.answer.status === 'not-now') return {};
  const outcome = await outcomeNow(core, userId, end);
  const facts = { userId, ...outcome.facts };
  if (outcome.wrong) core.onTrouble('device-invitation-failed', { deviceId, command: command.id, reference, ...facts });
  const asked = { actor: 'system', reference };
  const audit = [entryOf(core, asked, 'invite-device', `device:${deviceId}`, outcome.said, facts)];
  return { ...(end.result === 'answered' ? await remembering(core, deviceId, userId, outcome) : {}), audit };
};

/** People see what the device refused until it shows one, a newer one is sent, or the person has accepted. */
async function remembering(core: Core, id: string, userId: string | null, { wrong, facts }: Outcome): Promise<Change> {
  const ref = { kind: 'deviceInvitation', id } as const;
  const stored = await core.records.get('deviceInvitation', id);
  if (stored === null || stored.value.userId !== userId) return {};
  const { refused, ...asked } = stored.value;
  if (!wrong && refused === undefined) return {};
  const { invitationResult, message } = facts;
  const said = `${invitationResult ?? message ?? ''}` || 'Error';
  const value = wrong ? { ...asked, refused: said } : asked;
  return { expect: [{ ...ref, revision: stored.revision }], put: [{ ...ref, value }] };
}

/** Devices that refuse to show the open invitation, by Slack user id. */
export async function refusedInvitations(core: Core): Promise<ReadonlyMap<string, readonly RefusedInvitation[]>> {
  const found = new Map<string, RefusedInvitation[]>();
  if (core.devices === null) return found;
  for (const { id, value } of await core.records.list('deviceInvitation')) {
    const device = value.refused === undefined ? null : await core.records.get('device', id);
    if (value.refused === undefined || device?.value.owner?.userId !== value.userId) continue;
    const { name, model, serialNumber } = device.value;
    const one = { device: { name, model, serialNumber }, said: value.refused };
    found.set(value.userId, [...(found.get(value.userId) ?? []), one]);
  }
  return found;
}

/** A command that became pointless before it was sent is no trouble. */
async function outcomeNow(core: Core, userId: string | null, end: CommandEnd): Promise<Outcome> {
  const outcome = outcomeOf(end);
  const membership = userId === null ? null : await core.records.get('membership', userId);
  if (end.result !== 'refused' || membership?.value.state === 'invited') return outcome;
  return { said: 'not needed any more', wrong: false, facts: {} };
}

interface Outcome {
  said: string;
  wrong: boolean;
  facts: Readonly<Record<string, string | number | null>>;
}

function outcomeOf(end: CommandEnd): Outcome {
  if (end.result === 'dropped') return { said: `dropped: ${end.why}`, wrong: false, facts: {} };
  if (end.result === 'refused') {
    return { said: `not sent: ${end.why}`, wrong: true, facts: { message: shortened(end.message) } };
  }
  return answered(end.answer);
}

/** The result counts even where the status says that all is well (Apple documents). */
function answered({ status, invitationResult, errors }: DeviceAnswer): Outcome {
  const [error] = errors;
  if (status !== 'acknowledged') {
    const facts = { code: error?.code ?? null, domain: error?.domain ?? null, message: shortened(error?.text ?? '') };
    return { said: 'refused by the device', wrong: true, facts };
  }
  const accepted = invitationResult === null || invitationResult === 'Acknowledged';
  return accepted
    ? { said: 'shown on the device', wrong: false, facts: {} }
    : { said: 'refused by the device', wrong: true, facts: { invitationResult: shortened(invitationResult) } };
}

function shortened(text: string): string {
  return [...text].slice(0, SAID).join('');
}
