import type { Change } from '../ports/records.js';
import type { Device } from '../rules/device.js';
import { withInformation } from '../rules/device-facts.js';
import type { AnswerHandler } from './command-answers.js';
import { ownerPart } from './device-owners.js';
import { enrolmentOwner } from './enrolment-owner.js';
import { checksOfPerson } from './installation-checks.js';
import { joined } from './membership-record.js';

/**
 * Keeps what a device says of itself. A serial number that is known only now may name its owner, by an imported list;
 * an account, a platform or an owner that is known only now may make installations possible, so these are looked at.
 */
export const informationAnswered: AnswerHandler = async (core, { value: { deviceId } }, end, reference) => {
  if (end.result !== 'answered' || end.answer.status !== 'acknowledged' || end.answer.information === null) return {};
  const stored = await core.records.get('device', deviceId);
  if (stored === null) return {};
  const after: Device = { ...withInformation(stored.value, end.answer.information), informationAt: core.clock() };
  const found = await enrolmentOwner(core, after, { urlUser: null, begins: false });
  if (found.result === 'owner') {
    const asked = { actor: 'system', reference };
    return ownerPart(core, asked, { ...stored, value: after }, { owner: found.owner, act: 'set-device-owner' });
  }
  const kept: Change = {
    expect: [{ kind: 'device', id: deviceId, revision: stored.revision }],
    put: [{ kind: 'device', id: deviceId, value: after }],
  };
  const { owner } = after;
  return owner === null || !makesMorePossible(stored.value, after)
    ? kept
    : joined(kept, { put: await checksOfPerson(core, owner.userId) });
};

function makesMorePossible(before: Device, after: Device): boolean {
  return before.platform !== after.platform || (after.accountActive === true && before.accountActive !== true);
}
