import type { Logger } from 'pino';
import type { Config } from './config.js';
import { TOKEN_PURPOSE } from './licensing/flows/core.js';
import { BINDING } from './licensing/flows/state.js';
import type { Clock } from './licensing/ports/clock.js';
import type { OnStep } from './licensing/ports/steps.js';
import { sealedToken } from './licensing/rules/binding.js';
import { SealBroken } from './storage/faults.js';
import { openFolder, type Store } from './storage/folder.js';
import { readBotKey } from './storage/vault.js';

/** `VPP_BOT_KEY` is no key. */
export class BotKeyRefused extends Error {
  readonly code = 'BOT_KEY_REFUSED';
  override readonly name = 'BotKeyRefused';
}

/** The sealed token does not open under `VPP_BOT_KEY`, so nothing could ever be asked of Apple. */
export class TokenSealBroken extends Error {
  readonly code = 'TOKEN_SEAL_BROKEN';
  override readonly name = 'TokenSealBroken';
}

export interface OpenStoreOptions {
  config: Pick<Config, 'key' | 'folder'>;
  log: Logger;
  /** Business time. */
  clock: Clock;
  onStep?: OnStep | undefined;
}

const damaged =
  'The token in this folder was altered and can not be opened. Restore the folder from a backup; nothing was changed.';

const remedies = {
  key: 'VPP_BOT_KEY is not the key this folder was sealed with. Set the key that was in use when the token was added; nothing was changed.',
  box: damaged,
  erased: damaged,
} satisfies Record<SealBroken['reason'], string>;

/** Opens the data folder and tries its key on the token in it. Throws `BotKeyRefused`, `TokenSealBroken` or what `openFolder` throws; then the folder is free. */
export async function openStoreOf({ config, log, clock, onStep }: OpenStoreOptions): Promise<Store> {
  const key = readBotKey(config.key);
  if (key.result === 'refused') throw new BotKeyRefused(`VPP_BOT_KEY is no key (${key.reason}).`);
  const store = await openFolder({
    path: config.folder,
    key: key.key,
    now: clock,
    ...(onStep === undefined ? {} : { onStep }),
    onTrouble: (trouble) => log.error({ trouble }, 'The data folder was not as it should be'),
  });
  try {
    await tryKey(store);
    return store;
  } catch (fault) {
    await store.close();
    throw fault;
  }
}

/** A proposal whose own data key is gone opens under no key: that is the core's to settle. A bound location needs its token. */
async function tryKey({ records, secrets }: Store): Promise<void> {
  const binding = await records.get('binding', BINDING);
  const sealed = binding === null ? null : sealedToken(binding.value);
  if (sealed === null) return;
  if (binding?.value.state !== 'bound' && secrets.isErased(sealed)) return;
  try {
    secrets.open(sealed, TOKEN_PURPOSE);
  } catch (fault) {
    throw fault instanceof SealBroken ? new TokenSealBroken(remedies[fault.reason], { cause: fault }) : fault;
  }
}
