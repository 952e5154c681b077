import { perform } from './acts.js';
import { appleRoutes } from './apple-routes.js';
import { actBody, fileBody, readBody, timeBody } from './body.js';
import { emptyBody } from './lever-bodies.js';
import type { PageServerOptions } from './options.js';
import { passTime } from './pass-time.js';
import { phoneRoutes } from './phone-routes.js';
import { RefusedRequest } from './refused-request.js';
import { lever, offered, type Route } from './route.js';
import { slackRoutes } from './slack-routes.js';
import { pageState } from './state.js';
import { whatIfRoutes } from './what-if-routes.js';

/** Every route that answers JSON, by method and path. */
export const routes: Record<string, Route> = {
  'GET /state': async ({ options, url }) => pageState(options, person(options, url.searchParams.get('as'))),
  'POST /act': async ({ options, request }) => {
    const body = await readBody(request, actBody);
    return { result: await perform(options.slack.actAs(person(options, body.as)), body) };
  },
  'POST /file': async ({ options, request }) => {
    const { as, id } = await readBody(request, fileBody);
    return { content: await options.slack.actAs(person(options, as)).download(id) };
  },
  'POST /time': async ({ options, request }) => {
    const body = await readBody(request, timeBody);
    const now = options.clock.now();
    if ('set' in body && body.set <= now)
      throw new RefusedRequest(409, 'time_goes_forward', 'Business time can only go forward.');
    const ran = await passTime(options, 'move' in body ? now + body.move : body.set);
    return { ran, now: options.clock.now() };
  },
  'POST /restart': lever(emptyBody, async ({ restart }) => {
    await offered(restart)();
    return 'The bot was stopped and started again.';
  }),
  'POST /reset': lever(emptyBody, async ({ reset }) => {
    await offered(reset)();
    return 'Everything is back to the beginning.';
  }),
  ...appleRoutes,
  ...slackRoutes,
  ...phoneRoutes,
  ...whatIfRoutes,
};

function person(options: PageServerOptions, asked: string | null): string {
  const people = options.slack.actAs(options.firstPerson).view().people;
  const id = asked ?? options.firstPerson;
  const found = people.find((candidate) => candidate.id === id && candidate.kind !== 'bot');
  if (!found) throw new RefusedRequest(404, 'no_person', 'Nobody in this workspace has that id.');
  return id;
}
