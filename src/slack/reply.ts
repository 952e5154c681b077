import type { ModalView } from '@slack/types';
import type { WebClient } from '@slack/web-api';
import { WebAPIPlatformError } from '@slack/web-api';
import * as z from 'zod';
import type { HomePublisher } from './home-publisher.js';
import type { SlackHosts } from './hosts.js';
import type { Interaction, Message, Reply, ViewUpdate } from './interaction.js';
import type { Caller } from './payloads.js';
import { faultFields } from './slack-log.js';
import { refusesBlocks, sendWithoutImagesIfRefused } from './unfetchable-images.js';

export interface ReplyDependencies {
  client: WebClient;
  /** Without retries. */
  postingClient: WebClient;
  hosts: SlackHosts;
  home: HomePublisher;
}

/** The trigger of this interaction was used, too old or missing. Opening a dialogue is all that failed. */
export class TriggerSpent extends Error {
  readonly code = 'SLACK_TRIGGER_SPENT';
  override readonly name = 'TriggerSpent';
}

/** None of Slack's ways to reach the person worked. */
export class PersonNotReached extends Error {
  readonly code = 'SLACK_PERSON_NOT_REACHED';
  override readonly name = 'PersonNotReached';
}

const triggerErrors: ReadonlySet<string> = new Set([
  'expired_trigger_id',
  'exchanged_trigger_id',
  'invalid_trigger_id',
  'trigger_expired',
  'trigger_exchanged',
]);

const opened = z
  .object({ view: z.object({ id: z.string(), hash: z.string() }) })
  .transform(({ view }) => ({ viewId: view.id, hash: view.hash }));

const viewUpdateErrors: Readonly<Record<string, ViewUpdate>> = {
  hash_conflict: { result: 'changed-meanwhile' },
  not_found: { result: 'closed-meanwhile' },
  view_not_found: { result: 'closed-meanwhile' },
};

type Showing<What> = (what: What) => Promise<unknown>;

/** The ways to answer one caller. */
export function createReply(caller: Caller, interaction: Interaction, dependencies: ReplyDependencies): Reply {
  const { client, home } = dependencies;
  let trigger = caller.triggerId;

  const showing = (view: ModalView, send: Showing<ModalView>) =>
    sendWithoutImagesIfRefused(view.blocks, (blocks) => send({ ...view, blocks }), interaction);

  const spend = async (view: ModalView, open: Showing<{ trigger_id: string; view: ModalView }>) => {
    if (trigger === null) throw new TriggerSpent('no trigger left');
    const triggerId = trigger;
    trigger = null;
    try {
      return opened.parse(await showing(view, (shown) => open({ trigger_id: triggerId, view: shown })));
    } catch (fault) {
      throw triggerErrors.has(platformError(fault) ?? '') ? new TriggerSpent('refused', { cause: fault }) : fault;
    }
  };

  return {
    privately: (message) => tellPrivately(message, caller, interaction, dependencies),
    openView: (view) => spend(view, (opening) => client.views.open(opening)),
    pushView: (view) => spend(view, (opening) => client.views.push(opening)),
    async updateView(view, { viewId, hash }) {
      try {
        const target = { view_id: viewId, ...(hash === undefined ? {} : { hash }) };
        const answer = await showing(view, (shown) => client.views.update({ ...target, view: shown }));
        return { result: 'updated', ...opened.parse(answer) };
      } catch (fault) {
        const known = viewUpdateErrors[platformError(fault) ?? ''];
        if (known === undefined) throw fault;
        return known;
      }
    },
    sendFile: (file) => sendFile(client, caller.userId, file),
    publishHome: () => home.publish(caller.userId),
  };
}

const conversation = z.object({ channel: z.object({ id: z.string() }) });

/** Slack takes a file in three steps, of which only the last makes it visible (Slack documents). */
async function sendFile(
  client: WebClient,
  userId: string,
  { name, text }: { name: string; text: string },
): Promise<void> {
  const { channel } = conversation.parse(await client.conversations.open({ users: userId }));
  await client.files.uploadV2({ channel_id: channel.id, filename: name, title: name, content: text });
}

function platformError(fault: unknown): string | null {
  return fault instanceof WebAPIPlatformError ? fault.data.error : null;
}

/**
 * Tries the response address, then an ephemeral message in the conversation, then the person's direct messages; each
 * of them once more without images when Slack refuses the blocks.
 */
async function tellPrivately(
  message: Message,
  caller: Caller,
  { log }: Interaction,
  { client, postingClient, hosts }: ReplyDependencies,
): Promise<void> {
  const { userId: user, channelId, responseUrl } = caller;
  const ways: [string, Showing<Message>][] = [];
  if (responseUrl !== null && hosts.answersAt(responseUrl)) {
    ways.push(['response_url', (told) => respond(responseUrl, told)]);
  }
  if (channelId !== null) {
    ways.push(['chat.postEphemeral', (told) => client.chat.postEphemeral({ channel: channelId, user, ...told })]);
  }
  ways.push(['chat.postMessage', (told) => postingClient.chat.postMessage({ channel: user, ...told })]);
  const fallback = { log, refused: (fault: unknown) => refusesBlocks(fault) || refusesResponse(fault) };
  let last: unknown;
  for (const [way, tell] of ways) {
    try {
      await sendWithoutImagesIfRefused(message.blocks, (blocks) => tell({ ...message, blocks }), fallback);
      return;
    } catch (fault) {
      last = fault;
      log.warn({ ...faultFields(fault), way }, 'One way to answer privately did not work');
    }
  }
  throw new PersonNotReached('no way left', { cause: last });
}

/** Bolt's own `respond` knows no timeout; this one gives up after five seconds and follows nothing. */
async function respond(url: string, message: Message): Promise<void> {
  const response = await fetch(url, {
    method: 'POST',
    redirect: 'error',
    signal: AbortSignal.timeout(5_000),
    headers: { 'content-type': 'application/json; charset=utf-8' },
    body: JSON.stringify({ response_type: 'ephemeral', replace_original: false, ...message }),
  });
  await response.body?.cancel();
  if (!response.ok) throw new ResponseRefused(response.status);
}

class ResponseRefused extends Error {
  readonly code = 'SLACK_RESPONSE_REFUSED';
  override readonly name = 'ResponseRefused';
  readonly status: number;

  constructor(status: number) {
    super(`HTTP status ${status}`);
    this.status = status;
  }
}

/** A response address answers 400 to blocks that Slack does not take (seen by others). */
function refusesResponse(fault: unknown): boolean {
  return fault instanceof ResponseRefused && fault.status === 400;
}
