/** An answer of Slack's after which sending the same again is pointless. */
export interface PermanentError {
  /**
   * `conversation`: this place takes no message of ours. `message`: Slack does not like the content.
   * `bot`: nothing can be sent at all until somebody repairs the installation and starts the bot again.
   */
  scope: 'conversation' | 'message' | 'bot';
  /** What to do, as a sentence for an administrator. */
  remedy: string;
}

const invite = 'Invite the bot into the channel with `/invite @vpp-bot`, or name another channel in the configuration.';
const channel = 'Check the channel id in the configuration.';
const posting = 'Allow the bot to post there in the channel’s settings, or name another channel in the configuration.';
const person = 'The person can’t be reached by direct message; take them out of the roles if they have left.';
const reinstall =
  'Install the app in the workspace again, put the new token into the configuration and start the bot again.';
const scopes = 'Give the app the scopes that manifest.yml lists, install it again and start the bot again.';
const content = 'This is a fault of the bot: report it with the reference.';

/** Slack's error words for `chat.postMessage` and `chat.update` (Slack documents). */
const permanentErrors = {
  channel_not_found: { scope: 'conversation', remedy: `${channel} A private channel also needs: ${invite}` },
  not_in_channel: { scope: 'conversation', remedy: invite },
  is_archived: { scope: 'conversation', remedy: 'Unarchive the channel, or name another one in the configuration.' },
  restricted_action: { scope: 'conversation', remedy: posting },
  restricted_action_read_only_channel: { scope: 'conversation', remedy: posting },
  restricted_action_thread_only_channel: { scope: 'conversation', remedy: posting },
  team_access_not_granted: { scope: 'conversation', remedy: posting },
  no_permission: { scope: 'conversation', remedy: posting },
  messages_tab_disabled: {
    scope: 'conversation',
    remedy: 'Switch the Messages tab of the app on, as manifest.yml says.',
  },
  user_not_found: { scope: 'conversation', remedy: person },
  user_disabled: { scope: 'conversation', remedy: person },
  user_not_visible: { scope: 'conversation', remedy: person },
  cannot_dm_bot: { scope: 'conversation', remedy: person },
  invalid_blocks: { scope: 'message', remedy: content },
  invalid_blocks_format: { scope: 'message', remedy: content },
  msg_blocks_too_long: { scope: 'message', remedy: content },
  msg_too_long: { scope: 'message', remedy: content },
  no_text: { scope: 'message', remedy: content },
  invalid_arguments: { scope: 'message', remedy: content },
  invalid_array_arg: { scope: 'message', remedy: content },
  only_one_table_allowed: { scope: 'message', remedy: content },
  token_revoked: { scope: 'bot', remedy: reinstall },
  token_expired: { scope: 'bot', remedy: reinstall },
  account_inactive: { scope: 'bot', remedy: reinstall },
  invalid_auth: { scope: 'bot', remedy: reinstall },
  not_authed: { scope: 'bot', remedy: reinstall },
  not_allowed_token_type: { scope: 'bot', remedy: reinstall },
  access_denied: { scope: 'bot', remedy: reinstall },
  team_disabled: { scope: 'bot', remedy: 'The Slack workspace is switched off; ask its owner.' },
  missing_scope: { scope: 'bot', remedy: scopes },
} satisfies Record<string, PermanentError>;

/** `null` = unknown or passing: worth another try. */
export function permanentError(slackError: string): PermanentError | null {
  const table: Readonly<Record<string, PermanentError>> = permanentErrors;
  return Object.hasOwn(table, slackError) ? (table[slackError] ?? null) : null;
}
