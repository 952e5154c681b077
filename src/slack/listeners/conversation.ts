import type { Core } from '../../licensing/flows/core.js';
import type { Background } from '../../licensing/flows/ring.js';
import type { Role, Standing } from '../../licensing/rules/policy.js';
import type { RenderContext } from '../blocks/render-context.js';
import type { FileDownload } from '../files.js';
import type { UploadedFile } from '../interaction.js';
import type { Drafts } from './drafts.js';

/** What the one file named by `VPP_TOKEN_FILE` holds. */
export type ServerFile = { result: 'text'; text: string } | { result: 'unreadable'; reason: string };

/** Everything a listener needs to translate between Slack and the core. */
export interface Conversation {
  core: Core;
  background: Background;
  drafts: Drafts;
  portalUrl: string;
  /** At most `most` bytes; as many as a content token has when left out. */
  download(file: UploadedFile, most?: number): Promise<FileDownload>;
  /** `null` when no file is configured. */
  readServerFile: (() => Promise<ServerFile>) | null;
}

/** What a builder needs to know besides its facts. */
export function contextOf(conversation: Conversation, reference: string): RenderContext {
  return {
    timeZone: conversation.core.settings.schedule.timeZone,
    portalUrl: conversation.portalUrl,
    now: conversation.core.clock(),
    reference,
  };
}

/** Active people of these roles, each once: whom somebody without the right can ask. */
export async function holdersOf(conversation: Conversation, roles: readonly Role[]): Promise<readonly string[]> {
  const all = await Promise.all(roles.map((role) => conversation.core.people.holders(role)));
  return [...new Set(all.flat())];
}

/** Nobody is a member without having been checked now. */
export function standingOf(conversation: Conversation, userId: string): Promise<Standing> {
  return conversation.core.people.standing(userId);
}
