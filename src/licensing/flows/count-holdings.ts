import type { LocationConnection, WalkEnd } from '../ports/licences.js';
import type { Answer, Trouble } from '../rules/apple-answer.js';
import { assetKey } from '../rules/asset.js';
import { type ForeignHoldings, isForeignUser } from '../rules/clean-up.js';
import { isOurs } from '../rules/ownership.js';

/** Walks of a list that keeps changing under the pages; the last one is taken as it is. */
const WALKS = 3;

export interface CountedHoldings {
  result: 'counted';
  found: ForeignHoldings;
  /** Keys of assets that Apple never takes back. */
  irrevocable: ReadonlySet<string>;
}

/** Counts what others hold at the location while it streams past; nothing of it is kept. */
export async function countHoldings(connection: LocationConnection): Promise<CountedHoldings | Trouble> {
  const irrevocable = new Set<string>();
  const assets = await connection.assets((page) => {
    for (const asset of page) if (!asset.revocable) irrevocable.add(assetKey(asset));
  });
  if (assets.result !== 'ok') return assets;
  const users = await countUsers(connection);
  if (users.result !== 'ok') return users;
  const assignments = await countAssignments(connection, irrevocable);
  if (assignments.result !== 'ok') return assignments;
  return { result: 'counted', found: { users: users.value, ...assignments.value }, irrevocable };
}

async function countUsers(connection: LocationConnection): Promise<Answer<number>> {
  let users = 0;
  const answer = await whileItMoves(() => {
    users = 0;
    return connection.users({ activeOnly: true }, (page) => {
      users += page.filter(isForeignUser).length;
    });
  });
  return answer.result === 'ok' ? { ...answer, value: users } : answer;
}

type AssignmentCount = Omit<ForeignHoldings, 'users'>;

/** A product that is not in the list counts as one that is taken back: what stays is told at the end. */
async function countAssignments(
  connection: LocationConnection,
  irrevocable: ReadonlySet<string>,
): Promise<Answer<AssignmentCount>> {
  let value: AssignmentCount = { userAssignments: 0, deviceAssignments: 0, keptAssignments: 0 };
  const answer = await whileItMoves(() => {
    value = { userAssignments: 0, deviceAssignments: 0, keptAssignments: 0 };
    return connection.assignments({}, (page) => {
      for (const assignment of page) {
        if (isOurs(assignment.clientUserId)) continue;
        if (irrevocable.has(assetKey(assignment))) value.keptAssignments += 1;
        else if (assignment.serialNumber === null) value.userAssignments += 1;
        else value.deviceAssignments += 1;
      }
    });
  });
  return answer.result === 'ok' ? { ...answer, value } : answer;
}

async function whileItMoves(walk: () => Promise<Answer<WalkEnd>>): Promise<Answer<WalkEnd>> {
  for (let count = 1; ; count += 1) {
    const answer = await walk();
    if (answer.result !== 'ok' || !answer.value.changedDuringWalk || count === WALKS) return answer;
  }
}
