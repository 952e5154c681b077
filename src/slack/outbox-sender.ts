import type { KnownBlock } from '@slack/types';
import type { WebClient } from '@slack/web-api';
import type { OnStep } from '../licensing/ports/steps.js';
import type { Notice } from '../licensing/rules/notice.js';
import { deliveryId } from './deliveries.js';
import type { Message } from './interaction.js';
import { createPostingLimits, type PostingLimits, TurnLost } from './limits.js';
import { noteMessage, postedInstead } from './notes.js';
import { type DeliveryOutcome, deliver } from './outbox-delivery.js';
import { type Job, nextJobs, type Refusal } from './outbox-pending.js';
import { OutboxQueue, type OutboxQueueOptions } from './outbox-queue.js';
import { slackSteps } from './outbox-steps.js';
import type { PermanentError } from './permanent-errors.js';
import { faultFields, type SlackLog } from './slack-log.js';
import { nodeTimers, type Timers } from './timers.js';

export interface OutboxSenderOptions extends OutboxQueueOptions {
  /** Must not retry by itself. */
  postingClient: WebClient;
  /** The table of notices. A throw is final for that notice. */
  render: (notice: Notice) => Message | Promise<Message>;
  /** Milliseconds, real. */
  wireNow: () => number;
  onStep: OnStep;
  timers?: Timers;
  limits?: PostingLimits;
  /** Milliseconds between two updates of one card; 3,000 when left out. */
  cardSpacing?: number;
}

const usualCardSpacing = 3_000;
const lanesAtOnce = 8;
const longestPause = 60_000;
/** While nobody holds the role that a notice is for, or the store refuses. */
const lookAgain = 30_000;
/** After so many refusals in a word of Slack's that no table knows, the notice is given up. */
const strangeAnswersTaken = 10;

const unrenderable: PermanentError = {
  scope: 'message',
  remedy: 'This is a fault of the bot: report it with the reference.',
};
const strange: PermanentError = {
  scope: 'message',
  remedy: 'Look this error of Slack’s up and report it with the reference.',
};

/**
 * Sends what stands in the `outbox`: in order for every person and channel, only the newest notice of a card, each card
 * at most once in three seconds. A copy's place is stored by the commit that takes the record out, so a crash between
 * sending and that commit sends again under the same subject.
 */
export class OutboxSender {
  readonly #options: OutboxSenderOptions;
  readonly #queue: OutboxQueue;
  readonly #limits: PostingLimits;
  readonly #timers: Timers;
  readonly #cardSpacing: number;
  /** What is being sent now, by target. */
  readonly #lanes = new Map<string, { job: Job; done: Promise<void> }>();
  /** Failures in a row, and the wire time before which a target is left alone. */
  readonly #pauses = new Map<string, { failures: number; until: number }>();
  /** Wire time of the last sending, by card. */
  readonly #sentAt = new Map<string, number>();
  #advancing: Promise<void> | null = null;
  #again = false;
  #drains = 0;
  #stopping = false;
  #cancelTimer: () => void = () => {};
  #stopListening: () => void = () => {};

  constructor(options: OutboxSenderOptions) {
    this.#options = options;
    this.#queue = new OutboxQueue(options);
    this.#limits = options.limits ?? createPostingLimits();
    this.#cardSpacing = options.cardSpacing ?? usualCardSpacing;
    this.#timers = options.timers ?? nodeTimers;
  }

  async start(): Promise<void> {
    await this.#queue.forgive();
    this.#stopListening = this.#options.records.onOutbox(() => this.#wake());
    this.#wake();
  }

  /** Lets what is being sent end, and leaves the rest to the next start. */
  async stop(): Promise<void> {
    this.#stopping = true;
    this.#stopListening();
    this.#cancelTimer();
    await this.#limits.stop();
    await this.#advancing;
    await Promise.all([...this.#lanes.values()].map(({ done }) => done));
  }

  /** Sends all that can be sent now, whatever was sent just before; what Slack holds up is not waited for. */
  async drain(): Promise<void> {
    this.#drains += 1;
    try {
      let lane: { done: Promise<void> } | undefined;
      do {
        this.#wake();
        while (this.#advancing !== null) await this.#advancing;
        [lane] = this.#lanes.values();
        await lane?.done;
      } while (lane !== undefined);
    } finally {
      this.#drains -= 1;
    }
  }

  #wake(): void {
    this.#again = true;
    if (this.#stopping) return;
    this.#advancing ??= this.#advance().finally(() => {
      this.#advancing = null;
      if (this.#again) this.#wake();
    });
  }

  async #advance(): Promise<void> {
    this.#cancelTimer();
    try {
      while (this.#again && !this.#stopping) {
        this.#again = false;
        await this.#queue.refresh(({ pending, target }) => this.#lanes.get(target)?.job.pending === pending);
        this.#launch();
      }
      this.#arm(this.#untilNext());
    } catch (fault) {
      this.#options.log.error(faultFields(fault), 'The outbox could not be read or written');
      this.#arm(lookAgain);
    }
  }

  #launch(): void {
    if (this.#stopping) return;
    for (const [target, job] of nextJobs(this.#queue.pending, (candidate) => this.#wait(candidate) <= 0)) {
      if (this.#lanes.size >= lanesAtOnce) return;
      if (this.#lanes.has(target)) continue;
      const done = this.#send(job).finally(() => {
        this.#lanes.delete(target);
        this.#wake();
      });
      this.#lanes.set(target, { job, done });
    }
  }

  async #send(job: Job): Promise<void> {
    const { reference } = job.pending.entry.notice;
    const log = this.#options.log.child({ reference, target: job.target });
    try {
      await this.#settle(job, await this.#deliver(job, log), log);
      await this.#options.onStep(slackSteps.afterRecord);
    } catch (fault) {
      if (fault instanceof TurnLost) return;
      log.error(faultFields(fault), 'A notice could not be sent or recorded');
      this.#pause(job.target);
    }
  }

  async #deliver(job: Job, log: SlackLog): Promise<DeliveryOutcome> {
    const message = await this.#render(job, log);
    if (message === null) return { result: 'refused', error: 'unrenderable', permanent: unrenderable };
    const places = { standing: await this.#queue.standing(job), above: await this.#queue.above(job) };
    await this.#options.onStep(slackSteps.beforeSend);
    const outcome = await deliver(message, job.target, places, { ...this.#options, limits: this.#limits });
    await this.#options.onStep(slackSteps.afterSend);
    return outcome;
  }

  async #render({ pending }: Job, log: SlackLog): Promise<Message | null> {
    try {
      const message = await this.#options.render(pending.entry.notice);
      return pending.insteadOf === null ? message : instead(message, pending.insteadOf);
    } catch (fault) {
      log.error(faultFields(fault), 'A notice could not be put into words');
      return null;
    }
  }

  async #settle(job: Job, outcome: DeliveryOutcome, log: SlackLog): Promise<void> {
    switch (outcome.result) {
      case 'sent':
        this.#pauses.delete(job.target);
        this.#remember(job);
        return this.#queue.sent(job, outcome);
      case 'refused':
        return this.#queue.refused(job, outcome.error, outcome.permanent);
      case 'rate-limited':
        log.info({ seconds: outcome.seconds }, 'Slack asks to wait');
        return this.#pause(job.target, outcome.seconds * 1_000);
      case 'unknown':
        if (outcome.error !== null && job.pending.entry.attempts >= strangeAnswersTaken) {
          return this.#queue.refused(job, outcome.error, strange);
        }
        log.warn({ ...faultFields(outcome.fault), slackError: outcome.error }, 'Not known whether a notice was sent');
        this.#pause(job.target);
        return this.#queue.tried(job);
    }
  }

  #remember({ pending, target }: Job): void {
    const now = this.#options.wireNow();
    for (const [card, at] of this.#sentAt) if (now - at >= this.#cardSpacing) this.#sentAt.delete(card);
    this.#sentAt.set(deliveryId(pending.entry.notice.subject, target), now);
  }

  #pause(target: string, milliseconds?: number): void {
    const failures = (this.#pauses.get(target)?.failures ?? 0) + 1;
    const pause = milliseconds ?? Math.min(500 * 2 ** failures, longestPause);
    this.#pauses.set(target, { failures, until: this.#options.wireNow() + pause });
  }

  /** Milliseconds until the job may be sent. */
  #wait({ pending, target }: Job): number {
    const now = this.#options.wireNow();
    const pause = (this.#pauses.get(target)?.until ?? now) - now;
    if (this.#drains > 0) return pause;
    const last = this.#sentAt.get(deliveryId(pending.entry.notice.subject, target));
    return Math.max(pause, last === undefined ? 0 : last + this.#cardSpacing - now);
  }

  #untilNext(): number {
    let soonest = lookAgain;
    for (const pending of this.#queue.pending) {
      for (const target of pending.targets) {
        const wait = this.#wait({ pending, target });
        if (wait > 0) soonest = Math.min(soonest, wait);
      }
    }
    return soonest;
  }

  #arm(milliseconds: number): void {
    if (this.#stopping) return;
    this.#cancelTimer();
    this.#cancelTimer = this.#timers.after(milliseconds, () => this.#wake());
  }
}

function instead(message: Message, refusal: Refusal): Message {
  const preface = noteMessage(postedInstead(refusal.target, refusal.error, refusal.permanent.remedy));
  const blocks: KnownBlock[] = [...preface.blocks, { type: 'divider' }, ...message.blocks];
  return { text: `${preface.text} ${message.text}`, blocks: blocks.slice(0, 50) };
}
