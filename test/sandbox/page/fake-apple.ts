import type {
  AppleStandInLevers,
  AppleStandInTokenView,
  AppleStandInView,
  DownloadOptions,
} from '../../../src/sandbox/apple/levers.js';

/** Apple's side with a handful of facts; every lever is remembered in `pulled`. */
export class FakeApple implements AppleStandInLevers {
  readonly pulled: string[] = [];
  readonly tokens: AppleStandInTokenView[] = [];
  users: AppleStandInView['users'] = [
    { clientUserId: 'vb1.abc', email: 'emma.berg@northwind.example', status: 'Registered', assignments: 0 },
  ];
  assets: AppleStandInView['assets'] = [
    asset('409183694', 'Keynote', 40, 12),
    asset('361309726', 'Pages', 25, 25),
    { ...asset('1119807934', 'Delivery Route Planner for Drivers', 10, 3), pricingParam: 'PLUS' },
    { ...asset('490217893', 'Forklift Handbook', 5, 0), productType: 'Book' },
  ];

  view(): AppleStandInView {
    return {
      location: {
        uId: '1000001',
        name: 'Northwind Stockholm',
        countryISO2ACode: 'SE',
        organization: 'Northwind Logistics AB',
      },
      mdmInfo: null,
      notifications: { host: 'bot.example', types: [], pending: 2, delivered: 5, lost: 1 },
      otherLocations: [{ key: 'harbour', name: 'Northwind Harbour', uId: '1000002' }],
      downloads: ['main', 'education', 'facilitator'],
      ...{ tokens: this.tokens, assets: this.assets, users: this.users },
    };
  }

  buy(order: { adamId: string; pricingParam: string; count: number }): string {
    this.assets = this.assets.map((old) =>
      old.adamId === order.adamId
        ? { ...old, totalCount: old.totalCount + order.count, availableCount: old.availableCount + order.count }
        : old,
    );
    return this.note(`bought ${order.count} of ${order.adamId}`);
  }

  refund(order: { adamId: string; pricingParam: string; count: number }): string {
    return this.note(`refunded ${order.count} of ${order.adamId}`);
  }

  revokeToken(tokenId: string): string {
    this.tokens.splice(
      0,
      this.tokens.length,
      ...this.tokens.map((token) => (token.id === tokenId ? { ...token, state: 'revoked' as const } : token)),
    );
    return this.note(`revoked ${tokenId}`);
  }

  downloadToken(asked: string | DownloadOptions = {}): AppleStandInTokenView {
    const { location = 'main', permission = 'manage' } = typeof asked === 'string' ? { location: asked } : asked;
    const id = `t${this.tokens.length + 1}`;
    const token = {
      ...{ id, location, permission },
      fileName: `sToken_${location}_${id}.vpptoken`,
      content: `secret-of-${id}`,
      expires: '2027-11-22T10:00:00Z',
      state: 'valid' as const,
    };
    this.tokens.push(token);
    return token;
  }

  readonly transfer = this.noted('transferred');
  readonly refundBelowAssigned = this.noted('refunded below assigned');
  readonly changePassword = this.noted('changed the password');
  readonly expireToken = this.noted('expired');
  readonly takeOver = this.noted('taken over');
  readonly claim = this.noted('claimed');
  readonly clearClaim = this.noted('claim cleared');
  readonly claimByOldProduct = this.noted('claimed by the old product');
  readonly retireOurUsers = this.noted('retired ours');
  readonly takeOurLicences = this.noted('took ours');
  readonly assignElsewhere = this.noted('assigned elsewhere');
  readonly takeElsewhere = this.noted('took elsewhere');
  readonly retireElsewhere = this.noted('retired elsewhere');
  readonly rename = this.noted('renamed');

  acceptInvitation(clientUserId: string): string {
    this.users = this.users.map((user) =>
      user.clientUserId === clientUserId ? { ...user, status: 'Associated' as const } : user,
    );
    return this.note(`accepted ${clientUserId}`);
  }

  reset(): void {
    this.note('reset');
  }

  private noted(what: string): (...given: unknown[]) => string {
    return (...given) => this.note([what, ...given.map((one) => JSON.stringify(one))].join(' '));
  }

  private note(line: string): string {
    this.pulled.push(line);
    return line;
  }
}

function asset(
  adamId: string,
  name: string,
  totalCount: number,
  assignedCount: number,
): AppleStandInView['assets'][number] {
  const counts = { totalCount, assignedCount, availableCount: totalCount - assignedCount, retiredCount: 0 };
  return { adamId, pricingParam: 'STDQ', name, productType: 'App', ...counts };
}
