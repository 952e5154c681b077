import { arrangeFault } from './apple-faults.js';
import { readBody } from './body.js';
import {
  assetBody,
  downloadBody,
  emptyBody,
  faultBody,
  fewBody,
  invitationBody,
  knobsBody,
  orderBody,
  switchBody,
  takeOverBody,
  tokenBody,
  transferBody,
} from './lever-bodies.js';
import { RefusedRequest } from './refused-request.js';
import { lever, offered, type Route } from './route.js';

/** What people, other products and misfortune do at Apple. */
export const appleRoutes = {
  'POST /apple/buy': lever(orderBody, ({ apple }, order) => apple.buy(order)),
  'POST /apple/refund': lever(orderBody, ({ apple }, order) => apple.refund(order)),
  'POST /apple/refund-below-assigned': lever(assetBody, ({ apple }, asset) => apple.refundBelowAssigned(asset)),
  'POST /apple/transfer': lever(transferBody, ({ apple }, order) => apple.transfer(order)),
  'POST /apple/accept-invitation': lever(invitationBody, ({ apple }, body) =>
    apple.acceptInvitation(body.clientUserId),
  ),
  'POST /apple/download-token': lever(
    downloadBody,
    ({ apple }, asked) => `${apple.downloadToken(asked).fileName} was downloaded.`,
  ),
  'POST /apple/token-file': async ({ options, request }) => {
    const { id } = await readBody(request, tokenBody);
    const token = options.apple.view().tokens.find((candidate) => candidate.id === id);
    if (!token) throw new RefusedRequest(404, 'no_token', 'There is no such token.');
    return { name: token.fileName, content: token.content };
  },
  'POST /apple/revoke-token': lever(tokenBody, ({ apple }, { id }) => apple.revokeToken(id)),
  'POST /apple/expire-token': lever(tokenBody, ({ apple }, { id }) => apple.expireToken({ tokenId: id })),
  'POST /apple/change-password': lever(emptyBody, ({ apple }) => apple.changePassword()),
  'POST /apple/take-over': lever(takeOverBody, ({ apple }, order) => apple.takeOver(order)),
  'POST /apple/clear-claim': lever(emptyBody, ({ apple }) => apple.clearClaim()),
  'POST /apple/retire-our-people': lever(fewBody, ({ apple }, order) => apple.retireOurUsers(order)),
  'POST /apple/take-our-licences': lever(fewBody, ({ apple }, order) => apple.takeOurLicences(order)),
  'POST /apple/notifications': lever(knobsBody, ({ notifications }, knobs) => offered(notifications).set(knobs)),
  'POST /apple/switch': lever(switchBody, ({ switches }, { name, value }) => offered(switches).set(name, value)),
  'POST /apple/faults': lever(faultBody, ({ appleFaults }, { fault, count }) =>
    arrangeFault(offered(appleFaults), fault, count),
  ),
  'POST /apple/calm': lever(emptyBody, ({ appleFaults }) => {
    offered(appleFaults).clear();
    return 'Apple answers as it should.';
  }),
} satisfies Record<string, Route>;
