import type { OnStep } from '../licensing/ports/steps.js';

/** Every place in the store where a crash matters, in the order of the files they belong to. */
export const storageSteps = {
  journalBeforeCreate: 'storage.journal.before-create',
  journalBeforeAppend: 'storage.journal.before-append',
  journalAfterAppend: 'storage.journal.after-append',
  journalAfterSync: 'storage.journal.after-sync',
  documentBeforeWrite: 'storage.document.before-write',
  documentBeforeRename: 'storage.document.before-rename',
  documentAfterRename: 'storage.document.after-rename',
  auditBeforeAppend: 'storage.audit.before-append',
  auditAfterAppend: 'storage.audit.after-append',
  snapshotBeforeWrite: 'storage.snapshot.before-write',
  snapshotBeforeRename: 'storage.snapshot.before-rename',
  snapshotBeforeSwitch: 'storage.snapshot.before-switch',
  snapshotAfterSwitch: 'storage.snapshot.after-switch',
  keyBeforeRename: 'storage.key.before-rename',
  keyAfterRename: 'storage.key.after-rename',
  keyBeforeErase: 'storage.key.before-erase',
  keyAfterErase: 'storage.key.after-erase',
  mirrorBeforeRename: 'storage.mirror.before-rename',
  mirrorAfterRename: 'storage.mirror.after-rename',
} as const;

export type StorageStep = (typeof storageSteps)[keyof typeof storageSteps];

/**
 * Reports steps. A step that throws stands for a crash: from then on every step throws the same, so that
 * nothing reaches the disk any more.
 */
export class Steps {
  #cut: { reason: unknown } | null = null;
  readonly #onStep: OnStep | undefined;

  constructor(onStep: OnStep | undefined) {
    this.#onStep = onStep;
  }

  get cut(): boolean {
    return this.#cut !== null;
  }

  async at(step: StorageStep): Promise<void> {
    this.check();
    if (this.#onStep === undefined) return;
    try {
      await this.#onStep(step);
    } catch (reason) {
      this.stop(reason);
    }
    this.check();
  }

  /** Throws what cut the store off, if anything did. */
  check(): void {
    if (this.#cut !== null) throw this.#cut.reason;
  }

  /** Cuts the store off: nothing is written any more. */
  stop(reason: unknown): void {
    this.#cut ??= { reason };
  }
}
