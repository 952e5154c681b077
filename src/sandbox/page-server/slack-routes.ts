import { archiveBody, callFaultBody, emptyBody, personBody, postsBody, scopeBody, skewBody } from './lever-bodies.js';
import { lever, offered, type Route } from './route.js';

/** What happens to the workspace beside what people click. */
export const slackRoutes = {
  'POST /slack/limit-posts': lever(postsBody, ({ slackSide }, { count, seconds }) =>
    offered(slackSide).limitPosts(count, seconds),
  ),
  'POST /slack/faults': lever(callFaultBody, ({ slackSide }, { fault, count }) =>
    offered(slackSide).failCalls(fault, count),
  ),
  'POST /slack/scope': lever(scopeBody, ({ slackSide }, { scope, granted }) =>
    offered(slackSide).grant(scope, granted),
  ),
  'POST /slack/remove-bot': lever(emptyBody, ({ slackSide }) => offered(slackSide).removeBot()),
  'POST /slack/invite-bot': lever(emptyBody, ({ slackSide }) => offered(slackSide).inviteBot()),
  'POST /slack/archive': lever(archiveBody, ({ slackSide }, { archived }) => offered(slackSide).archive(archived)),
  'POST /slack/person': lever(personBody, ({ slackSide }, { id, deactivated }) =>
    offered(slackSide).deactivate(id, deactivated),
  ),
  'POST /slack/clock': lever(skewBody, ({ slackSide }, { seconds }) => offered(slackSide).skewClock(seconds)),
  'POST /slack/drop-connections': lever(emptyBody, ({ slackSide }) => offered(slackSide).dropConnections()),
  'POST /slack/calm': lever(emptyBody, ({ slackSide }) => offered(slackSide).calm()),
} satisfies Record<string, Route>;
