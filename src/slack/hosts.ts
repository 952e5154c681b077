/** Which hosts belong to the Slack we talk to; nothing of ours is sent anywhere else. */
export interface SlackHosts {
  /** The Web API's base address, ending in a slash. */
  apiUrl: string;
  /** Whether a `response_url` may be used. */
  answersAt(url: string): boolean;
  /** Whether the bot token may be sent there to fetch an uploaded file. */
  keepsFilesAt(url: string): boolean;
}

export const defaultSlackApiUrl = 'https://slack.com/api/';

/**
 * For `https://slack.com/api/`: answers at `hooks.slack.com`, files at `files.slack.com`, over https (Slack documents).
 * For any other address everything must be at exactly that host and port, as with a stand-in. Throws `TypeError` on an address that is none.
 */
export function slackHosts(apiUrl: string = defaultSlackApiUrl): SlackHosts {
  const api = new URL(apiUrl.endsWith('/') ? apiUrl : `${apiUrl}/`);
  const isSlack = api.hostname === 'slack.com' || api.hostname === 'slack-gov.com';
  const at = (label: string) => {
    const host = isSlack ? `${label}.${api.host}` : api.host;
    return (url: string) => {
      if (!URL.canParse(url)) return false;
      const { protocol, host: actual } = new URL(url);
      return protocol === api.protocol && actual === host;
    };
  };
  return { apiUrl: api.href, answersAt: at('hooks'), keepsFilesAt: at('files') };
}
