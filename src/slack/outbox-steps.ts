/** Places of this adapter where a crash matters, as reported to `onStep`. */
export const slackSteps = {
  beforeSend: 'slack.outbox.before-send',
  /** Slack has answered; the store knows nothing of it yet. */
  afterSend: 'slack.outbox.after-send',
  afterRecord: 'slack.outbox.after-record',
} as const;
