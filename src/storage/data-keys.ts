import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { Secrets } from '../licensing/ports/secrets.js';
import type { SealedSecret } from '../licensing/rules/binding.js';
import { SealBroken } from './faults.js';
import { KEY_BYTES, openBox, openVault, sealBox, type Vault } from './vault.js';

const ID = /^data-[0-9a-f]{24}$/;

/** Whether a box is sealed under a data key of its own. */
export const isDataKeyId = (keyId: string): boolean => ID.test(keyId);

/** Where data keys lie, each as text under its id. */
export interface KeyFiles {
  /** What lay there at the opening. */
  readonly found: ReadonlyMap<string, string>;
  /** Durable when it resolves. Throws `StoreUnwritable`. */
  write(id: string, text: string): Promise<void>;
  /** Durable when it answers true; false when the disk refused, which was told. */
  erase(id: string): Promise<boolean>;
}

const keyFile = z.strictObject({ keyId: z.string(), box: z.string() }) satisfies z.core.$ZodType<SealedSecret>;

const purposeOf = (id: string): string => `data key ${id}`;

/** The key id under which a data key itself is sealed, or `null` when the text is no such file. */
export function sealedUnder(text: string): string | null {
  return parse(text)?.keyId ?? null;
}

/** Sealing under the bot's key, and under data keys that are themselves sealed under it and can be erased one by one. */
export function openSecrets(key: Buffer, files: KeyFiles): Secrets {
  const vault = openVault(key);
  const texts = new Map(files.found);
  /** Of earlier runs, or not erased so far. Keys of this run are not in it: their boxes may be on their way. */
  const leftovers = new Set(files.found.keys());

  const erase = async (id: string): Promise<void> => {
    texts.delete(id);
    leftovers.add(id);
    if (await files.erase(id)) leftovers.delete(id);
  };

  return {
    ...vault,
    async sealErasable(text, purpose) {
      const keyId = `data-${randomBytes(12).toString('hex')}`;
      const dataKey = randomBytes(KEY_BYTES);
      const file = JSON.stringify(vault.seal(dataKey.toString('base64'), purposeOf(keyId)));
      await files.write(keyId, file);
      texts.set(keyId, file);
      return { keyId, box: sealBox(dataKey, text, purpose) };
    },
    open(sealed, purpose) {
      if (!isDataKeyId(sealed.keyId)) return vault.open(sealed, purpose);
      return openBox(dataKeyOf(vault, sealed.keyId, texts.get(sealed.keyId)), sealed.box, purpose);
    },
    isErased({ keyId }) {
      if (!isDataKeyId(keyId)) return false;
      try {
        dataKeyOf(vault, keyId, texts.get(keyId));
        return false;
      } catch (error) {
        if (error instanceof SealBroken) return error.reason === 'erased';
        throw error;
      }
    },
    async erase({ keyId }) {
      if (isDataKeyId(keyId)) await erase(keyId);
    },
    async eraseLeftovers(needed) {
      const kept = new Set(needed.map(({ keyId }) => keyId));
      for (const id of [...leftovers]) if (!kept.has(id)) await erase(id);
    },
  };
}

/** Throws `SealBroken`: `erased` when there is no such key or what is left of it is none, `key` under another `VPP_BOT_KEY`. */
function dataKeyOf(vault: Vault, id: string, text: string | undefined): Buffer {
  const sealed = text === undefined ? null : parse(text);
  if (sealed === null) throw new SealBroken('erased');
  try {
    return Buffer.from(vault.open(sealed, purposeOf(id)), 'base64');
  } catch (error) {
    throw error instanceof SealBroken && error.reason === 'box' ? new SealBroken('erased') : error;
  }
}

function parse(text: string): SealedSecret | null {
  try {
    const parsed = keyFile.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}
