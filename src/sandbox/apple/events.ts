import type { AssetName, ErrorInfo } from './answers.js';
import { type ErrorNumber, errorNumberEntry } from './error-numbers.js';
import { uuidOf } from './ids.js';
import { assetKey } from './location-rows.js';
import type { AppleSwitches } from './switches.js';

export type EventType = 'ASSOCIATE' | 'DISASSOCIATE' | 'REVOKE' | 'CREATE' | 'UPDATE' | 'RETIRE';

/** One task of an event: which asset, user or device it is about, and the work. */
export interface Task {
  readonly asset?: AssetName;
  readonly clientUserId?: string;
  readonly serialNumber?: string;
  /** Null when it succeeded. */
  run(): ErrorNumber | null;
}

/** Hears of tasks as they finish, and of events that have no more of them. */
export interface EventReport {
  finished(event: { id: string; type: EventType }, task: Task, errorNumber: number | null): void;
  ended(event: { id: string }): void;
}

/** Makes each task when it is due. */
export type Tasks = Iterator<Task, void, void>;

interface Failure {
  readonly errorNumber: number;
  readonly assets: Map<string, AssetName>;
  readonly clientUserIds: Set<string>;
  readonly serialNumbers: Set<string>;
}

interface AppleEvent {
  readonly id: string;
  readonly type: EventType;
  readonly acceptedAt: number;
  readonly requested: number;
  readonly tasks: Tasks;
  /** When set, no task is done and every one fails with it. */
  readonly failAllWith: number | null;
  ended: boolean;
  done: number;
  completed: number;
  readonly failures: Map<string, Failure>;
}

/** The members of a StatusResponse without the envelope. */
export interface EventStatus extends Record<string, unknown> {
  eventStatus: 'PENDING' | 'COMPLETE' | 'FAILED';
  eventType: EventType;
  numRequested: number;
  numCompleted: number;
  failures?: { errorNumber: number; errorMessage: string; errorInfo: ErrorInfo }[];
}

/**
 * The asynchronous half of a location. Events are worked on task by task as business time passes, lazily: whoever reads
 * or changes the location settles it first, so no timer is needed and a moved clock is obeyed at once.
 */
export class Events {
  readonly #salt: string;
  readonly #switches: AppleSwitches;
  readonly #all = new Map<string, AppleEvent>();
  readonly #failure: () => number | null;
  readonly #report: EventReport;
  #open: AppleEvent[] = [];

  /** `failure` is asked once per event: a number makes every task of it fail with that. */
  constructor(salt: string, switches: AppleSwitches, failure: () => number | null, report: EventReport) {
    this.#salt = salt;
    this.#switches = switches;
    this.#failure = failure;
    this.#report = report;
  }

  /** Takes an event with so many tasks and answers its id; `now` is business time. */
  accept(type: EventType, requested: number, tasks: Tasks, now: number): string {
    const id = uuidOf(`event:${this.#salt}:${this.#all.size}`);
    const failAllWith = this.#failure();
    const progress = { ended: false, done: 0, completed: 0, failures: new Map<string, Failure>() };
    const event: AppleEvent = { id, type, acceptedAt: now, requested, tasks, failAllWith, ...progress };
    this.#all.set(id, event);
    this.#open.push(event);
    this.settle(now);
    return id;
  }

  /** Does every task that is due. */
  settle(now: number): void {
    if (this.#open.length === 0) return;
    const order = this.#switches.eventOrder === 'arrival' ? this.#open : this.#open.toReversed();
    for (const event of order) this.#advance(event, now);
    this.#open = this.#open.filter((event) => !event.ended);
  }

  /** Null when no such event is known (9708). */
  status(id: string, now: number): EventStatus | null {
    const event = this.#all.get(id);
    const lifetime = this.#switches.eventLifetimeMilliseconds;
    if (event === undefined || (lifetime !== null && now - event.acceptedAt > lifetime)) return null;
    const failures = [...event.failures.values()].map(failureView);
    const ended = failures.length > 0 ? 'FAILED' : 'COMPLETE';
    return {
      eventStatus: event.ended ? ended : 'PENDING',
      eventType: event.type,
      numRequested: event.requested,
      numCompleted: event.completed,
      ...(failures.length > 0 && event.ended ? { failures } : {}),
    };
  }

  /** Events that still have tasks to do. */
  get pending(): number {
    return this.#open.length;
  }

  #due(event: AppleEvent, now: number): number {
    const { eventLatencyMilliseconds, eventMillisecondsPerTask } = this.#switches;
    const worked = now - event.acceptedAt - eventLatencyMilliseconds;
    if (worked < 0) return 0;
    if (eventMillisecondsPerTask === 0) return event.requested;
    return Math.min(event.requested, Math.floor(worked / eventMillisecondsPerTask));
  }

  #advance(event: AppleEvent, now: number): void {
    for (const due = this.#due(event, now); event.done < due; event.done += 1) {
      const step = event.tasks.next();
      if (step.done === true) break;
      const errorNumber = event.failAllWith ?? step.value.run();
      if (errorNumber === null) event.completed += 1;
      else this.#fail(event, errorNumber, step.value);
      this.#report.finished(event, step.value, errorNumber);
    }
    const began = now >= event.acceptedAt + this.#switches.eventLatencyMilliseconds;
    event.ended = began && event.done >= event.requested;
    if (event.ended) this.#report.ended(event);
  }

  #fail(event: AppleEvent, errorNumber: number, task: Task): void {
    const asset = task.asset === undefined ? '' : assetKey(task.asset);
    const key = this.#switches.failureGrouping === 'per-error' ? `${errorNumber}` : `${errorNumber}:${asset}`;
    const failure = event.failures.get(key) ?? {
      errorNumber,
      assets: new Map<string, AssetName>(),
      clientUserIds: new Set<string>(),
      serialNumbers: new Set<string>(),
    };
    if (task.asset !== undefined) failure.assets.set(asset, task.asset);
    if (task.clientUserId !== undefined) failure.clientUserIds.add(task.clientUserId);
    if (task.serialNumber !== undefined) failure.serialNumbers.add(task.serialNumber);
    event.failures.set(key, failure);
  }
}

function failureView(failure: Failure): { errorNumber: number; errorMessage: string; errorInfo: ErrorInfo } {
  const errorInfo: ErrorInfo = {
    ...(failure.assets.size > 0 ? { assets: [...failure.assets.values()] } : {}),
    ...(failure.clientUserIds.size > 0 ? { clientUserIds: [...failure.clientUserIds] } : {}),
    ...(failure.serialNumbers.size > 0 ? { serialNumbers: [...failure.serialNumbers] } : {}),
  };
  return { errorNumber: failure.errorNumber, errorMessage: errorNumberEntry(failure.errorNumber).message, errorInfo };
}
