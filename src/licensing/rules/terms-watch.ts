/** What the bot remembers of looking after people in Apple's programme. There is one at most. */
export interface TermsWatch {
  /** From where changes of people are asked for; `null`: everybody is read once. */
  versionId: string | null;
  /** When changes were read last. */
  readAt: number | null;
  /** Readings that failed, in a row, and before when Apple is not asked again. */
  failures: number;
  nextTry: number | null;
  /** When everybody was last compared with the directory. */
  reviewedAt: number | null;
  /** Start of the sync whose readings everybody was last compared with. */
  comparedWith: number | null;
  /** What the administrators' card says, by person, so that it is only changed when it has to. */
  listed: readonly string[];
}

export const emptyTermsWatch: TermsWatch = {
  versionId: null,
  readAt: null,
  failures: 0,
  nextTry: null,
  reviewedAt: null,
  comparedWith: null,
  listed: [],
};
