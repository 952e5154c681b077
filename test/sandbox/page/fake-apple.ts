import type { AppleLevers, AppleTokenView, AppleView } from '../../../src/sandbox/apple/levers.js';

/** Apple's side with a handful of facts; every lever is remembered in `pulled`. */
export class FakeApple implements AppleLevers {
  readonly pulled: string[] = [];
  readonly tokens: AppleTokenView[] = [];
  users: AppleView['users'] = [
    { clientUserId: 'vb1.abc', email: 'emma.berg@northwind.example', status: 'Registered', assignments: 0 },
  ];
  assets: AppleView['assets'] = [
    asset('409183694', 'Keynote', 40, 12),
    asset('361309726', 'Pages', 25, 25),
    { ...asset('1119807934', 'Delivery Route Planner for Drivers', 10, 3), pricingParam: 'PLUS' },
    { ...asset('490217893', 'Forklift Handbook', 5, 0), productType: 'Book' },
  ];

  view(): AppleView {
    return {
      location: {
        uId: '1000001',
        name: 'Northwind Stockholm',
        countryISO2ACode: 'SE',
        organization: 'Northwind Logistics AB',
      },
      mdmInfo: null,
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

  downloadToken(location = 'main'): AppleTokenView {
    const id = `t${this.tokens.length + 1}`;
    const token = {
      id,
      location,
      fileName: `sToken_${location}_${id}.vpptoken`,
      content: `secret-of-${id}`,
      expires: '2027-11-22T10:00:00Z',
      state: 'valid' as const,
    };
    this.tokens.push(token);
    return token;
  }

  acceptInvitation(clientUserId: string): string {
    this.users = this.users.map((user) =>
      user.clientUserId === clientUserId ? { ...user, status: 'Associated' as const } : user,
    );
    return this.note(`accepted ${clientUserId}`);
  }

  reset(): void {
    this.note('reset');
  }

  private note(line: string): string {
    this.pulled.push(line);
    return line;
  }
}

function asset(adamId: string, name: string, totalCount: number, assignedCount: number): AppleView['assets'][number] {
  const counts = { totalCount, assignedCount, availableCount: totalCount - assignedCount, retiredCount: 0 };
  return { adamId, pricingParam: 'STDQ', name, productType: 'App', ...counts };
}
