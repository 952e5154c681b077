import { assignmentTraits } from '../rules/assignment.js';
import { installationChecks } from './check-installations.js';
import type { Core } from './core.js';
import { type InstallationPass, plannedInstallations } from './installation-pass.js';

/** Id of the counter that says when all licences were last held against the devices. */
const REVIEWED = 'installations-reviewed';
const DAY = 86_400_000;
/** Looked at before other work gets its turn, and put in one commit. */
const SLICE = 200;

/** When all licences are next held against the devices: once a day, so that whatever was missed is found. */
export async function nextReview(core: Core): Promise<number> {
  const last = (await core.records.get('counter', REVIEWED))?.value.last ?? null;
  const now = core.clock();
  // One that lies ahead is of a clock that was wrong.
  return last === null || last > now ? now : last + DAY;
}

/** Marks every licence whose devices do not stand as they should. `false`: the bot is ending. */
export async function reviewInstallations(pass: InstallationPass): Promise<boolean> {
  const { core } = pass;
  const holdings = [...(await core.records.list('holding')), ...(await core.records.list('assignment'))];
  const licensed = holdings.filter(({ value }) => assignmentTraits[value.state].licensed).map(({ value }) => value);
  for (let from = 0; from < licensed.length; from += SLICE) {
    if ((await core.wait(0)) === 'closing') return false;
    const marked = [];
    for (const one of licensed.slice(from, from + SLICE))
      if ((await plannedInstallations(pass, one)).length > 0) marked.push(one);
    if (marked.length > 0) await core.records.commit({ put: installationChecks(core, marked) });
  }
  await core.records.commit({ put: [{ kind: 'counter', id: REVIEWED, value: { last: core.clock() } }] });
  await core.onStep('installation.reviewed');
  return true;
}
