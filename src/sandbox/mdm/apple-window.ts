/** An app as the App Store shows it. */
export interface StoreProduct {
  name: string;
  bundleId: string;
  iconUrl: string | null;
  version: string;
}

/** All that a phone can see of Apple. */
export interface AppleWindow {
  /** Whether a licence for the product is assigned to the user whose Apple Account this is. */
  hasLicence(appleAccount: string, adamId: string): boolean;
  /** What the App Store sells under this number; `null` = nothing. */
  product(adamId: string): StoreProduct | null;
  /** Whether the address is on the host and path of Apple's invitations. Whether it is still open shows at acceptance. */
  isInvitation(url: string): boolean;
  /** `unknown`: accepted before, withdrawn or never made; `taken`: the account belongs to another user. */
  accept(url: string, appleAccount: string): 'accepted' | 'unknown' | 'taken';
  /** `iTunesStoreAccountHash`; that it equals the `idHash` of Apple's user is documented as meant and not tried. */
  accountHash(appleAccount: string): string | null;
}
