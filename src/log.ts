import { type DestinationStream, type Logger, pino } from 'pino';

/** What may never appear in a line, wherever it stands in the text. */
const secrets = [
  /xox[a-z]-[\w-]+/g,
  /xapp-[\w-]+/g,
  /itvt=[^\s;"]+/g,
  /(?<=Bearer\s+)[\w+/=.-]{8,}/gi,
  /(?<="?(?:notificationAuthToken|sToken|inviteCode)"?\s*[:=]\s*"?)[^"\s,}]+/gi,
  /** MicroMDM's secret stands in the address of its webhook. */
  /(?<=\/mdm\/webhook\/)[^\s"?#]+/g,
  /(?<=Basic\s+)[\w+/=.-]{12,}/gi,
  /** A content token is one long Base64 string that starts with `{"`. */
  /eyJ[\w+/=-]{40,}/g,
];

/** The text with every secret we know the look of taken out. */
export function redact(text: string): string {
  return secrets.reduce((clean, secret) => clean.replace(secret, '[secret]'), text);
}

const namedSecrets = [
  'token',
  'tokenText',
  'authorization',
  'cookie',
  'notificationAuthToken',
  'sToken',
  'key',
  'apiKey',
  'webhookSecret',
];

/** One JSON line per event. There is no level below `info`. */
export function createLog(level: 'error' | 'warn' | 'info', destination?: DestinationStream): Logger {
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: { paths: namedSecrets.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]), censor: '[secret]' },
      serializers: { err: describeFault, fault: (fault) => (fault === null ? null : describeFault(fault)) },
      hooks: { streamWrite: redact },
    },
    destination ?? pino.destination(1),
  );
}

interface FaultDescription {
  name: string;
  code: unknown;
  message: string;
  stack: string | null;
  cause: FaultDescription | null;
}

function describeFault(fault: unknown): FaultDescription {
  if (!(fault instanceof Error))
    return { name: 'unknown', code: null, message: String(fault), stack: null, cause: null };
  return {
    name: fault.name,
    code: 'code' in fault ? fault.code : null,
    message: fault.message,
    stack: fault.stack ?? null,
    cause: fault.cause === undefined ? null : describeFault(fault.cause),
  };
}
