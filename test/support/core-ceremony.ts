import { type ConfirmFirstOutcome, confirmFirst, confirmSecond } from '../../src/licensing/flows/confirm-binding.js';
import { type ProposalForm, proposeBinding } from '../../src/licensing/flows/propose-binding.js';
import { firstSync } from '../../src/licensing/flows/ring.js';
import { readBinding } from '../../src/licensing/flows/state.js';
import type { BoundLocation, Proposal } from '../../src/licensing/rules/binding.js';
import type { ConfirmationForm } from '../../src/licensing/rules/binding-checks.js';
import { TestHouse } from './core.js';
import { DAY } from './core-samples.js';

export const TOKEN = 'the-secret-token-of-stockholm';

export function aForm(house: TestHouse, given: Partial<ProposalForm> = {}): ProposalForm {
  return {
    tokenText: house.apple.issue(TOKEN, house.now + 300 * DAY),
    name: 'Stockholm 2026',
    appleAccount: 'vpp@northwind.example',
    uploaded: false,
    ...given,
  };
}

export function aConfirmation(given: Partial<ConfirmationForm> = {}): ConfirmationForm {
  return {
    locationName: 'Northwind Stockholm',
    acknowledgedForGood: true,
    newlyGenerated: true,
    signIn: ['U1', 'U2'],
    takeOverFrom: null,
    ...given,
  };
}

/** U1 proposes; the id of the proposal, whose count has not begun. */
export async function propose(house: TestHouse, given: Partial<ProposalForm> = {}): Promise<string> {
  const outcome = await proposeBinding(house.core, house.asked('U1'), aForm(house, given));
  if (outcome.result !== 'proposed') throw new Error(`not proposed: ${outcome.result}`);
  return outcome.proposalId;
}

/** U1 proposes and the count is done. */
export async function proposeAndCount(house: TestHouse): Promise<string> {
  const proposalId = await propose(house);
  house.background.count(proposalId);
  await house.drain();
  return proposalId;
}

/** U1 has confirmed a counted proposal. */
export async function confirmedOnce(house: TestHouse, given: Partial<ConfirmationForm> = {}): Promise<string> {
  const proposalId = await proposeAndCount(house);
  const outcome: ConfirmFirstOutcome = await confirmFirst(
    house.core,
    house.asked('U1'),
    proposalId,
    aConfirmation(given),
  );
  if (outcome.result !== 'awaiting-second') throw new Error(`not confirmed: ${outcome.result}`);
  return proposalId;
}

/** The whole ceremony by U1 and U2, without the first sync. */
export async function bind(house: TestHouse): Promise<void> {
  const proposalId = await confirmedOnce(house);
  const outcome = await confirmSecond(house.core, house.asked('U2'), proposalId);
  if (outcome.result !== 'bound') throw new Error(`not bound: ${outcome.result}`);
}

/** A house that is bound and has had its first sync, at an Apple prepared by the caller. */
export async function boundHouse(prepare: (house: TestHouse) => void = () => undefined): Promise<TestHouse> {
  const house = new TestHouse();
  prepare(house);
  await bind(house);
  await firstSync(house.core, house.background, 'R-first');
  await house.drain();
  return house;
}

export async function bindingOf(house: TestHouse) {
  return (await readBinding(house.core)).value;
}

export async function stateOf(house: TestHouse): Promise<string> {
  return (await bindingOf(house)).state;
}

/** The open proposal. */
export async function proposalOf(house: TestHouse): Promise<Proposal> {
  const binding = await bindingOf(house);
  if (binding.state !== 'proposed') throw new Error(`not proposed: ${binding.state}`);
  return binding.proposal;
}

export async function boundOf(house: TestHouse): Promise<BoundLocation> {
  const binding = await bindingOf(house);
  if (binding.state !== 'bound') throw new Error(`not bound: ${binding.state}`);
  return binding;
}
