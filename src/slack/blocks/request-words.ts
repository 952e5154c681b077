/** What both custodians read of a request. Everything is finished mrkdwn but what stands in a confirmation dialog. */
export interface RequestWords {
  title: string;
  /** What is asked for, in one sentence. */
  asks: string;
  facts: readonly (readonly [label: string, value: string])[];
  /** What happens at Apple and to people. */
  consequences: readonly string[];
  /** What begins with the second confirmation, and where its result appears. */
  begun: string;
  /** Of the button, at most 30 characters. */
  confirmText: string;
  /** Plain text. */
  confirmTitle: string;
  /** Plain text, at most 300 characters. */
  confirmDetail: string;
}
