/** What goes back over the wire. */
export interface WireAnswer {
  status: number;
  headers?: Readonly<Record<string, string>>;
  body: string;
}

/** A body of JSON, as the API of either server writes it. */
export function jsonAnswer(status: number, value: unknown): WireAnswer {
  return { status, headers: { 'content-type': 'application/json' }, body: `${JSON.stringify(value)}\n` };
}

/** A body of plain text, as the servers write most refusals. */
export function textAnswer(status: number, text: string, headers: Readonly<Record<string, string>> = {}): WireAnswer {
  return { status, headers: { 'content-type': 'text/plain; charset=utf-8', ...headers }, body: `${text}\n` };
}
