import * as z from 'zod';

/** Slack user ids (`U…`, `W…`) and user group ids (`S…`) that hold a role. */
export interface RoleSource {
  userIds: string[];
  groupIds: string[];
}

export interface Config {
  slack: { botToken: string; appToken: string; apiUrl: string; channel: string };
  apple: {
    serviceUrl: string;
    catalogUrl: string;
    invitationHost: string;
    tokenFile: string | null;
    accountUid: string | null;
  };
  key: string;
  folder: string;
  roles: { viewer: RoleSource; operator: RoleSource; approver: RoleSource; custodian: RoleSource };
  schedule: { times: string[]; timeZone: string };
  confirmations: 'one' | 'two';
  logLevel: 'warn' | 'info' | 'error';
}

/** One thing that is missing or wrong, with what to do about it. */
export interface ConfigProblem {
  variable: string;
  problem: string;
  remedy: string;
}

export type ConfigResult =
  | { result: 'config'; config: Config }
  | { result: 'wrong'; problems: readonly ConfigProblem[] };

const ids = z
  .string()
  .default('')
  .transform((text) => text.split(/[\s,]+/).filter((part) => part !== ''))
  .refine((parts) => parts.every((part) => /^[UWS][A-Z0-9]{5,20}$/.test(part)), 'holds something that is no Slack id')
  .transform((parts) => ({
    userIds: parts.filter((part) => !part.startsWith('S')),
    groupIds: parts.filter((part) => part.startsWith('S')),
  }));

function isTimeZone(text: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: text });
    return true;
  } catch {
    return false;
  }
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '127.0.0.1' || hostname === '[::1]';
}

/** https, or http on this very machine for a stand-in. */
const address = (fallback: string) =>
  z
    .url('is no address')
    .default(fallback)
    .refine((text) => {
      if (!URL.canParse(text)) return false;
      const url = new URL(text);
      return url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname));
    }, 'is no address that starts with https:// (http:// only on this machine)');

const needed = 'is missing';
const roleRemedy = 'Slack user ids (U…) and user group ids (S…), separated by commas. Names are not accepted.';

interface Variable {
  schema: z.ZodType;
  remedy: string;
}

/** Every variable that `npm start` reads; `.env.example` and `docs/operations.md` list the same ones. */
export const variables = {
  SLACK_BOT_TOKEN: {
    schema: z.string(needed).regex(/^xoxb-[\w-]+$/, 'is no bot token (xoxb-…)'),
    remedy: 'Install the app from manifest.yml and copy “Bot User OAuth Token” from OAuth & Permissions.',
  },
  SLACK_APP_TOKEN: {
    schema: z.string(needed).regex(/^xapp-[\w-]+$/, 'is no app-level token (xapp-…)'),
    remedy: 'Create an app-level token with connections:write under Basic Information.',
  },
  SLACK_API_URL: {
    schema: address('https://slack.com/api/'),
    remedy: 'Leave it out, except to try the bot against a stand-in.',
  },
  VPP_CHANNEL: {
    schema: z.string(needed).regex(/^[CG][A-Z0-9]{5,20}$/, 'is no channel id (C…)'),
    remedy: 'The id of the channel for summaries and warnings (channel details, at the bottom); invite the bot there.',
  },
  VPP_BOT_KEY: {
    schema: z.string(needed).regex(/^[A-Za-z0-9+/]{43}=$/, 'is not 32 bytes in Base64'),
    remedy: 'Make one with `npm run key` and keep it outside the data folder; without it nothing in the folder opens.',
  },
  VPP_DATA_DIR: {
    schema: z.string(needed).min(1, needed),
    remedy: 'A folder of its own on a local disk, e.g. /var/lib/vpp-bot.',
  },
  VPP_ROLE_CUSTODIANS: {
    schema: ids.refine(
      (role) => role.userIds.length + role.groupIds.length > 0,
      'names nobody, so nobody could bind the token',
    ),
    remedy: `${roleRemedy} Two people at least.`,
  },
  VPP_ROLE_APPROVERS: { schema: ids, remedy: roleRemedy },
  VPP_ROLE_OPERATORS: { schema: ids, remedy: roleRemedy },
  VPP_ROLE_VIEWERS: { schema: ids, remedy: roleRemedy },
  VPP_TIME_ZONE: {
    schema: z.string().default('UTC').refine(isTimeZone, 'is no time zone'),
    remedy: 'An IANA name such as Europe/Stockholm.',
  },
  VPP_SYNC_AT: {
    schema: z
      .string()
      .default('06:00,18:00')
      .transform((text) => text.split(/[\s,]+/).filter((part) => part !== ''))
      .refine(
        (times) =>
          times.length > 0 && times.length <= 24 && times.every((time) => /^([01]\d|2[0-3]):[0-5]\d$/.test(time)),
        {
          message: 'is no list of times',
        },
      ),
    remedy: 'Local times such as 06:00,18:00; better not between 01:00 and 03:00, where clocks change.',
  },
  VPP_CONFIRMATIONS: {
    schema: z.enum(['one', 'two'], 'must be one or two').default('two'),
    remedy: 'How many custodians confirm the binding; leave it at two unless you are alone.',
  },
  VPP_TOKEN_FILE: {
    schema: z.string().min(1).optional(),
    remedy: 'The path of a token file on this machine, if it must not go through Slack.',
  },
  VPP_ACCOUNT_UID: {
    schema: z
      .string()
      .regex(/^\d{1,32}$/, 'is no uId')
      .optional(),
    remedy: 'The uId on the receipt of the binding; pins the account outside the data folder.',
  },
  VPP_SERVICE_URL: {
    schema: address('https://vpp.itunes.apple.com/mdm/v2'),
    remedy: 'Leave it out, except to try the bot against a stand-in.',
  },
  VPP_CATALOG_URL: {
    schema: address('https://uclient-api.itunes.apple.com/WebObjects/MZStorePlatform.woa/wa/lookup'),
    remedy: 'Leave it out, except to try the bot against a stand-in.',
  },
  VPP_INVITATION_HOST: {
    schema: z
      .string()
      .regex(/^[\w.:-]+$/, 'is no host')
      .default('buy.itunes.apple.com'),
    remedy: 'Leave it out, except to try the bot against a stand-in.',
  },
  LOG_LEVEL: {
    schema: z.enum(['error', 'warn', 'info'], 'must be error, warn or info').default('info'),
    remedy: 'error, warn or info. There is no debug level: it would print what must stay secret.',
  },
} satisfies Record<string, Variable>;

type Environment = Readonly<Record<string, string | undefined>>;

const schema = z.object({
  SLACK_BOT_TOKEN: variables.SLACK_BOT_TOKEN.schema,
  SLACK_APP_TOKEN: variables.SLACK_APP_TOKEN.schema,
  SLACK_API_URL: variables.SLACK_API_URL.schema,
  VPP_CHANNEL: variables.VPP_CHANNEL.schema,
  VPP_BOT_KEY: variables.VPP_BOT_KEY.schema,
  VPP_DATA_DIR: variables.VPP_DATA_DIR.schema,
  VPP_ROLE_CUSTODIANS: variables.VPP_ROLE_CUSTODIANS.schema,
  VPP_ROLE_APPROVERS: variables.VPP_ROLE_APPROVERS.schema,
  VPP_ROLE_OPERATORS: variables.VPP_ROLE_OPERATORS.schema,
  VPP_ROLE_VIEWERS: variables.VPP_ROLE_VIEWERS.schema,
  VPP_TIME_ZONE: variables.VPP_TIME_ZONE.schema,
  VPP_SYNC_AT: variables.VPP_SYNC_AT.schema,
  VPP_CONFIRMATIONS: variables.VPP_CONFIRMATIONS.schema,
  VPP_TOKEN_FILE: variables.VPP_TOKEN_FILE.schema,
  VPP_ACCOUNT_UID: variables.VPP_ACCOUNT_UID.schema,
  VPP_SERVICE_URL: variables.VPP_SERVICE_URL.schema,
  VPP_CATALOG_URL: variables.VPP_CATALOG_URL.schema,
  VPP_INVITATION_HOST: variables.VPP_INVITATION_HOST.schema,
  LOG_LEVEL: variables.LOG_LEVEL.schema,
});

const remedies: Readonly<Record<string, { remedy: string }>> = variables;

/** Reads everything at once and answers every problem together; empty values count as missing. Values never appear in a problem. */
export function readConfig(environment: Environment): ConfigResult {
  const trimmed = Object.fromEntries(
    Object.keys(variables).flatMap((name) => {
      const value = environment[name]?.trim();
      return value === undefined || value === '' ? [] : [[name, value]];
    }),
  );
  const parsed = schema.safeParse(trimmed);
  if (!parsed.success) return { result: 'wrong', problems: firstOfEach(parsed.error.issues.map(problemOf)) };
  const read = parsed.data;
  return {
    result: 'config',
    config: {
      slack: {
        botToken: read.SLACK_BOT_TOKEN,
        appToken: read.SLACK_APP_TOKEN,
        apiUrl: read.SLACK_API_URL,
        channel: read.VPP_CHANNEL,
      },
      apple: {
        serviceUrl: read.VPP_SERVICE_URL,
        catalogUrl: read.VPP_CATALOG_URL,
        invitationHost: read.VPP_INVITATION_HOST,
        tokenFile: read.VPP_TOKEN_FILE ?? null,
        accountUid: read.VPP_ACCOUNT_UID ?? null,
      },
      key: read.VPP_BOT_KEY,
      folder: read.VPP_DATA_DIR,
      roles: {
        viewer: read.VPP_ROLE_VIEWERS,
        operator: read.VPP_ROLE_OPERATORS,
        approver: read.VPP_ROLE_APPROVERS,
        custodian: read.VPP_ROLE_CUSTODIANS,
      },
      schedule: { times: read.VPP_SYNC_AT, timeZone: read.VPP_TIME_ZONE },
      confirmations: read.VPP_CONFIRMATIONS,
      logLevel: read.LOG_LEVEL,
    },
  };
}

function firstOfEach(problems: readonly ConfigProblem[]): ConfigProblem[] {
  return problems.filter(({ variable }, index) => problems.findIndex((one) => one.variable === variable) === index);
}

function problemOf(issue: z.core.$ZodIssue): ConfigProblem {
  const variable = String(issue.path[0] ?? '');
  return { variable, problem: issue.message, remedy: remedies[variable]?.remedy ?? '' };
}
