import { WebAPIPlatformError, type WebClient } from '@slack/web-api';
import * as z from 'zod';
import type { ChannelMembers } from '../licensing/ports/people.js';
import { faultFields, type SlackLog } from './slack-log.js';

/** More people than a deployment takes. */
const MOST_MEMBERS = 20_000;
const PAGE_SIZE = 1_000;
/** Slack may give fewer than were asked for, but not for ever. */
const MOST_PAGES = 200;

const page = z.object({
  members: z.array(z.string().max(255)).max(2_000),
  response_metadata: z.object({ next_cursor: z.string().nullish() }).nullish(),
});

const notFound: ReadonlySet<string> = new Set(['channel_not_found', 'not_in_channel', 'fetch_members_failed']);

/** Everybody in a channel that the bot can see, read page by page. Never throws. */
export async function channelMembers(client: WebClient, log: SlackLog, channelId: string): Promise<ChannelMembers> {
  const userIds: string[] = [];
  let cursor = '';
  let pages = 0;
  try {
    do {
      const asked = { channel: channelId, limit: PAGE_SIZE, ...(cursor === '' ? {} : { cursor }) };
      const { members, response_metadata } = page.parse(await client.conversations.members(asked));
      userIds.push(...members);
      cursor = response_metadata?.next_cursor ?? '';
      pages += 1;
      if (userIds.length > MOST_MEMBERS || pages > MOST_PAGES) return { result: 'too-many', limit: MOST_MEMBERS };
    } while (cursor !== '');
    return { result: 'members', userIds: [...new Set(userIds)] };
  } catch (fault) {
    log.warn({ ...faultFields(fault), channelId }, 'The people of a channel could not be read');
    const unknown = fault instanceof WebAPIPlatformError && notFound.has(fault.data.error);
    return { result: unknown ? 'not-found' : 'cannot-check' };
  }
}
