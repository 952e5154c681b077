import type { ViewResponseAction } from '@slack/bolt';
import type { ModalView } from '@slack/types';
import type { Admitted, Guard } from './guard.js';
import type { Submission, ViewAnswer, ViewHandler } from './interaction.js';
import { answeredLate, done, type Note, noteView, stillWorking } from './notes.js';
import { faultFields, type SlackLog } from './slack-log.js';
import { nodeTimers, type Timers } from './timers.js';

/** Answers a `view_submission`: nothing closes the view (Slack documents). */
export type ViewAck = (answer?: ViewResponseAction) => Promise<void>;

export interface Submissions {
  /** Runs the handler at most once per view and hash, acknowledges in time, and shows late answers in the view itself. Never rejects. */
  take(submission: Submission, admitted: Admitted, handler: ViewHandler, ack: ViewAck): Promise<void>;
}

const remembered = 500;
/** Milliseconds from the answer on; who presses twice does so at once. */
const rememberedFor = 60_000;

/** How a handler ended; `trouble` when it threw. */
interface Ending {
  answer: ViewAnswer;
  trouble: Note | null;
}

export function createSubmissions(guard: Guard, answerWithin: number, timers: Timers = nodeTimers): Submissions {
  /** By view and hash, what Slack was told: nothing of what was typed, no work that follows. */
  const told = new Map<string, Promise<ViewResponseAction | undefined>>();

  const remember = (key: string, settled: Promise<Ending>) => {
    const wire = settled.then(({ answer }) => wireAnswer(answer));
    const forget = () => {
      if (told.get(key) === wire) told.delete(key);
    };
    told.set(key, wire);
    const [oldest] = told.keys();
    if (told.size > remembered && oldest !== undefined) told.delete(oldest);
    void settled.then(({ answer, trouble }) => {
      if (trouble !== null || answer.answer === 'errors') forget();
      else timers.after(rememberedFor, forget);
    });
    return wire;
  };

  const promptly = async (wire: Promise<ViewResponseAction | undefined>, { interaction }: Admitted, ack: ViewAck) => {
    const inTime = await within(wire, answerWithin);
    const view = noteView(stillWorking(interaction.reference));
    await acknowledge(() => ack(inTime === null ? { response_action: 'update', view } : inTime), interaction.log);
    return inTime === null ? 'too-late' : 'in-time';
  };

  return {
    async take(submission, admitted, handler, ack) {
      const { interaction, reply } = admitted;
      const key = `${submission.viewId}:${submission.hash}`;
      const earlier = told.get(key);
      if (earlier !== undefined) {
        await promptly(earlier, admitted, ack);
        return;
      }
      const settled: Promise<Ending> = Promise.resolve()
        .then(() => handler(submission, reply))
        .then(
          (answer) => ({ answer, trouble: null }),
          (fault) => failure(guard.explain(interaction, fault, 'unknown')),
        );
      const timing = await promptly(remember(key, settled), admitted, ack);
      await guard.run(admitted, 'unknown', async () => {
        const { answer, trouble } = await settled;
        if (timing === 'too-late') {
          const { result } = await reply.updateView(lateView(answer), { viewId: submission.viewId });
          if (result !== 'updated' && trouble !== null) await guard.tell(admitted, trouble);
        }
        await answer.after?.();
      });
    },
  };
}

function failure(trouble: Note): Ending {
  return { answer: { answer: 'update', view: noteView(trouble) }, trouble };
}

/** An acknowledgement can fail when the connection is just gone; the work goes on, as it may have begun. */
export async function acknowledge(ack: () => Promise<void>, log: SlackLog): Promise<void> {
  try {
    await ack();
  } catch (fault) {
    log.warn(faultFields(fault), 'An acknowledgement did not reach Slack');
  }
}

/** The value, or `null` when it takes longer than that many milliseconds. */
export async function within<T>(value: Promise<T>, milliseconds: number): Promise<T | null> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(resolve, milliseconds, null);
  });
  return Promise.race([value, late]).finally(() => clearTimeout(timer));
}

function wireAnswer(answer: ViewAnswer): ViewResponseAction | undefined {
  switch (answer.answer) {
    case 'close':
      return undefined;
    case 'close-all':
      return { response_action: 'clear' };
    case 'errors':
      return { response_action: 'errors', errors: answer.errors };
    case 'update':
      return { response_action: 'update', view: answer.view };
    case 'push':
      return { response_action: 'push', view: answer.view };
  }
}

/** An answer that Slack no longer waits for, as a view that replaces "still working". */
function lateView(answer: ViewAnswer): ModalView {
  switch (answer.answer) {
    case 'close':
    case 'close-all':
      return noteView(done);
    case 'errors':
      return noteView(answeredLate(Object.values(answer.errors)));
    case 'update':
    case 'push':
      return answer.view;
  }
}
