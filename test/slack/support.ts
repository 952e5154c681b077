import { LogLevel, WebClient } from '@slack/web-api';
import type { People } from '../../src/licensing/ports/people.js';
import type { Notice } from '../../src/licensing/rules/notice.js';
import type { SlackIdentity } from '../../src/slack/app.js';
import type { Message } from '../../src/slack/interaction.js';
import type { SlackLog } from '../../src/slack/slack-log.js';
import type { Timers } from '../../src/slack/timers.js';

export interface Call {
  method: string;
  arguments: Readonly<Record<string, string>>;
}

/** What a scripted Slack answers: a body, a rate limit, or nothing but a broken connection. */
export type Scripted = object | { rateLimit: number } | 'broken';

/** Slack's own client over a script instead of a network; `calls` grows with every request. */
export function scriptedClient(script: (call: Call) => Scripted | Promise<Scripted>): {
  client: WebClient;
  calls: Call[];
} {
  const calls: Call[] = [];
  const client = new WebClient('xoxb-test', {
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    logger: silentLogger,
    fetch: async (url, init) => {
      const body = typeof init?.body === 'string' ? init.body : '';
      const call = {
        method: String(url).split('/api/')[1] ?? '',
        arguments: Object.fromEntries(new URLSearchParams(body)),
      };
      calls.push(call);
      const answer = await script(call);
      if (answer === 'broken') throw new TypeError('fetch failed');
      if ('rateLimit' in answer)
        return new Response('', { status: 429, headers: { 'retry-after': String(answer.rateLimit) } });
      return Response.json(answer);
    },
  });
  return { client, calls };
}

const silentLogger = {
  debug: () => {},
  info: () => {},
  warn: () => {},
  error: () => {},
  setLevel: () => {},
  getLevel: () => LogLevel.INFO,
  setName: () => {},
};

export interface LogLine {
  level: 'debug' | 'info' | 'warn' | 'error';
  fields: Record<string, unknown>;
  message: string;
}

/** A log that remembers. */
export function recordingLog(): { log: SlackLog; lines: LogLine[] } {
  const lines: LogLine[] = [];
  const at = (bound: Record<string, unknown>): SlackLog => {
    const write = (level: LogLine['level']) => (fields: object, message: string) => {
      lines.push({ level, fields: { ...bound, ...fields }, message });
    };
    return {
      debug: write('debug'),
      info: write('info'),
      warn: write('warn'),
      error: write('error'),
      child: (fields) => at({ ...bound, ...fields }),
    };
  };
  return { log: at({}), lines };
}

/** Wire time that stands still until it is moved; timers fire while it moves. */
export function manualTime(start = 1_000_000): {
  now: () => number;
  timers: Timers;
  advance(ms: number): void;
  waiting(): number;
} {
  let now = start;
  const due = new Set<{ at: number; callback: () => void }>();
  return {
    now: () => now,
    waiting: () => due.size,
    timers: {
      after(milliseconds, callback) {
        const entry = { at: now + milliseconds, callback };
        due.add(entry);
        return () => due.delete(entry);
      },
    },
    advance(milliseconds) {
      now += milliseconds;
      for (const entry of [...due].filter(({ at }) => at <= now)) {
        due.delete(entry);
        entry.callback();
      }
    },
  };
}

export const identity: SlackIdentity = {
  teamId: 'T0NORTHWIND',
  teamName: 'Northwind Logistics',
  enterpriseId: null,
  botUserId: 'U0000VPPB',
  botId: 'B0000VPPB',
  workspaceUrl: 'https://northwind.example/',
};

/** References … */
export function countedReferences(): { reference(): string } {
  let count = 0;
  return {
    reference() {
      count += 1;
      return `R-${count}`;
    },
  };
}

export function custodians(...userIds: string[]): Pick<People, 'holders'> {
  return { holders: async (role) => (role === 'custodian' ? userIds : []) };
}

/** A small notice; `by` tells two of one subject apart. */
export function pausedNotice(subject: string, audience: Notice['audience'], by: string): Notice {
  return { kind: 'paused', subject, audience, facts: { paused: true, by, at: 0 }, reference: `R-${by}` };
}

/** Says who paused. */
export function plainRender(notice: Notice): Message {
  const text = notice.kind === 'paused' ? `paused by ${notice.facts.by}` : notice.kind;
  return { text, blocks: [{ type: 'section', text: { type: 'mrkdwn', text } }] };
}

/** Polls until it holds, at most five seconds. */
export async function eventually(holds: () => boolean | Promise<boolean>, what: string): Promise<void> {
  const deadline = performance.now() + 5_000;
  while (!(await holds())) {
    if (performance.now() > deadline) throw new Error(`never happened: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
