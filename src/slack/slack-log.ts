import { type Logger, LogLevel } from '@slack/bolt';

/** Where this adapter writes. A pino logger fits. */
export interface SlackLog {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
  /** The same log with these fields on every line. */
  child(fields: Record<string, unknown>): SlackLog;
}

const secrets: readonly RegExp[] = [
  /\bx(?:ox[a-z]|app)(?:\.[a-z0-9]+)?-[\w-]+/gi,
  /\bticket=[^&\s"']+/gi,
  /\b(?:hooks\.slack\.com|hooks\.slack-gov\.com)\/\S+/gi,
  /\beyJ[\w+/=-]{20,}/g,
  /\b[\w+/-]{120,}={0,2}/g,
];

/** Takes Slack tokens, connection tickets, response addresses and Base64 as long as an Apple token out of a text; keeps at most 2,000 characters. */
export function redact(text: string): string {
  return secrets.reduce((clean, secret) => clean.replace(secret, '[redacted]'), text).slice(0, 2_000);
}

/** What may be logged of a caught value: name, code and redacted message; never the payload it may carry. */
export function faultFields(fault: unknown): { fault: string; code: string | null; detail: string } {
  if (!(fault instanceof Error)) return { fault: typeof fault, code: null, detail: redact(String(fault)) };
  const code = 'code' in fault && typeof fault.code === 'string' ? fault.code : null;
  return { fault: fault.name, code, detail: redact(fault.stack ?? fault.message) };
}

function sentence(parts: readonly unknown[]): string {
  return redact(parts.map((part) => (part instanceof Error ? part.message : String(part))).join(' '));
}

/**
 * Bolt's log in ours. It answers level INFO whatever is set and drops debug lines, because at DEBUG the Socket Mode
 * client prints every frame, a pasted Apple token included (read in its source).
 */
export function boltLogger(log: SlackLog): Logger {
  const fields = { from: 'bolt' };
  return {
    debug: () => {},
    info: (...parts: unknown[]) => log.debug(fields, sentence(parts)),
    warn: (...parts: unknown[]) => log.warn(fields, sentence(parts)),
    error: (...parts: unknown[]) => log.error(fields, sentence(parts)),
    setLevel: () => {},
    getLevel: () => LogLevel.INFO,
    setName: () => {},
  };
}
