import { beginnings } from '../../src/licensing/flows/beginnings.js';
import { type ConfirmRequestOutcome, confirmRequest } from '../../src/licensing/flows/confirm-request.js';
import { askDecommission } from '../../src/licensing/flows/decommission.js';
import { askTakeBack } from '../../src/licensing/flows/take-back.js';
import type { RequestedAct } from '../../src/licensing/rules/request.js';
import type { TestHouse } from './core.js';
import { boundHouse, boundOf } from './core-ceremony.js';
import { otherProduct } from './core-samples.js';
import { stock, syncNow } from './core-sync.js';

/** A bound house whose location another product has taken, which is known here. */
export async function takenHouse(): Promise<TestHouse> {
  const house = await boundHouse(stock);
  await takeOver(house);
  return house;
}

/** Another product claims the location, and a sync finds it. */
export async function takeOver(house: TestHouse): Promise<void> {
  house.apple.mdmInfo = otherProduct;
  await syncNow(house);
  house.apple.calls.length = 0;
}

/** U1 fills in the dialogue. */
export async function askForTakeBack(house: TestHouse, holder: string = otherProduct.name): Promise<void> {
  const outcome = await askTakeBack(house.core, house.asked('U1'), { holder, acknowledged: true });
  if (outcome.result !== 'asked') throw new Error(`not asked: ${outcome.result}`);
}

/** U1 fills in the dialogue. */
export async function askForDecommission(house: TestHouse): Promise<void> {
  const { locationName } = (await boundOf(house)).facts;
  const outcome = await askDecommission(house.core, house.asked('U1'), { locationName, acknowledged: true });
  if (outcome.result !== 'asked') throw new Error(`not asked: ${outcome.result}`);
}

/** Somebody's “Yes”. */
export async function confirm(house: TestHouse, act: RequestedAct, by = 'U2'): Promise<ConfirmRequestOutcome> {
  const stored = await house.records.get('request', act);
  const outcome = await confirmRequest(house.core, house.asked(by), stored?.value.id ?? 'none', beginnings);
  if (outcome.result === 'begun') house.background.work();
  return outcome;
}

/** How the card of the trouble looks, each time it was told to the channel. */
export async function troubleCardsOf(house: TestHouse): Promise<string[]> {
  return (await house.noticesOf('token-trouble', 'channel')).map(
    ({ facts }) => `${facts.state} ${facts.ended?.how ?? facts.progress?.stage ?? 'open'}`,
  );
}
