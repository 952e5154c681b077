import type { JsonObject } from '../json.js';

/** A call that Slack answers with `ok: false`; `code` is Slack's word for it. */
export class Refusal extends Error {
  readonly code: string;
  /** Further members of the answer. */
  readonly details: JsonObject;

  constructor(code: string, details: JsonObject = {}) {
    super(`Slack refuses: ${code}`);
    this.name = 'Refusal';
    this.code = code;
    this.details = details;
  }
}

/** A refusal that names what is wrong, as Slack does under `response_metadata`. */
export function refusalWith(code: string, problems: readonly string[]): Refusal {
  const messages = problems.map((problem) => `[ERROR] ${problem}`);
  return new Refusal(code, { errors: [...problems], response_metadata: { messages } });
}
