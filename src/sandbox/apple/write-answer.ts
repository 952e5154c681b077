import type { ServerResponse } from 'node:http';
import type { WireAnswer } from './answers.js';
import type { Tear } from './faults.js';

/** Ways to send the first half of a body only. */
const torn: Readonly<
  Record<Tear['contentLength'], (response: ServerResponse, answer: WireAnswer, body: Buffer) => void>
> = {
  matching: (response, { status, headers }, body) => {
    const half = firstHalf(body);
    response.writeHead(status, { ...headers, 'content-length': String(half.length) }).end(half);
  },
  missing: (response, { status, headers }, body) => {
    response.writeHead(status, headers).write(firstHalf(body));
    response.end();
  },
  whole: (response, { status, headers }, body) => {
    response.writeHead(status, { ...headers, 'content-length': String(body.length) });
    response.write(firstHalf(body), () => response.destroy());
  },
};

const firstHalf = (body: Buffer): Buffer => body.subarray(0, Math.floor(body.length / 2));

/** Sends an answer, whole or torn in the middle. */
export function writeAnswer(response: ServerResponse, answer: WireAnswer, tear: Tear['contentLength'] | null): void {
  if (tear === null) response.writeHead(answer.status, answer.headers).end(answer.body);
  else torn[tear](response, answer, Buffer.from(answer.body));
}
