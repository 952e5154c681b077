/** An address of the configuration that must not be used. Its message never holds the address's user or query part. */
export class AppleAddressError extends Error {
  readonly code = 'address-not-allowed';
}

/** Apple's own addresses (Apple documents them in service config). */
export const appleAddresses = {
  serviceUrl: 'https://vpp.itunes.apple.com/mdm/v2',
  catalogUrl: 'https://uclient-api.itunes.apple.com/WebObjects/MZStorePlatform.woa/wa/lookup',
  invitationHost: 'buy.itunes.apple.com',
} as const;

/** Whether a URL's host name is this machine. */
export function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(hostname);
}

/**
 * A pinned address: https, or plain http on this machine (stand-ins). Throws `AppleAddressError` for anything else, so
 * that a token is never sent in clear or with somebody else's credentials.
 */
export function pinnedAddress(name: string, text: string): URL {
  if (!URL.canParse(text)) throw new AppleAddressError(`${name} is not an address`);
  const url = new URL(text);
  const secure = url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname));
  if (!secure) throw new AppleAddressError(`${name} must start with https, except on this machine`);
  const bare = url.username === '' && url.password === '' && url.search === '' && url.hash === '';
  if (!bare) throw new AppleAddressError(`${name} must hold a host and a path only`);
  url.pathname = url.pathname.replace(/\/+$/, '');
  return url;
}
