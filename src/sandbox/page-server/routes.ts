import type { IncomingMessage } from 'node:http';
import { perform } from './acts.js';
import { actBody, downloadBody, emptyBody, invitationBody, orderBody, readBody, timeBody, tokenBody } from './body.js';
import type { PageServerOptions } from './options.js';
import { RefusedRequest } from './refused-request.js';
import { pageState } from './state.js';

/** What a route works with. */
export interface Call {
  options: PageServerOptions;
  request: IncomingMessage;
  url: URL;
}

/** Answers the JSON body; what it throws becomes a refusal. */
export type Route = (call: Call) => Promise<unknown>;

/** Every route that answers JSON, by method and path. */
export const routes: Record<string, Route> = {
  'GET /state': async ({ options, url }) => pageState(options, person(options, url.searchParams.get('as'))),
  'POST /act': async ({ options, request }) => {
    const body = await readBody(request, actBody);
    return { result: await perform(options.slack.actAs(person(options, body.as)), body) };
  },
  'POST /apple/buy': async ({ options, request }) => said(options.apple.buy(await readBody(request, orderBody))),
  'POST /apple/refund': async ({ options, request }) => said(options.apple.refund(await readBody(request, orderBody))),
  'POST /apple/revoke-token': async ({ options, request }) =>
    said(options.apple.revokeToken((await readBody(request, tokenBody)).id)),
  'POST /apple/download-token': async ({ options, request }) => {
    const { location } = await readBody(request, downloadBody);
    const token = location === undefined ? options.apple.downloadToken() : options.apple.downloadToken(location);
    return said(`${token.fileName} was downloaded.`);
  },
  'POST /apple/token-file': async ({ options, request }) => {
    const { id } = await readBody(request, tokenBody);
    const token = options.apple.view().tokens.find((candidate) => candidate.id === id);
    if (!token) throw new RefusedRequest(404, 'no_token', 'There is no such token.');
    return { name: token.fileName, content: token.content };
  },
  'POST /apple/accept-invitation': async ({ options, request }) =>
    said(options.apple.acceptInvitation((await readBody(request, invitationBody)).clientUserId)),
  'POST /time': async ({ options, request }) => {
    const body = await readBody(request, timeBody);
    if ('move' in body) options.clock.move(body.move);
    else if (body.set > options.clock.now()) options.clock.set(body.set);
    else throw new RefusedRequest(409, 'time_goes_forward', 'Business time can only go forward.');
    return { ran: await options.afterMovingTime(), now: options.clock.now() };
  },
  'POST /restart': async ({ options, request }) =>
    optional(request, options.restart, 'The bot was stopped and started again.'),
  'POST /reset': async ({ options, request }) =>
    optional(request, options.reset, 'Everything is back to the beginning.'),
};

function said(line: string): { said: string } {
  return { said: line };
}

async function optional(
  request: IncomingMessage,
  work: (() => Promise<void>) | undefined,
  line: string,
): Promise<{ said: string }> {
  await readBody(request, emptyBody);
  if (!work) throw new RefusedRequest(404, 'not_here', 'This sandbox does not offer that.');
  await work();
  return said(line);
}

function person(options: PageServerOptions, asked: string | null): string {
  const people = options.slack.actAs(options.firstPerson).view().people;
  const id = asked ?? options.firstPerson;
  const found = people.find((candidate) => candidate.id === id && candidate.kind !== 'bot');
  if (!found) throw new RefusedRequest(404, 'no_person', 'Nobody in this workspace has that id.');
  return id;
}
