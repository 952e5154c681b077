/** Called at every named step where a crash matters. May throw or end the process in a fault test. */
export type OnStep = (step: string) => void | Promise<void>;
