import { expect } from 'vitest';
import { type ConfirmSecondOutcome, confirmSecond } from '../../src/licensing/flows/confirm-binding.js';
import type { BindingCardStage } from '../../src/licensing/rules/notice.js';
import type { TestHouse } from './core.js';
import { bindingOf } from './core-ceremony.js';

/** U2's "Yes, bind". */
export async function second(house: TestHouse, proposalId: string): Promise<ConfirmSecondOutcome> {
  return confirmSecond(house.core, house.asked('U2'), proposalId);
}

/** How often a claim was sent to Apple. */
export function claims(house: TestHouse): number {
  return house.apple.calls.filter((call) => call === 'claim').length;
}

/** What the last card of the proposer says. */
export async function lastCard(house: TestHouse): Promise<BindingCardStage | undefined> {
  return (await house.noticesOf('binding-card')).at(-1)?.facts.progress;
}

/** Bound here exactly if Apple names us, and then with one receipt and one audit line; otherwise nothing is kept. */
export async function expectWhole(house: TestHouse): Promise<void> {
  const binding = await bindingOf(house);
  const { id } = (await house.records.get('installation', 'id'))?.value ?? { id: null };
  if (binding.state === 'bound') {
    expect(house.apple.mdmInfo).toEqual(binding.mdmInfo);
    expect(binding.mdmInfo.id).toBe(id);
    expect(await house.noticesOf('binding-receipt', 'channel')).toHaveLength(1);
    expect((await house.audit()).filter((line) => line.endsWith('claim-location: bound'))).toHaveLength(1);
    expect(await lastCard(house)).toMatchObject({ stage: 'ended', end: { result: 'bound' } });
  } else {
    expect(binding.state === 'none' || binding.state === 'proposed').toBe(true);
    expect(house.apple.mdmInfo?.id ?? 'nobody').not.toBe(id);
  }
}
