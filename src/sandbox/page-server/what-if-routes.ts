import { readBody } from './body.js';
import { emptyBody, storyBody } from './lever-bodies.js';
import { lever, offered, type Route } from './route.js';

/** "What happens if …?": a story goes on by itself; how far it is stands in the state. */
export const whatIfRoutes = {
  'POST /what-if/start': async ({ options, request }) => {
    const { id } = await readBody(request, storyBody);
    return { number: offered(options.whatIf).start(id) };
  },
  'POST /what-if/stop': lever(emptyBody, ({ whatIf }) => {
    offered(whatIf).stop();
    return 'The story ends after this step.';
  }),
} satisfies Record<string, Route>;
