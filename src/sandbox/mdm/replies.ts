import type { Dictionary } from './plist.js';

/** One link of an ErrorChain. */
export interface ChainLink {
  code: number;
  text: string;
  domain?: string;
}

/** The command was understood and done, or begun. */
export function acknowledged(more: Dictionary = {}): Dictionary {
  return { Status: 'Acknowledged', ...more };
}

/** The command was understood and not done; outermost link first. */
export function failed(chain: readonly ChainLink[], more: Dictionary = {}): Dictionary {
  const links = chain.map(({ code, text, domain = 'MCMDMErrorDomain' }) => ({
    ErrorCode: code,
    ErrorDomain: domain,
    LocalizedDescription: text,
    USEnglishDescription: text,
  }));
  return { Status: 'Error', ErrorChain: links, ...more };
}

/** The command was not understood: a member is missing or of another type. */
export const malformed = (): Dictionary => ({ Status: 'CommandFormatError' });

/** Apple's 12021. */
export function invalidRequestType(requestType: string): Dictionary {
  return failed([{ code: 12_021, text: `“${requestType}” is not a valid request type.` }]);
}
