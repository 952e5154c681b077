import type { Answer } from '../rules/apple-answer.js';
import type { CatalogueEntry } from '../rules/asset.js';

export interface CatalogueQuestion {
  adamIds: readonly string[];
  token: string;
  /** `defaultPlatform` of the location: `enterprisestore` or `volumestore`. */
  platform: string;
  /** ISO 3166 alpha-2. */
  country: string;
}

/** Names, bundle ids and icons. Ids that Apple does not know are missing from the answer. Owner: apple/. */
export interface Catalogue {
  lookup(question: CatalogueQuestion): Promise<Answer<readonly CatalogueEntry[]>>;
}
