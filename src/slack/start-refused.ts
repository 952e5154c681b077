import { WebAPIHTTPError, WebAPIPlatformError, WebAPIRateLimitedError, WebAPIRequestError } from '@slack/web-api';
import * as z from 'zod';

/** Which of the two Slack tokens was being used. */
export type StartStage = 'bot-token' | 'app-token';

const variables = { 'bot-token': 'SLACK_BOT_TOKEN', 'app-token': 'SLACK_APP_TOKEN' } satisfies Record<
  StartStage,
  string
>;

const remedies: Readonly<Record<string, (variable: string) => string>> = {
  invalid_auth: (variable) =>
    `Copy ${variable} from the app's page at Slack again; Slack does not know the present one.`,
  not_authed: (variable) => `Set ${variable}; Slack saw none.`,
  token_revoked: (variable) => `Install the app in the workspace again and copy the new ${variable}.`,
  token_expired: (variable) => `Switch token rotation off for the app and copy a new ${variable}.`,
  account_inactive: () => 'The app was removed from the workspace, or the workspace is gone: install the app again.',
  team_disabled: () => 'The Slack workspace is switched off; ask its owner.',
  user_removed_from_team: () => 'The app was removed from the workspace: install it again.',
  missing_scope: (variable) => `Give ${variable} the scopes that manifest.yml lists and install the app again.`,
  not_allowed_token_type: (variable) =>
    `${variable} holds another kind of token: the bot token starts with "xoxb-", the app-level token with "xapp-".`,
};

/** The bot can't start, and why; its message holds no token. */
export class SlackStartRefused extends Error {
  readonly code = 'SLACK_START_REFUSED';
  readonly stage: StartStage;
  /** Slack's own error word, `null` when no answer of Slack's came. */
  readonly slackError: string | null;
  readonly remedy: string;

  constructor(stage: StartStage, fault: unknown) {
    const { slackError, what, remedy } = explain(stage, fault);
    super(`${what} ${remedy}`, { cause: fault });
    this.name = 'SlackStartRefused';
    this.stage = stage;
    this.slackError = slackError;
    this.remedy = remedy;
  }
}

function explain(stage: StartStage, fault: unknown): { slackError: string | null; what: string; remedy: string } {
  const variable = variables[stage];
  if (fault instanceof WebAPIPlatformError) {
    const slackError = fault.data.error;
    const remedy = remedies[slackError]?.(variable) ?? `Look the error up at Slack and check ${variable}.`;
    return { slackError, what: `Slack refused ${variable} (${slackError}).`, remedy };
  }
  if (fault instanceof WebAPIRateLimitedError) {
    const remedy = `Start again in ${fault.retryAfter} seconds.`;
    return { slackError: 'ratelimited', what: 'Slack says that it was asked too often.', remedy };
  }
  if (fault instanceof z.ZodError) {
    const remedy = remedies.not_allowed_token_type?.(variable) ?? '';
    return { slackError: null, what: `Slack does not take ${variable} for the token of a bot.`, remedy };
  }
  const remedy = 'Check the network, the proxy and SLACK_API_URL, then start again.';
  if (fault instanceof WebAPIHTTPError) {
    return { slackError: null, what: `Slack answered with HTTP status ${fault.statusCode}.`, remedy };
  }
  const what = fault instanceof WebAPIRequestError ? 'Slack could not be reached.' : 'The connection to Slack failed.';
  return { slackError: null, what, remedy };
}
