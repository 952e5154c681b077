import type { ViewResponseAction } from '@slack/bolt';
import type { ModalView } from '@slack/types';
import type { Admitted, Guard } from './guard.js';
import type { Submission, ViewAnswer, ViewHandler } from './interaction.js';
import { answeredLate, done, type Note, noteView, stillWorking } from './notes.js';
import { faultFields, type SlackLog } from './slack-log.js';

/** Answers a `view_submission`: nothing closes the view (Slack documents). */
export type ViewAck = (answer?: ViewResponseAction) => Promise<void>;

export interface Submissions {
  /** Runs the handler at most once per view and hash, acknowledges in time, and shows late answers in the view itself. Never rejects. */
  take(submission: Submission, admitted: Admitted, handler: ViewHandler, ack: ViewAck): Promise<void>;
}

const remembered = 500;

export function createSubmissions(guard: Guard, answerWithin: number): Submissions {
  const answers = new Map<string, Promise<ViewAnswer>>();

  const remember = (key: string, answer: Promise<ViewAnswer>) => {
    answers.set(key, answer);
    const [oldest] = answers.keys();
    if (answers.size > remembered && oldest !== undefined) answers.delete(oldest);
    answer.then(
      ({ answer: kind }) => {
        if (kind === 'errors') answers.delete(key);
      },
      () => answers.delete(key),
    );
  };

  return {
    async take(submission, admitted, handler, ack) {
      const { interaction, reply } = admitted;
      const key = `${submission.viewId}:${submission.hash}`;
      const earlier = answers.get(key);
      const asked = earlier ?? Promise.resolve().then(() => handler(submission, reply));
      if (earlier === undefined) remember(key, asked);
      const settled = asked.then(
        (answer) => ({ answer, trouble: null }),
        (fault) => failure(guard.explain(interaction, fault, 'unknown')),
      );
      const inTime = await within(settled, answerWithin);
      const prompt = inTime?.answer ?? { answer: 'update', view: noteView(stillWorking(interaction.reference)) };
      await acknowledge(() => ack(wireAnswer(prompt)), interaction.log);
      if (earlier !== undefined) return;
      await guard.run(admitted, 'unknown', async () => {
        const { answer, trouble } = inTime ?? (await settled);
        if (inTime === null) {
          const { result } = await reply.updateView(lateView(answer), { viewId: submission.viewId });
          if (result !== 'updated' && trouble !== null) await guard.tell(admitted, trouble);
        }
        await answer.after?.();
      });
    },
  };
}

function failure(trouble: Note): { answer: ViewAnswer; trouble: Note } {
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
