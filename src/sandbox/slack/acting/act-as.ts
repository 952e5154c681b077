import { ActFailed } from '../act-failed.js';
import { directWith } from '../state/messages.js';
import type { User } from '../state/records.js';
import type { Actor, ActResult } from '../workspace.js';
import { acted, type Stage, unanswered } from './act.js';
import { click, select } from './elements.js';
import { download, upload } from './files.js';
import { close, submit } from './forms.js';
import { eventPayload, homeOpenedEvent } from './payloads.js';
import { workspaceView } from './sight.js';
import { slash } from './slash.js';
import { typeahead } from './typeahead.js';

/** Opens the app's Home; the app hears of it when the manifest subscribes to `app_home_opened`. */
function openHome(stage: Stage, user: User): Promise<ActResult> {
  return acted(stage, user, 'open Home', async () => {
    const direct = directWith(stage.store, user.id);
    if (direct === undefined || !stage.manifest.homeTab) {
      throw new ActFailed('not_allowed', 'the app has no Home for this person');
    }
    if (!stage.manifest.botEvents.includes('app_home_opened')) return { ack: null, latency: 0 };
    const payload = eventPayload(stage.store, homeOpenedEvent(stage.store, user, direct.id));
    const delivery = await stage.events.deliver(payload);
    const failure = unanswered(delivery);
    if (failure !== null) throw failure;
    return { ack: null, latency: delivery.latency };
  });
}

/** Acts as one person of the workspace; throws `ActFailed` when there is nobody of this id. */
export function actAs(stage: Stage, userId: string): Actor {
  const user = stage.store.users.get(userId);
  if (user === undefined) throw new ActFailed('user_not_found', `there is nobody with the id ${userId}`);
  return {
    view: () => workspaceView(stage.store, stage.manifest, user),
    slash: (channelId, command, text) => slash(stage, user, channelId, command, text),
    click: (surface, blockId, actionId) => click(stage, user, surface, blockId, actionId),
    select: (surface, blockId, actionId, state) => select(stage, user, surface, blockId, actionId, state),
    typeahead: (surface, blockId, actionId, text) => typeahead(stage, user, { surface, blockId, actionId }, text),
    submit: (viewId, values) => submit(stage, user, viewId, values),
    close: (viewId) => close(stage, user, viewId),
    openHome: () => openHome(stage, user),
    upload: async (file) => upload(stage, user, file),
    download: async (fileId) => download(stage, user, fileId),
  };
}
