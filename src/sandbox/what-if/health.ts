import { bindingSteps } from './binding-steps.js';
import { CannotGoOn } from './endings.js';
import { renewalSteps, returnSteps, takeBackSteps } from './mending-steps.js';
import type { BotFacts, Stage } from './stage.js';
import type { Step } from './story.js';

/** What stands before a story for each way in which the binding stands; a sentence says what only the reader can do. */
const ways: Record<BotFacts['binding'], readonly Step[] | string> = {
  none: bindingSteps,
  bound: [],
  'under-way':
    'A binding is under way. Finish it first: the card with its button is in the custodians’ conversations with the bot.',
  'handed-over':
    'The location was handed over for good, so this bot has nothing to watch any more. Stop the sandbox and start it again without a data folder.',
};

/** The same for what the bot says of its token. */
const cures: Record<string, readonly Step[] | string> = {
  valid: [],
  expiring: [],
  expired: renewalSteps,
  revoked: renewalSteps,
  invalid: renewalSteps,
  'read-only': renewalSteps,
  'in-use-elsewhere': takeBackSteps,
  'claim-gone': takeBackSteps,
  unreachable:
    'The bot does not reach Apple. Press “Apple” above, open “At Apple, something goes wrong” and press “End all of this”. Then type /vpp sync as a custodian, and try this card again.',
};

/**
 * The steps before a story: two people bind what is not bound, renew a token that does not work any more, and take back
 * a location that is lost. Throws `CannotGoOn` with what to do first when that is up to the reader.
 */
export async function stepsToHealth(stage: Stage): Promise<readonly Step[]> {
  const { binding, tokenState } = await stage.bot();
  const way = binding === 'bound' ? cures[tokenState ?? ''] : ways[binding];
  if (way === undefined) throw new CannotGoOn('The bot says something of its token that this story does not know.');
  if (typeof way === 'string') throw new CannotGoOn(way);
  return [...returnSteps(stage), ...way];
}
