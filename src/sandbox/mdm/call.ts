import type { WireAnswer } from './answers.js';
import type { Fleet } from './fleet.js';
import type { MdmSwitches } from './switches.js';

/** One request to the server's interface, authorised where its route asks for it. */
export interface Call {
  method: string;
  /** What the route's path caught, decoded. */
  caught: readonly string[];
  query: URLSearchParams;
  body: Buffer;
  fleet: Fleet;
  switches: MdmSwitches;
  /** Business time in milliseconds since the epoch. */
  now: () => number;
  /** Makes an id for a push. */
  newId: () => string;
}

/** One route of a server. */
export interface Route {
  /** `null`: the handler does not look at the method. */
  methods: readonly string[] | null;
  path: RegExp;
  /** Answered without credentials. */
  open?: boolean;
  answer: (call: Call) => WireAnswer;
}

/** One kind of MDM server as its clients meet it. */
export interface Dialect {
  user: string;
  routes: Readonly<Record<string, Route>>;
  unauthorized: WireAnswer;
}
