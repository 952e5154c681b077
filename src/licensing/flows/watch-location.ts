import { type Core, connect } from './core.js';
import { describeTrouble } from './describe-trouble.js';
import { changeBinding } from './note-answer.js';
import { readBinding, readSync } from './state.js';
import {
  afterReading,
  type BindingChange,
  intoStateShownBy,
  looked,
  unlessChanged,
  unlessReplaced,
} from './token-state.js';

/** A location that was not looked at for so long is looked at between two syncs. */
const LOOK_AFTER = 3_600_000;
/** While Apple does not answer, it is not asked at every ring. */
const ASK_AGAIN_AFTER = 15 * 60_000;

/** When Apple did not answer last. In memory: after a start it is asked at once. */
const unanswered = new WeakMap<Core, number>();
/** Looks under way, so that two rings do not ask at once. */
const looking = new WeakSet<Core>();

/**
 * Reads who manages the location and whether the token is still accepted, without waiting for the next sync. While
 * another product manages the location this and each sync's own look are the only requests that are sent (S11).
 * Answers in words for a log, `null` when nothing was due.
 */
export async function watchLocation(core: Core, reference: string): Promise<string | null> {
  const bound = (await readBinding(core)).value;
  if (bound.state !== 'bound' || bound.intent !== null) return null;
  const now = core.clock();
  if (!isOver(now, bound.lookedAt, LOOK_AFTER)) return null;
  const silent = unanswered.get(core);
  if (silent !== undefined && !isOver(now, silent, ASK_AGAIN_AFTER)) return null;
  if ((await readSync(core)).value.running !== null || looking.has(core)) return null;
  looking.add(core);
  try {
    const config = await connect(core, bound).clientConfig();
    if (config.result === 'unreachable') {
      unanswered.set(core, now);
      core.onTrouble('location.not-looked-at', { trouble: describeTrouble(config), reference });
      return null;
    }
    unanswered.delete(core);
    const change =
      config.result === 'ok'
        ? unlessChanged(bound, afterReading(core, config.value, reference))
        : unlessReplaced(bound, looked(core, intoStateShownBy(core, config, reference) ?? unchanged));
    await changeBinding(core, change, reference);
    return 'looked who manages the location';
  } finally {
    looking.delete(core);
  }
}

const unchanged: BindingChange = (binding) => ({ binding, notices: [] });

/** A time still to come is of a clock that was wrong. */
function isOver(now: number, since: number, span: number): boolean {
  return now - since >= span || since > now;
}
