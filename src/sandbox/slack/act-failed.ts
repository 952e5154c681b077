/**
 * Why an act came to nothing.
 * - `dispatch_failed`: no app is connected, its connection went away before it answered, or it answered with an error.
 * - `operation_timeout`: no acknowledgement within three seconds.
 * - `invalid_acknowledgement`: Slack would refuse what the app answered with.
 * - `user_not_found`, `user_deactivated`, `not_allowed`, `not_in_channel`: this person may not do that.
 * - `unknown_command`, `not_visible`, `no_such_element`, `invalid_value`: there is nothing of that kind to act on.
 */
export type ActFailure =
  | 'dispatch_failed'
  | 'operation_timeout'
  | 'invalid_acknowledgement'
  | 'user_not_found'
  | 'user_deactivated'
  | 'not_allowed'
  | 'not_in_channel'
  | 'unknown_command'
  | 'not_visible'
  | 'no_such_element'
  | 'invalid_value';

/** An act that the real Slack would have shown as failed, or would not have offered. */
export class ActFailed extends Error {
  readonly code: ActFailure;

  constructor(code: ActFailure, message: string) {
    super(message);
    this.name = 'ActFailed';
    this.code = code;
  }
}
