import { ActFailed } from '../act-failed.js';
import { isObject, objectsOf, textOf } from '../json.js';
import { postMessage, showNote } from '../state/messages.js';
import type { Channel, User } from '../state/records.js';
import { SLACKBOT } from '../state/store.js';
import { validateBlocks } from '../validator.js';
import type { ActResult } from '../workspace.js';
import { acted, type Stage, send, unanswered } from './act.js';
import { commandText } from './mentions.js';
import { slashPayload } from './payloads.js';
import { visibleChannels } from './sight.js';

function channelFor(stage: Stage, user: User, channelId: string): Channel {
  if (user.teamId !== stage.store.team.id) {
    throw new ActFailed('not_allowed', 'commands belong to the people of the workspace that installed the app');
  }
  const channel = visibleChannels(stage.store, user).find((candidate) => candidate.id === channelId);
  if (channel === undefined) throw new ActFailed('not_in_channel', `${user.realName} is not in ${channelId}`);
  return channel;
}

/** What the acknowledgement shows; throws `ActFailed` when Slack would not show it. */
function showAnswer(stage: Stage, user: User, channel: Channel, ack: unknown): void {
  if (ack === null) return;
  const blocks = isObject(ack) ? (ack.blocks ?? []) : null;
  const problems = validateBlocks('message', blocks);
  if (!isObject(ack) || problems.length > 0) {
    throw new ActFailed('invalid_acknowledgement', `Slack would not show this answer: ${problems.join('; ')}`);
  }
  const text = textOf(ack.text) ?? '';
  if (text === '' && objectsOf(blocks).length === 0) return;
  const seenBy = ack.response_type === 'in_channel' ? null : user.id;
  const authorId = stage.store.app.botUserId;
  postMessage(stage.store, { channel, authorId, text, blocks: objectsOf(blocks), seenBy });
}

/** Types a slash command. A failure is also shown to the person, as Slack does. */
export function slash(stage: Stage, user: User, channelId: string, command: string, text: string): Promise<ActResult> {
  return acted(stage, user, `${command} ${text}`.trim(), async () => {
    const { store, tickets, manifest } = stage;
    const channel = channelFor(stage, user, channelId);
    const known = manifest.commands.find((entry) => entry.name === command);
    if (known === undefined) {
      showNote(store, channel, SLACKBOT, user.id, `${command} is not a valid command.`);
      throw new ActFailed('unknown_command', `the manifest has no command ${command}`);
    }
    const target = { channelId, userId: user.id, messageTs: null, threadTs: null };
    const payload = slashPayload(store, user, {
      channel,
      command,
      text: commandText(store, user, text.trim(), known.shouldEscape),
      responseUrl: `${stage.baseUrl()}${tickets.issueResponse('commands', target)}`,
      triggerId: tickets.issueTrigger(user.id),
    });
    const delivery = await send(stage, { type: 'slash_commands', payload, acceptsResponsePayload: true });
    const failure = unanswered(delivery);
    if (failure !== null || delivery.result !== 'acknowledged') {
      const code = failure?.code ?? 'dispatch_failed';
      showNote(store, channel, SLACKBOT, user.id, `${command} failed with the error "${code}"`);
      throw failure;
    }
    showAnswer(stage, user, channel, delivery.payload);
    return { ack: delivery.payload, latency: delivery.latency };
  });
}
