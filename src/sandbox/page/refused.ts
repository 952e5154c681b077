/** The page server refused or could not be reached. `code` is what it said, `offline` when it said nothing. */
export class Refused extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.name = 'Refused';
    this.code = code;
  }
}
