import { confirmRemoved, needApp } from '../../src/licensing/flows/answer-removal.js';
import { removalWork } from '../../src/licensing/flows/removals.js';
import { addWorkingDays } from '../../src/licensing/rules/working-days.js';
import { TestHouse } from './core.js';
import { approve, KEY, putAssignment, stocked } from './core-deployments.js';

const people = ['A', 'B', 'C'];
/** What a button of that person’s question carries. */
export const value = (userId: string, generation = 1) => `${KEY}/${userId}#${generation}`;

/** A and B have a licence; D-1 wants it removed from them. */
export async function removing(given: readonly string[] = ['A', 'B']): Promise<TestHouse> {
  const house = new TestHouse();
  for (const person of people) house.people.set(person, []);
  await stocked(house, people);
  await approve(house, 'D-1', given, { action: 'uninstall' });
  for (const userId of given) await putAssignment(house, { userId, state: 'removing', removalBy: 'D-1' });
  return house;
}

/** A has a licence. */
export async function licensed(): Promise<TestHouse> {
  const house = await removing([]);
  await putAssignment(house, { userId: 'A', state: 'licensed', wantedBy: ['D-0'] });
  return house;
}

/** One look of the long work, if it is due. */
export async function work(house: TestHouse): Promise<void> {
  if (await removalWork.due(house.core)) await removalWork.run(house.core, 'R');
}

/** So many working days later. */
export async function later(house: TestHouse, days: number): Promise<void> {
  house.now = addWorkingDays(house.now, days, house.settings.working);
  await work(house);
}

/** What the cards of one person said, oldest first. */
export async function stages(house: TestHouse, userId: string): Promise<string[]> {
  const cards = await house.noticesOf('removal-question');
  return cards
    .filter(({ audience }) => 'userId' in audience && audience.userId === userId)
    .map(({ facts }) => facts.stage);
}

/** “It is gone”. */
export const gone = (house: TestHouse, actor: string, pressed = value(actor)) =>
  confirmRemoved(house.core, house.asked(actor), pressed);
/** “I need it”. */
export const need = (house: TestHouse, actor: string, note = 'For the fair') =>
  needApp(house.core, house.asked(actor), value(actor), note);
