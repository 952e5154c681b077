import { createServer, type RequestListener, type Server } from 'node:http';
import type { ModalView } from '@slack/types';
import { afterEach, describe, expect, test } from 'vitest';
import { createFiles } from '../../src/slack/files.js';
import { slackHosts } from '../../src/slack/hosts.js';
import { inputOf, type UploadedFile } from '../../src/slack/interaction.js';
import { type Bot, startBot } from './bot.js';
import { recordingLog, type Scripted, scriptedClient } from './support.js';

let server: Server | null = null;
let bot: Bot | null = null;

afterEach(async () => {
  await bot?.stop();
  bot = null;
  server?.closeAllConnections();
  await new Promise<void>((resolve) => (server === null ? resolve() : server.close(() => resolve())));
  server = null;
});

/** Files at a server that answers like this. */
async function filesAt(listener: RequestListener, info: Scripted = { ok: false, error: 'file_not_found' }) {
  const seen: (string | undefined)[] = [];
  const running = createServer((request, response) => {
    seen.push(request.headers.authorization);
    listener(request, response);
  });
  server = running;
  const port = await new Promise<number>((resolve, reject) => {
    running.listen(0, '127.0.0.1', () => {
      const address = running.address();
      if (typeof address === 'object' && address !== null) resolve(address.port);
      else reject(new Error('no port'));
    });
  });
  const base = `http://127.0.0.1:${port}`;
  const { log, lines } = recordingLog();
  const { client } = scriptedClient(() => info);
  const files = createFiles({ client, botToken: 'xoxb-secret', hosts: slackHosts(`${base}/api/`), log, limit: 100 });
  return {
    read: (url: string | null = `${base}/f`, size = 3) => files.read({ id: 'F1', url, size }),
    seen,
    lines,
    base,
  };
}

describe('reading an uploaded file', () => {
  test('gives its text and sends the token', async () => {
    const { read, seen } = await filesAt((_, response) => response.end('abcå'));
    expect(await read()).toEqual({ result: 'text', text: 'abcå' });
    expect(seen).toEqual(['Bearer xoxb-secret']);
  });

  test('too large: as announced, by its header, or only while reading', async () => {
    const { read, seen, base } = await filesAt((request, response) => {
      if (request.url === '/header') response.setHeader('content-length', '101').end('x'.repeat(101));
      else {
        response.write('x'.repeat(60));
        setImmediate(() => response.end('y'.repeat(60)));
      }
    });
    expect(await read(undefined, 101)).toEqual({ result: 'too-large', limit: 100 });
    expect(seen).toEqual([]);
    expect(await read(`${base}/header`)).toEqual({ result: 'too-large', limit: 100 });
    expect(await read(`${base}/stream`)).toEqual({ result: 'too-large', limit: 100 });
  });

  test.each([
    ['by its type', 'text/html; charset=utf-8', 'Sign in'],
    ['by its start', 'text/plain', '\n<!DOCTYPE html><html>'],
    ['by its tag', 'application/octet-stream', '<html lang="en">'],
  ])('a login page is recognised %s', async (_, type, body) => {
    const { read } = await filesAt((__, response) => response.setHeader('content-type', type).end(body));
    expect(await read()).toEqual({ result: 'html-login-page' });
  });

  test('redirects are not followed', async () => {
    const { read, seen } = await filesAt((_, response) => response.writeHead(302, { location: '/login' }).end());
    expect(await read()).toEqual({ result: 'html-login-page' });
    expect(seen).toHaveLength(1);
  });

  test('the token goes to no other host', async () => {
    const { read, seen } = await filesAt((_, response) => response.end('abc'));
    expect(await read('http://localhost:1/f')).toEqual({ result: 'wrong-host' });
    expect(seen).toEqual([]);
  });

  test('what is not text, not there, broken', async () => {
    const answers: RequestListener[] = [
      (_, response) => response.end(Buffer.from([0xff, 0xfe, 0x00])),
      (_, response) => response.writeHead(404).end(),
      (_, response) => response.writeHead(500).end(),
      (request) => request.socket.destroy(),
    ];
    let count = 0;
    const { read, lines } = await filesAt((request, response) => answers[count++]?.(request, response));
    const results: string[] = [];
    for (const _ of answers) results.push((await read()).result);
    expect(results).toEqual(['not-text', 'not-found', 'unreachable', 'unreachable']);
    expect(JSON.stringify(lines)).not.toContain('xoxb-secret');
  });

  test('without an address Slack is asked for it', async () => {
    expect(await (await filesAt(() => {})).read(null)).toEqual({ result: 'not-found' });
  });
});

const uploadForm: ModalView = {
  type: 'modal',
  callback_id: 'vpp.upload',
  title: { type: 'plain_text', text: 'Token' },
  submit: { type: 'plain_text', text: 'Check' },
  blocks: [
    {
      type: 'input',
      block_id: 'token',
      label: { type: 'plain_text', text: 'File' },
      element: { type: 'file_input', action_id: 'file', max_files: 1 },
    },
  ],
};

test('a file that was handed in with a form is read, by its address and by its id alone', async () => {
  const uploads: UploadedFile[] = [];
  const running = await startBot({
    tables: {
      command: async (_, reply) => {
        await reply.openView(uploadForm);
      },
      views: {
        'vpp.upload': async ({ values }) => {
          uploads.push(...inputOf(values, 'token', 'file').files);
          return { answer: 'close' };
        },
      },
    },
  });
  bot = running;
  const { slack, slackApp } = running;
  const person = slack.actAs('U0000ALVA');
  const content = 'eyJ0b2tlbiI6MX0=';
  const { modals } = await person.slash('C000ITAPPS', '/vpp', '');
  const file = await person.upload({ name: 'sToken.vpptoken', content });
  await person.submit(modals[0]?.id ?? '', { token: { file: { type: 'file_input', files: [file] } } });
  const [upload] = uploads;
  const { log } = recordingLog();
  const hosts = slackHosts(slack.apiUrl);
  const files = createFiles({ client: slackApp.client, botToken: slack.botToken, hosts, log });
  expect(upload).toMatchObject({ id: file.id, name: 'sToken.vpptoken', size: content.length });
  if (upload === undefined) return;
  expect(await files.read(upload)).toEqual({ result: 'text', text: content });
  expect(await files.read({ ...upload, url: null })).toEqual({ result: 'text', text: content });
  slack.levers.settings.scopes = new Set(['commands']);
  expect(await files.read(upload)).toEqual({ result: 'html-login-page' });
});
