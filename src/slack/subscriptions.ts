/** The bot events that the listeners use; `manifest.yml` subscribes to exactly these. */
export const botEvents = ['app_home_opened', 'subteam_members_changed', 'team_join', 'user_change'] as const;

/** The bot scopes that the calls need, each with its reason; `manifest.yml` asks for exactly these. */
export const botScopes = {
  commands: 'the slash command',
  'chat:write': 'cards, summaries and answers',
  'im:write': 'direct messages to people who never wrote to the bot',
  'users:read': 'who somebody is, before anything is done for them',
  'users:read.email': 'the e-mail address that an Apple invitation is matched with',
  'usergroups:read': 'roles that are given to user groups',
  'files:read': 'the uploaded content token',
  'files:write': 'the file of everything that was ours, sent to a custodian when the location is handed over',
  'channels:read': 'whether the configured channel can be posted into',
  'groups:read': 'the same when that channel is private',
} as const;

/** The app-level token's scope. */
export const appScopes = { 'connections:write': 'Socket Mode' } as const;
