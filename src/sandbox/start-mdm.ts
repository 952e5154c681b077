import type { Config } from '../config.js';
import type { AppleStandIn } from './apple/server.js';
import type { MovableClock } from './clock.js';
import { type MdmStandIn, startMdmStandIn } from './mdm/server.js';
import type { WorkspaceSeed } from './slack/seed.js';

/** What the phones live in. */
export interface MdmSurroundings {
  clock: MovableClock;
  apple: AppleStandIn;
  workspace: WorkspaceSeed;
  /** Where the bot is called, without a slash at its end. */
  botUrl: string;
}

/** Milliseconds of wire time between two looks at installations that are under way. */
const BEAT = 250;

/** The MDM server with the phones of the workspace's people, which tells the bot what it hears; `null` without one. */
export async function startMdm(
  kind: 'none' | 'nanomdm',
  { clock, apple, workspace, botUrl }: MdmSurroundings,
): Promise<MdmStandIn | null> {
  if (kind === 'none') return null;
  const emails = new Map(workspace.users.map(({ id, email }) => [id, email]));
  return startMdmStandIn({
    now: clock.now,
    dialect: kind,
    apple: apple.devices,
    webhookUrl: `${botUrl}/mdm/webhook`,
    emailOf: (personId) => emails.get(personId) ?? null,
    beat: BEAT,
  });
}

/** How the bot is told of it. */
export function mdmConfig(mdm: MdmStandIn | null): Config['mdm'] {
  if (mdm === null) return { kind: 'none' };
  const { kind, url, apiKey, webhookSecret } = mdm;
  return { kind, url, apiKey, webhookSecret };
}
