import type { AppleStandInTokenView, DownloadOptions } from '../levers.js';
import { type ContentToken, type DownloadKind, tokenState } from '../tokens.js';
import type { World } from '../world.js';
import { counted, type LeverScene } from './scene.js';
import { tokenView } from './view.js';

/** A key that nobody offers. */
export class UnknownDownloadError extends Error {
  readonly code = 'apple-unknown-download';
}

function kindOf({ seed, places }: World, key: string): DownloadKind {
  const kind = Object.hasOwn(seed.downloads, key) ? seed.downloads[key] : undefined;
  if (kind !== undefined) return kind;
  if (places.has(key)) return { location: key, permission: 'manage', legacy: false, state: 'valid' };
  const known = [...Object.keys(seed.downloads), ...places.keys()].join(', ');
  throw new UnknownDownloadError(`No token can be downloaded as "${key}"; known: ${known}.`);
}

export function downloadToken({ world, now }: LeverScene, asked: string | DownloadOptions): AppleStandInTokenView {
  const { places, tokens, switches } = world();
  const options = typeof asked === 'string' ? { location: asked } : asked;
  const key = options.location ?? 'main';
  const found = kindOf(world(), key);
  const place = places.get(found.location);
  if (place === undefined) throw new UnknownDownloadError(`The download "${key}" is of no location.`);
  const kind: DownloadKind = { ...found, permission: options.permission ?? found.permission };
  if (switches.downloadRevokesOlderTokens)
    for (const older of tokens.all()) if (older.location === kind.location) older.revoked = true;
  const token = tokens.download(key, kind, place.location.facts.organization, now(), options.expires);
  return tokenView(token, now());
}

/** Does something to a token that still works. */
function ending({ world, now }: LeverScene, tokenId: string, end: (token: ContentToken) => string): string {
  const token = world()
    .tokens.all()
    .find(({ id }) => id === tokenId);
  if (token === undefined) return `There is no token ${tokenId}.`;
  if (tokenState(token, now()) !== 'valid') return `Token ${tokenId} was not valid any more.`;
  return end(token);
}

export function revokeToken(scene: LeverScene, tokenId: string): string {
  return ending(scene, tokenId, (token) => {
    token.revoked = true;
    return `Token ${tokenId} is revoked.`;
  });
}

export function expireToken(scene: LeverScene, { tokenId }: { tokenId: string }): string {
  return ending(scene, tokenId, (token) => {
    token.expires = Math.floor(scene.now() / 1000) * 1000;
    return `Token ${tokenId} has expired.`;
  });
}

export function changePassword({ world, now }: LeverScene): string {
  const { main, tokens } = world();
  const ended = tokens
    .all()
    .filter((token) => token.location === main.key && !token.legacy && tokenState(token, now()) === 'valid');
  for (const token of ended) token.revoked = true;
  const what = ended.length === 0 ? 'no token was valid' : `${counted(ended.length, 'token')} of the location ended`;
  return `The password of the Managed Apple Account was changed; ${what}.`;
}
