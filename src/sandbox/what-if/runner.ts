import type { WhatIfCard, WhatIfRun, WhatIfState, WhatIfStep } from '../page/protocol.js';
import { CannotGoOn, Stopped } from './endings.js';
import { stepsToHealth } from './health.js';
import { News } from './news.js';
import { Person } from './person.js';
import type { Stage, World } from './stage.js';
import type { Step, Story } from './story.js';

export interface WhatIf {
  state(): WhatIfState;
  /** Begins a story and answers its number. Throws `StoryRefused` for an unknown one, and while another one runs. */
  start(id: string): number;
  /** Ends the story that runs, after what it does at this moment. */
  stop(): void;
  /** Tells of every step; answers how to stop listening. */
  onChange(listener: () => void): () => void;
  /** Resolves when no story runs. */
  settled(): Promise<void>;
}

export interface WhatIfOptions {
  stories: readonly Story[];
  world: World;
  /** Milliseconds of wire time that a step waits for what the bot does. */
  patience: number;
}

/** No story was begun. */
export class StoryRefused extends Error {
  readonly code: 'story_runs' | 'no_story';

  constructor(code: 'story_runs' | 'no_story') {
    super(
      code === 'story_runs'
        ? 'Another story is being told. Wait for its end, or stop it.'
        : 'There is no such story. Reload the page.',
    );
    this.code = code;
  }
}

interface Playing {
  run: WhatIfRun;
  stop: AbortController;
}

/** Tells stories on the running sandbox, one at a time. */
export function openWhatIf({ stories, world, patience }: WhatIfOptions): WhatIf {
  const listeners = new Set<() => void>();
  const changed = () => {
    for (const listener of listeners) listener();
  };
  let playing: Playing | null = null;
  let telling: Promise<void> = Promise.resolve();
  const underWay = () => playing?.run.state === 'running' || playing?.run.state === 'stopping';
  return {
    state: () => ({ cards: stories.map(cardOf), run: playing?.run ?? null }),
    start(id) {
      const story = stories.find((candidate) => candidate.id === id);
      if (story === undefined) throw new StoryRefused('no_story');
      if (underWay()) throw new StoryRefused('story_runs');
      const number = (playing?.run.number ?? 0) + 1;
      const stop = new AbortController();
      playing = { run: begun(number, story), stop };
      telling = tell(story, playing, stageOf(world, stop.signal, patience), changed);
      changed();
      return number;
    },
    stop() {
      if (playing?.run.state !== 'running') return;
      playing.run.state = 'stopping';
      playing.stop.abort();
      changed();
    },
    onChange(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    settled: () => telling,
  };
}

const cardOf = ({ id, title, sentence }: Story): WhatIfCard => ({ id, title, sentence });

function begun(number: number, { title, steps }: Story): WhatIfRun {
  return { number, title, steps: steps.map(waiting), state: 'running', failure: null, look: null };
}

const waiting = ({ where, text }: Step): WhatIfStep => ({ where, text, state: 'waiting', outcome: null });

/** Never rejects: how it ended stands in the run. */
async function tell(story: Story, { run, stop }: Playing, stage: Stage, changed: () => void): Promise<void> {
  try {
    const steps = [...(await stepsToHealth(stage)), ...story.steps];
    run.steps = steps.map(waiting);
    for (const [index, step] of steps.entries()) await play(step, run.steps[index], { stage, stop, changed });
    run.state = 'done';
  } catch (error) {
    fail(run, error);
  } finally {
    story.afterwards?.(stage);
    const found = stage.news.pointed();
    if (found !== null) {
      const { personId, conversationId, where } = found;
      run.look = { personId, conversationId, where };
    }
    changed();
  }
}

interface Telling {
  stage: Stage;
  stop: AbortController;
  changed: () => void;
}

async function play(step: Step, shown: WhatIfStep | undefined, { stage, stop, changed }: Telling): Promise<void> {
  if (shown === undefined) return;
  if (stop.signal.aborted) throw new Stopped();
  shown.state = 'running';
  changed();
  try {
    shown.outcome = await step.run(stage);
    shown.state = 'done';
  } catch (error) {
    shown.state = error instanceof Stopped ? 'waiting' : 'failed';
    throw error;
  } finally {
    changed();
  }
}

function fail(run: WhatIfRun, error: unknown): void {
  run.state = error instanceof Stopped ? 'stopped' : 'failed';
  if (error instanceof Stopped) return;
  const message = error instanceof Error ? error.message : 'Something went wrong.';
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'unknown';
  run.failure = { code, message };
}

function stageOf(world: World, signal: AbortSignal, patience: number): Stage {
  const { custodian, secondCustodian } = world.cast;
  const news = new News([custodian, secondCustodian].map((id) => world.slack.actAs(id)));
  return {
    ...world,
    news,
    person: (id) => new Person(world.slack.actAs(id)),
    async until(what, look) {
      const over = AbortSignal.any([signal, AbortSignal.timeout(patience)]);
      for (;;) {
        const change = nextChange(world, over);
        const seen = await look();
        if (seen !== null) return seen;
        if (signal.aborted) throw new Stopped();
        if (over.aborted)
          throw new CannotGoOn(`The story waited for ${what}, and it did not come. Look around, then try again.`);
        await change;
      }
    },
  };
}

const longestNap = 250;

/** Resolves with the next change in Slack; at the latest after a moment, since not everything can be seen there. */
function nextChange({ slack }: World, over: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(nap);
      stopListening();
      over.removeEventListener('abort', done);
      resolve();
    };
    const nap = setTimeout(done, longestNap);
    const stopListening = slack.onChange(done);
    over.addEventListener('abort', done);
  });
}
