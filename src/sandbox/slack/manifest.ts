import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { parseYaml } from './yaml.js';

export interface ManifestCommand {
  /** With the slash. */
  name: string;
  description: string;
  usageHint: string;
  /** Whether names of people and channels reach the app as `<@U…>` and `<#C…|name>`. */
  shouldEscape: boolean;
}

/** What the stand-in needs to know of an installed app. */
export interface SlackManifest {
  name: string;
  botName: string;
  botScopes: readonly string[];
  commands: readonly ManifestCommand[];
  shortcuts: readonly { name: string; type: string; callbackId: string }[];
  botEvents: readonly string[];
  interactivity: boolean;
  socketMode: boolean;
  homeTab: boolean;
  messagesTab: boolean;
}

const commandSchema = z.object({
  command: z.string().regex(/^\/[a-z0-9_-]{1,31}$/),
  description: z.string().min(1).max(2000),
  usage_hint: z.string().max(1000).default(''),
  should_escape: z.boolean().default(false),
});

const schema = z.object({
  display_information: z.object({ name: z.string().min(1).max(35) }),
  features: z.object({
    app_home: z
      .object({ home_tab_enabled: z.boolean().default(false), messages_tab_enabled: z.boolean().default(false) })
      .default({ home_tab_enabled: false, messages_tab_enabled: false }),
    bot_user: z.object({ display_name: z.string().min(1).max(80) }),
    shortcuts: z.array(z.object({ name: z.string(), type: z.string(), callback_id: z.string() })).default([]),
    slash_commands: z.array(commandSchema).default([]),
  }),
  oauth_config: z.object({ scopes: z.object({ bot: z.array(z.string()).min(1) }) }),
  settings: z.object({
    event_subscriptions: z.object({ bot_events: z.array(z.string()).default([]) }).default({ bot_events: [] }),
    interactivity: z.object({ is_enabled: z.boolean() }).default({ is_enabled: false }),
    socket_mode_enabled: z.boolean().default(false),
  }),
});

/** A manifest that Slack would not accept either, with every place named. */
export class ManifestRefused extends Error {
  readonly code = 'invalid_manifest';
}

/** Reads the text of an app manifest in YAML; throws `ManifestRefused` or `YamlRefused`. */
export function parseManifest(source: string): SlackManifest {
  const parsed = schema.safeParse(parseYaml(source));
  if (!parsed.success) throw new ManifestRefused(z.prettifyError(parsed.error));
  const { display_information, features, oauth_config, settings } = parsed.data;
  return {
    name: display_information.name,
    botName: features.bot_user.display_name,
    botScopes: oauth_config.scopes.bot,
    commands: features.slash_commands.map((entry) => ({
      name: entry.command,
      description: entry.description,
      usageHint: entry.usage_hint,
      shouldEscape: entry.should_escape,
    })),
    shortcuts: features.shortcuts.map(({ name, type, callback_id }) => ({ name, type, callbackId: callback_id })),
    botEvents: settings.event_subscriptions.bot_events,
    interactivity: settings.interactivity.is_enabled,
    socketMode: settings.socket_mode_enabled,
    homeTab: features.app_home.home_tab_enabled,
    messagesTab: features.app_home.messages_tab_enabled,
  };
}

/** Reads an app manifest from a file. */
export async function readManifest(path: string): Promise<SlackManifest> {
  return parseManifest(await readFile(path, 'utf8'));
}
