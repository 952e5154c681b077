import type { Licences } from '../licensing/ports/licences.js';
import { appleAddresses, pinnedAddress } from './addresses.js';
import { fingerprintOf, inspectContentToken } from './content-token.js';
import type { AppleEvent } from './exchange.js';
import { LocationGate, type WireTime, wireTime } from './gate.js';
import { AppleLocation } from './location.js';
import { ServiceConfig, type ServiceConfigReading } from './service-config.js';
import { defaultTimeouts, openWire, type WireTimeouts } from './wire.js';

export interface AppleOptions {
  /** Base address of version 2, without a slash at its end. Everything but https is refused, except on this machine. */
  serviceUrl: string;
  /** Host (and port) that service config may name for invitations. */
  invitationHost?: string;
  /** Address that service config may name for the metadata lookup. */
  catalogUrl?: string;
  /** Business time, for `readAt`. */
  now: () => number;
  /** Real time, for pauses and retries. */
  wireNow: () => number;
  /** Evenly distributed in [0, 1). */
  random: () => number;
  userAgent: string;
  log?: (event: AppleEvent) => void;
  timeouts?: Partial<WireTimeouts>;
  /** Replaces waiting on real timers; `wireNow` must have moved on when it resolves. */
  sleep?: WireTime['sleep'];
}

export interface AppleLicences extends Licences {
  /** Asks for the service config, unless it was read in the last five minutes. Needs no token. */
  serviceConfig(): Promise<ServiceConfigReading>;
  close(): Promise<void>;
}

/**
 * Apple's licensing service over version 2 of its interface. Throws `AppleAddressError` for an address that must not be
 * used. After `close()` every call answers `unreachable`.
 */
export function appleLicences(options: AppleOptions): AppleLicences {
  const service = pinnedAddress('the address of the licensing service', options.serviceUrl);
  const catalog = pinnedAddress('the address of the catalogue', options.catalogUrl ?? appleAddresses.catalogUrl);
  const invitationHost = options.invitationHost ?? appleAddresses.invitationHost;
  const closing = new AbortController();
  const time = wireTime(options.wireNow, closing.signal);
  const wire = openWire({
    origin: service.origin,
    userAgent: options.userAgent,
    timeouts: { ...defaultTimeouts, ...options.timeouts },
  });
  const context = {
    wire,
    time: options.sleep === undefined ? time : { ...time, sleep: options.sleep },
    random: options.random,
    log: options.log ?? ignore,
  };
  const serviceConfig = new ServiceConfig({ service, catalog, invitationHost }, context);
  const gates = new LocationGates(() => new LocationGate(context.time));
  return {
    inspect: inspectContentToken,
    location(token, expect) {
      const onLocation = (uId: string): void => gates.learn(token, uId);
      const locationContext = { ...context, now: options.now, serviceConfig, onLocation };
      return new AppleLocation(token, expect, gates.of(token, expect.uId), locationContext);
    },
    async serviceConfig() {
      await serviceConfig.refresh(new LocationGate(context.time));
      return serviceConfig.reading;
    },
    async close() {
      closing.abort();
      await wire.close();
    },
  };
}

function ignore(): void {}

const MAX_GATES = 200;

/** One gate per location, whichever of its tokens is used; until its `uId` is known, one per token. */
class LocationGates {
  readonly #make: () => LocationGate;
  readonly #gates = new Map<string, LocationGate>();

  constructor(make: () => LocationGate) {
    this.#make = make;
  }

  of(token: string, uId: string | null): LocationGate {
    const byLocation = uId === null ? undefined : this.#gates.get(`location ${uId}`);
    const gate = byLocation ?? this.#gates.get(`token ${fingerprintOf(token)}`) ?? this.#make();
    this.#keep(`token ${fingerprintOf(token)}`, gate);
    if (uId !== null) this.#keep(`location ${uId}`, gate);
    return gate;
  }

  learn(token: string, uId: string): void {
    const gate = this.#gates.get(`location ${uId}`) ?? this.#gates.get(`token ${fingerprintOf(token)}`);
    if (gate !== undefined) this.#keep(`location ${uId}`, gate).#keep(`token ${fingerprintOf(token)}`, gate);
  }

  #keep(key: string, gate: LocationGate): this {
    this.#gates.delete(key);
    this.#gates.set(key, gate);
    for (const oldest of this.#gates.keys()) {
      if (this.#gates.size <= MAX_GATES) break;
      this.#gates.delete(oldest);
    }
    return this;
  }
}
