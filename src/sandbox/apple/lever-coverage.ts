import type { controlLevers } from './control.js';
import type { CoverageRow } from './coverage.js';

const supported = (test: string): CoverageRow => ({ state: 'supported', test });
const controlled = supported('every lever answers, faults and switches included');

/** Every lever, by the name under which the control address serves it. */
export const leverCoverage: Readonly<Record<keyof typeof controlLevers, CoverageRow>> = {
  buy: supported('buying adds licences, also of an app that was never bought'),
  refund: supported('a refund moves licences to the retired ones'),
  refundBelowAssigned: supported('a refund below what is assigned takes all that is free and some that are not'),
  transfer: supported('licences move to another location, and only free ones'),
  revokeToken: supported('a revoked token is 9625'),
  expireToken: supported('a token expires at once without time being moved'),
  changePassword: supported('a changed password ends every token of the location, and a later one works'),
  downloadToken: supported('a token can be downloaded with its right, location and expiry'),
  acceptInvitation: supported('a lever accepts for a person'),
  claim: supported('another product claims, gives, takes, retires and renames'),
  clearClaim: supported('another product takes over with its own claim and address, or without any claim'),
  claimByOldProduct: supported('another product claims, gives, takes, retires and renames'),
  takeOver: supported('another product takes over with its own claim and address, or without any claim'),
  retireOurUsers: supported('another product retires our users and takes our licences'),
  takeOurLicences: supported('another product retires our users and takes our licences'),
  assignElsewhere: supported('another product claims, gives, takes, retires and renames'),
  takeElsewhere: supported('another product claims, gives, takes, retires and renames'),
  retireElsewhere: supported('another product claims, gives, takes, retires and renames'),
  rename: supported('another product claims, gives, takes, retires and renames'),
  reset: supported('a reset brings everything back with the same ids'),
  deliver: supported('notifications that are due are sent from the control address'),
  'faults/fail': supported('an error of any number comes inside HTTP 200, and HTML with any status'),
  'faults/cut': supported('a connection is cut before the work or after it'),
  'faults/tear': supported('a torn answer breaks in the middle, whatever its length says'),
  'faults/latency': supported('latency delays matching requests in wire time'),
  'faults/hold': supported('held requests wait undone until they are released'),
  'faults/release': supported('held requests wait undone until they are released'),
  'faults/events': supported('maintenance (9644) and an internal error (9603) fail every task of an event'),
  'faults/clear': controlled,
  switches: controlled,
  move: supported('started alone it prints one line, and what the line names works'),
  set: supported('started alone it prints one line, and what the line names works'),
};
