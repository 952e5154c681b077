/** Somebody for whom an app waits has no device that can take it. Id: the Slack user id. */
export interface DeviceNeed {
  since: number;
  /** Sent so far. */
  reminders: number;
  /** `null`: no more are sent. */
  nextReminderAt: number | null;
  /** Apps that the card names, sorted keys. */
  told: readonly string[];
}

/** Says that apps wait for a device. */
export interface DeviceNeedFacts {
  /** Names, the first five. */
  apps: readonly string[];
  appCount: number;
  /** `false`: the person has devices, but none that can take them. */
  none: boolean;
  /** 0: the card; reminders stand in its thread. */
  reminder: number;
  /** No more reminders come. */
  last: boolean;
  /** `over`: nothing waits any more. */
  end: 'has-device' | 'over' | null;
}
