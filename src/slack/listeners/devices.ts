import { assignDevice, openAssignment } from '../../licensing/flows/assign-device.js';
import { exportDevices, listDevices } from '../../licensing/flows/list-devices.js';
import { readDevice } from '../../licensing/flows/read-device.js';
import { openRetirement, retireDevice } from '../../licensing/flows/retire-device.js';
import { deviceFilter } from '../../licensing/rules/device-filter.js';
import { assignWords, retireDeviceWords } from '../blocks/device-outcomes.js';
import { deviceMessage, whichDeviceMessage } from '../blocks/device-page.js';
import { retireDeviceView, setOwnerView } from '../blocks/device-views.js';
import { noServerWords } from '../blocks/device-words.js';
import { devicesMessage, devicesSentWords } from '../blocks/devices.js';
import { wordsMessage } from '../blocks/words.js';
import { actionIds, blockIds } from '../ids.js';
import { type Click, type Interaction, inputOf, type Reply, type Submission, type ViewAnswer } from '../interaction.js';
import { type Conversation, contextOf } from './conversation.js';
import { startOwnerImport } from './owner-import.js';
import { refuse } from './refuse.js';
import { ticked } from './token-entry.js';
import { answerInView } from './work-in-view.js';

/** `/vpp devices [filter]`, and `/vpp devices import`. */
export async function devices(
  conversation: Conversation,
  asked: Interaction,
  rest: string,
  reply: Reply,
): Promise<void> {
  if (/^import$/i.test(rest.trim())) return startOwnerImport(conversation, asked, reply);
  return showList(conversation, asked, rest, 0, reply);
}

/** Pages of the list, and the choice of its filter. */
export async function pressDevicesPage(conversation: Conversation, click: Click, reply: Reply): Promise<void> {
  const chosen = click.actionValue ?? click.input.selected[0] ?? '';
  const [, page = '0', typed = ''] = /^(\d{1,6}):(.{0,200})$/s.exec(chosen) ?? [];
  return showList(conversation, click, typed, Number(page), reply);
}

async function showList(
  conversation: Conversation,
  asked: Interaction,
  typed: string,
  page: number,
  reply: Reply,
): Promise<void> {
  const list = await listDevices(conversation.core, askedBy(asked), deviceFilter(typed), page);
  if (list.result === 'not-allowed') return refuse(conversation, list, reply);
  if (list.result === 'no-device-server') return reply.privately(wordsMessage(noServerWords, asked.reference));
  await reply.privately(devicesMessage(list, contextOf(conversation, asked.reference)));
}

/** The list as a file, for the person who asked alone. */
export async function pressExportDevices(conversation: Conversation, click: Click, reply: Reply): Promise<void> {
  const outcome = await exportDevices(conversation.core, askedBy(click), deviceFilter(click.actionValue ?? ''));
  if (outcome.result === 'not-allowed') return refuse(conversation, outcome, reply);
  await reply.sendFile({ name: outcome.name, text: outcome.text });
  await reply.privately(wordsMessage(devicesSentWords(outcome), click.reference));
}

/** `/vpp device SERIAL`, and `/vpp device retire SERIAL`. */
export async function device(
  conversation: Conversation,
  asked: Interaction,
  rest: string,
  reply: Reply,
): Promise<void> {
  const [, serial] = /^retire\s+(\S.*)$/is.exec(rest.trim()) ?? [];
  if (serial === undefined) return showOne(conversation, asked, rest, reply);
  const found = await readDevice(conversation.core, askedBy(asked), serial);
  if (found.result !== 'device') return tellOther(conversation, asked, found, reply);
  await openRetire(conversation, asked, found.device.enrolmentId, reply);
}

/** “Details”. */
export async function pressShowDevice(conversation: Conversation, click: Click, reply: Reply): Promise<void> {
  return showOne(conversation, click, click.actionValue ?? '', reply);
}

async function showOne(conversation: Conversation, asked: Interaction, typed: string, reply: Reply): Promise<void> {
  const found = await readDevice(conversation.core, askedBy(asked), typed);
  if (found.result !== 'device') return tellOther(conversation, asked, found, reply);
  await reply.privately(deviceMessage(found, contextOf(conversation, asked.reference)));
}

type Other = Exclude<Awaited<ReturnType<typeof readDevice>>, { result: 'device' }>;

async function tellOther(conversation: Conversation, asked: Interaction, other: Other, reply: Reply): Promise<void> {
  if (other.result === 'not-allowed') return refuse(conversation, other, reply);
  if (other.result === 'no-device-server') return reply.privately(wordsMessage(noServerWords, asked.reference));
  await reply.privately(whichDeviceMessage(other.typed, other.result === 'several'));
}

/** “Set owner…”: opens the dialogue. */
export async function pressSetDeviceOwner(conversation: Conversation, click: Click, reply: Reply): Promise<void> {
  const found = await openAssignment(conversation.core, askedBy(click), click.actionValue ?? '');
  if (found.result === 'not-allowed') return refuse(conversation, found, reply);
  if (found.result === 'gone') return reply.privately(wordsMessage(assignWords(found), click.reference));
  await reply.openView(setOwnerView(found.device));
}

/** “Set owner” in the dialogue. */
export async function submitSetDeviceOwner(
  conversation: Conversation,
  submission: Submission,
  reply: Reply,
): Promise<ViewAnswer> {
  const [userId] = inputOf(submission.values, blockIds.deviceOwner, actionIds.input).selected;
  if (userId === undefined) return { answer: 'errors', errors: { [blockIds.deviceOwner]: 'Please choose somebody.' } };
  const { seen, enrolmentId } = seenOf(submission.privateMetadata);
  const outcome = await assignDevice(conversation.core, askedBy(submission), enrolmentId, { seen, userId });
  if (outcome.result === 'set') conversation.background.work();
  return answerInView(
    conversation,
    submission,
    reply,
    outcome.result === 'not-allowed' ? outcome : assignWords(outcome),
  );
}

/** “Remove owner”. */
export async function pressRemoveDeviceOwner(conversation: Conversation, click: Click, reply: Reply): Promise<void> {
  const { seen, enrolmentId } = seenOf(click.actionValue ?? '');
  const outcome = await assignDevice(conversation.core, askedBy(click), enrolmentId, { seen, userId: null });
  if (outcome.result === 'not-allowed') return refuse(conversation, outcome, reply);
  if (outcome.result === 'set') conversation.background.work();
  await reply.privately(wordsMessage(assignWords(outcome), click.reference));
}

/** As `ownerSeen` writes it. */
function seenOf(value: string): { seen: string | null; enrolmentId: string } {
  const [, seen = '-', enrolmentId = ''] = /^(\S{1,40}) (.{1,500})$/s.exec(value) ?? [];
  return { seen: seen === '-' ? null : seen, enrolmentId };
}

/** “Retire…”: opens the dialogue. */
export async function pressRetireDevice(conversation: Conversation, click: Click, reply: Reply): Promise<void> {
  return openRetire(conversation, click, click.actionValue ?? '', reply);
}

async function openRetire(conversation: Conversation, asked: Interaction, id: string, reply: Reply): Promise<void> {
  const found = await openRetirement(conversation.core, askedBy(asked), id);
  if (found.result === 'not-allowed') return refuse(conversation, found, reply);
  if (found.result !== 'open') return reply.privately(wordsMessage(retireDeviceWords(found), asked.reference));
  await reply.openView(retireDeviceView(found.device));
}

/** “Retire” in the dialogue. */
export async function submitRetireDevice(
  conversation: Conversation,
  submission: Submission,
  reply: Reply,
): Promise<ViewAnswer> {
  const acknowledged = ticked(submission, blockIds.acknowledged);
  const outcome = await retireDevice(conversation.core, askedBy(submission), submission.privateMetadata, acknowledged);
  if (outcome.result === 'not-acknowledged')
    return { answer: 'errors', errors: { [blockIds.acknowledged]: 'Please tick this after you have read it.' } };
  if (outcome.result === 'retired') conversation.background.work();
  const said = outcome.result === 'not-allowed' ? outcome : retireDeviceWords(outcome);
  return answerInView(conversation, submission, reply, said);
}

function askedBy({ userId, reference }: Interaction) {
  return { actor: userId, reference };
}
