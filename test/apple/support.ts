import { onTestFinished } from 'vitest';
import { type AppleOptions, appleLicences } from '../../src/apple/client.js';
import type { AppleEvent } from '../../src/apple/exchange.js';
import { type Script, type ScriptedAnswer, scriptedApple } from '../support/scripted-apple.js';

export const TOKEN = 'b3V0ZXItdG9rZW4=';
export const uId = '2049025000431439';
/** Any location, whoever manages it. */
export const open = { uId: null, mdmId: null };

export interface ClientExtras {
  /** `null`: the script answers it too. */
  serviceConfig?: unknown;
  timeouts?: AppleOptions['timeouts'];
}

/** A client before a scripted server. Its wire time stands still but for what it sleeps, without waiting. */
export async function startClient(script: Script, extras: ClientExtras = {}) {
  const server = await scriptedApple(script, extras.serviceConfig);
  const events: AppleEvent[] = [];
  const slept: number[] = [];
  const wire = { now: 1_800_000_000_000 };
  const licences = appleLicences({
    serviceUrl: server.url,
    invitationHost: 'invitations.example',
    now: () => 42,
    wireNow: () => wire.now,
    random: () => 1,
    userAgent: 'vpp-bot/test',
    log: (event) => events.push(event),
    timeouts: { connect: 5_000, headers: 5_000, body: 5_000, total: 10_000, ...extras.timeouts },
    async sleep(milliseconds) {
      slept.push(milliseconds);
      wire.now += milliseconds;
    },
  });
  onTestFinished(async () => {
    await licences.close();
    await server.close();
  });
  return { licences, server, events, slept, wire, location: licences.location(TOKEN, open) };
}

/** A plain client config. */
export const config = { uId, locationName: 'HQ', mdmInfo: null, tokenExpirationDate: '2030-11-08T22:33:22+0000' };

/** One page of users as Apple answers it. */
export const page = (index: number, totalPages: number, users: string[], versionId = 'v1') => ({
  uId,
  versionId,
  totalPages,
  currentPageIndex: index,
  ...(index < totalPages - 1 ? { nextPageIndex: index + 1 } : {}),
  size: users.length,
  users: users.map((clientUserId) => ({ clientUserId, status: 'Registered' })),
});

export const pageIndex = (query: URLSearchParams): number => Number(query.get('pageIndex') ?? 0);

/** An ErrorResponse. */
export const refusal = (status: number, errorNumber: number, headers: Record<string, string> = {}): ScriptedAnswer => ({
  status,
  headers,
  json: { errorNumber, errorMessage: 'No.' },
});
