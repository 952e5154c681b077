import type { ProposalForm } from '../../src/licensing/flows/propose-binding.js';
import { type ProposeRenewalOutcome, proposeRenewal } from '../../src/licensing/flows/propose-renewal.js';
import { readRenewal } from '../../src/licensing/flows/state.js';
import type { Refused } from '../../src/licensing/rules/apple-answer.js';
import type { Renewal } from '../../src/licensing/rules/renewal.js';
import type { TestHouse } from './core.js';
import { TOKEN } from './core-ceremony.js';
import { DAY } from './core-samples.js';

export const NEW_TOKEN = 'the-next-token-of-stockholm';

/** The file of the next token, valid for a year from now. */
export function nextFile(house: TestHouse, days = 365, token = NEW_TOKEN): string {
  return house.apple.issue(token, house.now + days * DAY);
}

export function aRenewal(tokenText: string, given: Partial<ProposalForm> = {}): ProposalForm {
  return { tokenText, name: 'Stockholm 2027', appleAccount: 'vpp@northwind.example', uploaded: false, ...given };
}

export function renewing(house: TestHouse, tokenText: string, actor = 'U1'): Promise<ProposeRenewalOutcome> {
  return proposeRenewal(house.core, house.asked(actor), aRenewal(tokenText));
}

/** U1 gave a new token; the id of the open renewal. */
export async function openedRenewal(house: TestHouse, tokenText = nextFile(house)): Promise<string> {
  const outcome = await renewing(house, tokenText);
  if (outcome.result !== 'proposed') throw new Error(`not proposed: ${outcome.result}`);
  return outcome.renewalId;
}

export async function renewalOf(house: TestHouse): Promise<Renewal | null> {
  return (await readRenewal(house.core))?.value ?? null;
}

/** Apple refuses the token that the location was bound with, and no other. Holds until the next restart. */
export function refuseOldToken(house: TestHouse, refusal: Refused): void {
  const { apple } = house;
  house.core.licences = {
    inspect: (text) => apple.inspect(text),
    location: (token, expect) => {
      apple.tokenRefusal = token === TOKEN ? refusal : null;
      return apple.location(token, expect);
    },
  };
}
