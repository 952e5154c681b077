import { Refused } from './refused.js';

/** What Slack's short error names mean to the person who pressed. */
const meanings: Record<string, string> = {
  operation_timeout:
    'The bot did not answer within three seconds (Slack’s “operation_timeout”). Nothing is sent twice by itself: look at what it shows, then try again.',
  dispatch_failed:
    'The bot is not connected to Slack at this moment (Slack’s “dispatch_failed”). Wait a few seconds and try again.',
  unknown_command: 'This workspace knows no such command. Type “/” to see those it knows.',
  user_deactivated: 'This person is deactivated and can do nothing any more. Act as somebody else.',
  not_in_channel: 'This person is not in that conversation.',
  not_visible: 'That is no longer there: the page has just been brought up to date.',
  no_such_element: 'That is no longer there: the page has just been brought up to date.',
  offline: 'The sandbox does not answer. Is it still running?',
};

/** One sentence for whatever went wrong. */
export function explain(error: unknown): string {
  if (!(error instanceof Refused)) return 'Something went wrong on this page. Reload it and try again.';
  return explainCode(error.code, error.message);
}

/** One sentence for a refusal: what its code means, else what it says itself. */
export function explainCode(code: string, message: string): string {
  const meaning = Object.hasOwn(meanings, code) ? meanings[code] : undefined;
  return meaning ?? message;
}
