import * as z from 'zod';
import { publicUrl } from './setting-schemas.js';

/** The organisation's MDM server, if the bot is to drive one. */
export type MdmSettings =
  | { kind: 'none' }
  | {
      kind: 'nanomdm' | 'micromdm';
      /** Where its API is reached, without a slash at its end. */
      url: string;
      apiKey: string;
      /** What its webhook shows us: NanoMDM signs with it, MicroMDM calls an address that ends with it. */
      webhookSecret: string;
    };

const withServer = (environment: Readonly<Record<string, string | undefined>>): boolean =>
  environment.MDM_KIND !== undefined && environment.MDM_KIND !== 'none';

/** Variables that only an MDM server needs, as `variables` of the configuration. */
export const mdmVariables = {
  MDM_KIND: {
    schema: z.enum(['none', 'nanomdm', 'micromdm'], 'must be none, nanomdm or micromdm').default('none'),
    remedy: 'Which MDM server installs and removes apps; none: people install from the App Store themselves.',
  },
  MDM_URL: {
    schema: publicUrl.optional(),
    remedy: 'The https address of the MDM server’s API, such as https://mdm.example.com, or set MDM_KIND to none.',
    neededWhen: withServer,
  },
  MDM_API_KEY: {
    schema: z
      .string()
      .regex(/^[\x21-\x7e]{1,500}$/, 'is no API key (visible ASCII characters, 500 at most)')
      .optional(),
    remedy: 'What the MDM server was started with: -api of NanoMDM, -api-key of MicroMDM.',
    neededWhen: withServer,
  },
  MDM_WEBHOOK_SECRET: {
    schema: z
      .string()
      .regex(/^[\w-]{32,200}$/, 'is no secret of 32 to 200 letters, digits, _ and -')
      .optional(),
    remedy:
      'Make one with `openssl rand -hex 32`. NanoMDM: -webhook-hmac-key. MicroMDM: the end of the address of -command-webhook-url.',
    neededWhen: withServer,
  },
} as const;

export const mdmSchemas = {
  MDM_KIND: mdmVariables.MDM_KIND.schema,
  MDM_URL: mdmVariables.MDM_URL.schema,
  MDM_API_KEY: mdmVariables.MDM_API_KEY.schema,
  MDM_WEBHOOK_SECRET: mdmVariables.MDM_WEBHOOK_SECRET.schema,
};

const schema = z.object(mdmSchemas);

/** The settings as they were read; what is missing was found before. */
export function mdmSettings(read: z.output<typeof schema>): MdmSettings {
  if (read.MDM_KIND === 'none') return { kind: 'none' };
  return {
    kind: read.MDM_KIND,
    url: read.MDM_URL ?? '',
    apiKey: read.MDM_API_KEY ?? '',
    webhookSecret: read.MDM_WEBHOOK_SECRET ?? '',
  };
}
