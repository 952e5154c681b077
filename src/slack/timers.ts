/** Waiting in wire time. */
export interface Timers {
  /** Answers how to cancel. Must not keep the process alive. */
  after(milliseconds: number, callback: () => void): () => void;
}

export const nodeTimers: Timers = {
  after(milliseconds, callback) {
    const timer = setTimeout(callback, milliseconds).unref();
    return () => clearTimeout(timer);
  },
};
