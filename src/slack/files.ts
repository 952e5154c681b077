import { WebAPIPlatformError, type WebClient } from '@slack/web-api';
import * as z from 'zod';
import type { SlackHosts } from './hosts.js';
import type { UploadedFile } from './interaction.js';
import { faultFields, type SlackLog } from './slack-log.js';

export interface FilesOptions {
  client: WebClient;
  botToken: string;
  hosts: SlackHosts;
  log: SlackLog;
  /** Bytes; 64 KiB when left out. */
  limit?: number;
}

export type FileDownload =
  | { result: 'text'; text: string }
  | { result: 'too-large'; limit: number }
  /** Slack sends its login page with status 200 when the scope `files:read` is missing (seen by many). */
  | { result: 'html-login-page' }
  /** Not an address of our Slack, so the bot token was not sent there. */
  | { result: 'wrong-host' }
  | { result: 'not-text' }
  /** Deleted, or not shared with the bot. */
  | { result: 'not-found' }
  | { result: 'unreachable' };

export interface Files {
  /** The uploaded file's content, at most `most` bytes. Never logged, never thrown. */
  read(file: Pick<UploadedFile, 'id' | 'url' | 'size'>, most?: number): Promise<FileDownload>;
}

const deadline = 10_000;

const fileInfo = z.object({
  file: z.object({ url_private_download: z.string().nullish(), url_private: z.string().nullish() }),
});

export function createFiles(options: FilesOptions): Files {
  const { hosts, log, limit: usual = 64 * 1_024 } = options;
  return {
    async read({ id, url, size }, limit = usual) {
      if (size > limit) return { result: 'too-large', limit };
      try {
        const address = url ?? (await addressOf(id, options));
        if (address === null) return { result: 'not-found' };
        if (!hosts.keepsFilesAt(address)) {
          log.error({ fileId: id }, 'Slack named a foreign address for an uploaded file');
          return { result: 'wrong-host' };
        }
        return await download(address, options.botToken, limit);
      } catch (fault) {
        log.warn({ ...faultFields(fault), fileId: id }, 'An uploaded file could not be read');
        return { result: 'unreachable' };
      }
    },
  };
}

/** `null` = Slack knows no such file, or keeps it from the bot. */
async function addressOf(id: string, { client }: FilesOptions): Promise<string | null> {
  try {
    const { file } = fileInfo.parse(await client.files.info({ file: id }));
    return file.url_private_download ?? file.url_private ?? null;
  } catch (fault) {
    if (fault instanceof WebAPIPlatformError) return null;
    throw fault;
  }
}

async function download(address: string, botToken: string, limit: number): Promise<FileDownload> {
  const response = await fetch(address, {
    redirect: 'manual',
    signal: AbortSignal.timeout(deadline),
    headers: { authorization: `Bearer ${botToken}` },
  });
  const refuse = async (answer: FileDownload) => {
    await response.body?.cancel();
    return answer;
  };
  const isHtml = (response.headers.get('content-type') ?? '').toLowerCase().includes('text/html');
  if (response.status === 404) return refuse({ result: 'not-found' });
  if (response.status >= 300 && response.status < 400) return refuse({ result: 'html-login-page' });
  if (response.status !== 200) return refuse({ result: 'unreachable' });
  if (isHtml) return refuse({ result: 'html-login-page' });
  if (Number(response.headers.get('content-length') ?? 0) > limit) return refuse({ result: 'too-large', limit });
  const bytes = await readUpTo(response, limit);
  return bytes === null ? { result: 'too-large', limit } : textOf(bytes);
}

/** `null` = more than that. */
async function readUpTo(response: Response, limit: number): Promise<Buffer | null> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength;
    if (size > limit) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function textOf(bytes: Buffer): FileDownload {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return /^\s*<(?:!doctype|html)\b/i.test(text) ? { result: 'html-login-page' } : { result: 'text', text };
  } catch {
    return { result: 'not-text' };
  }
}
