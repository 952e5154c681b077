import { confirmClaim, denyClaim } from '../../licensing/flows/answer-claim.js';
import { claimDevice } from '../../licensing/flows/claim-device.js';
import { type MyDevices, myDevices } from '../../licensing/flows/my-devices.js';
import { withdrawClaim } from '../../licensing/flows/withdraw-claim.js';
import { claimWords, confirmClaimWords, denyClaimWords, withdrawClaimWords } from '../blocks/claim-words.js';
import { noServerWords } from '../blocks/device-words.js';
import { claimDeviceView, myDevicesMessage } from '../blocks/my-devices.js';
import { wordsMessage } from '../blocks/words.js';
import { blockIds, selectIds } from '../ids.js';
import { type Click, type Interaction, inputOf, type Reply, type Submission, type ViewAnswer } from '../interaction.js';
import { type Conversation, contextOf } from './conversation.js';
import { showMyApps } from './my-apps.js';
import { refuse } from './refuse.js';
import { text } from './token-entry.js';
import { answerInView } from './work-in-view.js';

/** `/vpp my`, and `/vpp my devices`. */
export async function my(conversation: Conversation, asked: Interaction, rest: string, reply: Reply): Promise<void> {
  const devices = /^devices?$/i.test(rest.trim());
  return devices ? showMyDevices(conversation, asked, reply) : showMyApps(conversation, asked, rest, reply);
}

/** “My devices”. */
export async function pressMyDevices(conversation: Conversation, click: Click, reply: Reply): Promise<void> {
  return showMyDevices(conversation, click, reply);
}

async function showMyDevices(conversation: Conversation, asked: Interaction, reply: Reply): Promise<void> {
  const mine = await mineOf(conversation, asked, reply);
  if (mine !== null) await reply.privately(myDevicesMessage(mine, contextOf(conversation, asked.reference)));
}

/** `null`: the person was told why not. */
async function mineOf(conversation: Conversation, asked: Interaction, reply: Reply): Promise<MyDevices | null> {
  const mine = await myDevices(conversation.core, askedBy(asked));
  if (mine.result === 'devices' && mine.server) return mine;
  if (mine.result === 'not-allowed') await refuse(conversation, mine, reply);
  else await reply.privately(wordsMessage(noServerWords, asked.reference));
  return null;
}

/** “This device is mine…”: opens the dialogue. */
export async function pressClaimDevice(conversation: Conversation, click: Click, reply: Reply): Promise<void> {
  if ((await mineOf(conversation, click, reply)) !== null) await reply.openView(claimDeviceView());
}

/** “Ask” in the dialogue. */
export async function submitClaimDevice(
  conversation: Conversation,
  submission: Submission,
  reply: Reply,
): Promise<ViewAnswer> {
  const [enrolmentId = null] = inputOf(submission.values, blockIds.claimDevice, selectIds.claimDevice).selected;
  const serial = text(submission, blockIds.claimSerial);
  if (enrolmentId !== null && serial !== '')
    return { answer: 'errors', errors: { [blockIds.claimSerial]: 'Choose a device or type a number, not both.' } };
  const outcome = await claimDevice(conversation.core, askedBy(submission), { enrolmentId, serial });
  if (outcome.result === 'no-serial-number') {
    const error = 'Choose a device, or type the 8 to 20 letters and digits of its serial number.';
    return { answer: 'errors', errors: { [blockIds.claimSerial]: error } };
  }
  return answerInView(
    conversation,
    submission,
    reply,
    outcome.result === 'not-allowed' ? outcome : claimWords(outcome),
  );
}

/** “Withdraw”, of whoever claimed. */
export async function pressWithdrawClaim(conversation: Conversation, click: Click, reply: Reply): Promise<void> {
  const outcome = await withdrawClaim(conversation.core, askedBy(click), click.actionValue ?? '');
  if (outcome.result === 'not-allowed') return refuse(conversation, outcome, reply);
  await reply.privately(wordsMessage(withdrawClaimWords[outcome.result], click.reference));
}

/** “Confirm” on the administrators' card. */
export async function pressConfirmClaim(conversation: Conversation, click: Click, reply: Reply): Promise<void> {
  const outcome = await confirmClaim(conversation.core, askedBy(click), click.actionValue ?? '');
  if (outcome.result === 'not-allowed') return refuse(conversation, outcome, reply);
  if (outcome.result === 'confirmed') conversation.background.work();
  await reply.privately(wordsMessage(confirmClaimWords(outcome), click.reference));
}

/** “Deny” on the administrators' card. */
export async function pressDenyClaim(conversation: Conversation, click: Click, reply: Reply): Promise<void> {
  const outcome = await denyClaim(conversation.core, askedBy(click), click.actionValue ?? '');
  if (outcome.result === 'not-allowed') return refuse(conversation, outcome, reply);
  await reply.privately(wordsMessage(denyClaimWords(outcome), click.reference));
}

function askedBy({ userId, reference }: Interaction) {
  return { actor: userId, reference };
}
