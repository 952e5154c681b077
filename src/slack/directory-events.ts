import type { App } from '@slack/bolt';
import * as z from 'zod';
import type { Directory } from './directory.js';
import type { UserGroups } from './user-groups.js';

const group = z.object({ subteam_id: z.string() });
const person = z.object({ user: z.unknown() });

/** Keeps the directory and the groups fresh between the daily passes. Events may come twice or never; both are harmless. */
export function registerDirectoryEvents(app: App, directory: Directory, groups: UserGroups): void {
  const learn = async ({ event }: { event: unknown }) => {
    const read = person.safeParse(event);
    if (read.success) await directory.learn(read.data.user);
  };
  app.event('user_change', learn);
  app.event('team_join', learn);
  app.event('subteam_members_changed', async ({ event }) => {
    const read = group.safeParse(event);
    if (read.success) groups.forget(read.data.subteam_id);
  });
}
