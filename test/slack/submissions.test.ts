import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import type { Admitted, Guard } from '../../src/slack/guard.js';
import type { Reply, Submission, ViewAnswer } from '../../src/slack/interaction.js';
import { failed } from '../../src/slack/notes.js';
import { createSubmissions } from '../../src/slack/submissions.js';
import { manualTime, recordingLog } from './support.js';

const { log } = recordingLog();
const interaction = { userId: 'U1', teamId: 'T1', reference: 'R-1', log };

const quietReply: Reply = {
  privately: async () => {},
  openView: async () => ({ viewId: 'V1', hash: 'h' }),
  pushView: async () => ({ viewId: 'V1', hash: 'h' }),
  updateView: async () => ({ result: 'closed-meanwhile' }),
  sendFile: async () => {},
  publishHome: async () => {},
};

const guard: Guard = {
  admit: () => ({ result: 'unreadable', reference: 'R-1' }),
  overBudget: () => null,
  run: (_, __, work) => work(),
  explain: () => failed('R-1', 'unknown'),
  tell: async () => {},
};

const submission = (hash = 'h1', viewId = 'V1'): Submission => ({
  ...interaction,
  ...{ viewId, hash, callbackId: 'vpp.form', privateMetadata: '', values: {} },
});

/** Submits these in turn and counts the work done. */
function setUp(answers: (count: number) => Promise<ViewAnswer>, answerWithin = 1_000) {
  const counts = { handled: 0, after: 0 };
  const acks: unknown[] = [];
  const time = manualTime();
  const submissions = createSubmissions(guard, answerWithin, time.timers);
  const admitted: Admitted = { interaction, reply: quietReply };
  const submit = (which: Submission, ack = async (answer?: unknown) => void acks.push(answer)) =>
    submissions.take(
      which,
      admitted,
      async () => {
        counts.handled += 1;
        const answer = await answers(counts.handled);
        return {
          ...answer,
          after: async () => {
            counts.after += 1;
          },
        };
      },
      ack,
    );
  return { submit, counts, acks, time };
}

test('a double submission runs once and is answered twice alike', async () => {
  const { submit, counts, acks } = setUp(async () => ({ answer: 'close-all' }));
  await Promise.all([submit(submission()), submit(submission())]);
  await submit(submission());
  expect(counts).toEqual({ handled: 1, after: 1 });
  expect(acks).toEqual(Array.from({ length: 3 }, () => ({ response_action: 'clear' })));
});

test('after field errors, and after a fault, the same view may be submitted again', async () => {
  const { submit, counts } = setUp(async (count) => {
    if (count === 1) return { answer: 'errors', errors: { name: 'No' } };
    if (count === 2) throw new Error('boom');
    return { answer: 'close' };
  });
  for (let count = 0; count < 4; count += 1) await submit(submission());
  expect(counts.handled).toBe(3);
});

test('another hash and another view are other submissions', async () => {
  const { submit, counts } = setUp(async () => ({ answer: 'close' }));
  await submit(submission('h1'));
  await submit(submission('h2'));
  await submit(submission('h1', 'V2'));
  expect(counts.handled).toBe(3);
});

test('an acknowledgement that does not get through does not stop the work', async () => {
  const { submit, counts } = setUp(async () => ({ answer: 'close' }));
  await submit(submission(), async () => {
    throw new Error('no socket');
  });
  expect(counts).toEqual({ handled: 1, after: 1 });
});

test('only the last five hundred are remembered', async () => {
  const { submit, counts } = setUp(async () => ({ answer: 'close' }));
  for (let count = 0; count <= 500; count += 1) await submit(submission(`h${count}`));
  await submit(submission('h500'));
  expect(counts.handled).toBe(501);
  await submit(submission('h0'));
  expect(counts.handled).toBe(502);
});

test('is remembered for a minute after it was answered', async () => {
  const { submit, counts, time } = setUp(async () => ({ answer: 'close' }));
  await submit(submission());
  time.advance(59_999);
  await submit(submission());
  expect(counts.handled).toBe(1);
  time.advance(1);
  await submit(submission());
  expect(counts.handled).toBe(2);
});

test('a double submission of a slow form is acknowledged in time and its work done once', async () => {
  let end: (answer: ViewAnswer) => void = () => {};
  const { submit, counts, acks } = setUp(() => new Promise((resolve) => (end = resolve)), 5);
  const first = submit(submission());
  await submit(submission());
  expect(acks).toMatchObject([{ response_action: 'update' }, { response_action: 'update' }]);
  end({ answer: 'close' });
  await first;
  await submit(submission());
  expect(counts).toEqual({ handled: 1, after: 1 });
  expect(acks[2]).toBeUndefined();
});

test('keeps nothing of what was typed once it is answered', async () => {
  setFlagsFromString('--expose-gc');
  const collectGarbage: () => void = runInNewContext('gc');
  const submissions = createSubmissions(guard, 1_000, manualTime().timers);
  const submitOnce = async () => {
    const typed = { token: 'secret' };
    const lengths: number[] = [];
    const after = async () => void lengths.push(typed.token.length);
    const admitted = { interaction, reply: quietReply };
    await submissions.take(
      submission(),
      admitted,
      async () => ({ answer: 'close', after }),
      async () => {},
    );
    expect(lengths).toEqual([6]);
    return new WeakRef(typed);
  };
  const typed = await submitOnce();
  await new Promise((resolve) => setImmediate(resolve));
  collectGarbage();
  expect(typed.deref()).toBeUndefined();
});
