import type { HomeView } from '@slack/types';
import type { WebClient } from '@slack/web-api';
import type { Ids } from '../licensing/ports/ids.js';
import type { HomeHandler } from './interaction.js';
import { faultFields, type SlackLog } from './slack-log.js';
import { sendWithoutImagesIfRefused } from './unfetchable-images.js';

export interface HomePublisherOptions {
  client: WebClient;
  home: HomeHandler;
  ids: Pick<Ids, 'reference'>;
  log: SlackLog;
}

export interface HomePublisher {
  /**
   * Builds and publishes one person's Home tab. At most one publication per person runs; calls that come meanwhile
   * share the one after it. Resolves when a state no older than the call stands there; failures are only logged.
   */
  publish(userId: string): Promise<void>;
  /** Resolves when nothing is being published. */
  settled(): Promise<void>;
}

export function createHomePublisher({ client, home, ids, log }: HomePublisherOptions): HomePublisher {
  const running = new Map<string, Promise<void>>();
  const waiting = new Map<string, Promise<void>>();

  const publishNow = async (userId: string) => {
    const reference = ids.reference();
    const child = log.child({ reference, userId });
    try {
      const view = await home({ userId, reference, log: child });
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

  return {
    publish(userId) {
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
    },
    async settled() {
      while (running.size + waiting.size > 0) await Promise.all([...running.values(), ...waiting.values()]);
    },
  };
}
