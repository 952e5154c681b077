import type { Stage, World } from './stage.js';

/** Where something happens, as it is written before a step. */
export type StepPlace = 'Apple' | 'Slack' | 'Time' | 'Bot';

/** One thing that happens. */
export interface Step {
  where: StepPlace;
  /** A short sentence in the present, readable before and after. */
  text: string;
  /** Makes it happen and answers what came of it, in one sentence, or `null`. Throws `CannotGoOn`. */
  run(stage: Stage): Promise<string | null>;
}

/** A card of "What happens if …?": it begins with a healthy binding. */
export interface Story {
  id: string;
  /** Goes on after "What happens if …". */
  title: string;
  sentence: string;
  steps: readonly Step[];
  /** Takes back what must not outlast the story, however it ended. */
  afterwards?(world: World): void;
}
