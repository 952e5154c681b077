import type { HomeView } from '@slack/types';
import type { WebClient } from '@slack/web-api';
import Bottleneck from 'bottleneck';
import type { Ids } from '../licensing/ports/ids.js';
import type { HomeHandler } from './interaction.js';
import { faultFields, type SlackLog } from './slack-log.js';
import { sendWithoutImagesIfRefused } from './unfetchable-images.js';

export interface HomePublisherOptions {
  client: WebClient;
  home: HomeHandler;
  ids: Pick<Ids, 'reference'>;
  log: SlackLog;
  /** Milliseconds, real. */
  wireNow: () => number;
  /** Milliseconds between two renewals; 1,500 when left out, which leaves the greater part of what Slack takes to clicks. */
  renewalSpacing?: number;
}

export interface HomePublisher {
  /**
   * Builds and publishes one person's Home tab. At most one publication per person runs; calls that come meanwhile
   * share the one after it. Resolves when a state no older than the call stands there; failures are only logged.
   */
  publish(userId: string): Promise<void>;
  /** What people look at has changed: publishes, one after another, for the newest 50 who looked within the last hour. */
  renew(): void;
  /** Drops the renewals that wait. Resolves when nothing is being published. */
  stop(): Promise<void>;
}

const viewersKept = 50;
const looksFor = 60 * 60_000;

export function createHomePublisher(options: HomePublisherOptions): HomePublisher {
  const { client, home, ids, log, wireNow, renewalSpacing = 1_500 } = options;
  const renewals = new Bottleneck({ maxConcurrent: 1, minTime: renewalSpacing });
  const renewing = new Set<string>();
  /** When somebody looked, the newest last. */
  const viewers = new Map<string, number>();
  const running = new Map<string, Promise<void>>();
  const waiting = new Map<string, Promise<void>>();

  const publishNow = async (userId: string) => {
    const reference = ids.reference();
    const child = log.child({ reference, userId });
    try {
      const view = await home({ userId, reference, log: child });
      if (view === null) return child.warn({}, 'The Home tab stays as it was, as the person could not be checked');
      const publishing = (blocks: HomeView['blocks']) =>
        client.views.publish({ user_id: userId, view: { ...view, blocks } });
      await sendWithoutImagesIfRefused(view.blocks, publishing, { log: child });
    } catch (fault) {
      child.error(faultFields(fault), 'The Home tab could not be published');
    }
  };

  const begin = (userId: string) => {
    const publication = publishNow(userId).finally(() => running.delete(userId));
    running.set(userId, publication);
    return publication;
  };

  const show = (userId: string) => {
    const queued = waiting.get(userId);
    if (queued !== undefined) return queued;
    const current = running.get(userId);
    if (current === undefined) return begin(userId);
    const next = current.then(() => {
      waiting.delete(userId);
      return begin(userId);
    });
    waiting.set(userId, next);
    return next;
  };

  const looked = (userId: string) => {
    viewers.delete(userId);
    viewers.set(userId, wireNow());
    const [oldest] = viewers.keys();
    if (viewers.size > viewersKept && oldest !== undefined) viewers.delete(oldest);
  };

  const renewOne = async (userId: string) => {
    renewing.add(userId);
    try {
      await renewals.schedule(() => {
        renewing.delete(userId);
        return show(userId);
      });
    } catch (fault) {
      if (!(fault instanceof Bottleneck.BottleneckError)) throw fault;
    }
  };

  return {
    publish(userId) {
      looked(userId);
      return show(userId);
    },
    renew() {
      for (const [userId, at] of [...viewers].reverse()) {
        if (wireNow() - at > looksFor) viewers.delete(userId);
        else if (!renewing.has(userId)) void renewOne(userId);
      }
    },
    async stop() {
      await renewals.stop({ dropWaitingJobs: true });
      while (running.size + waiting.size > 0) await Promise.all([...running.values(), ...waiting.values()]);
    },
  };
}
