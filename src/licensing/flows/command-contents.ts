import type { DeviceCommand } from '../ports/devices.js';
import type { CommandAct, DeviceCommandRecord } from '../rules/device-command.js';
import type { Core } from './core.js';
import { freshInvitation } from './device-invitations.js';

/** What is sent for a recorded command. */
export type CommandContent =
  | { result: 'content'; command: DeviceCommand }
  /** It is pointless by now: whoever waits for it hears that it was refused. */
  | { result: 'gone'; message: string }
  /** Part of it cannot be had now. */
  | { result: 'later' };

type ContentOf = (core: Core, record: DeviceCommandRecord) => Promise<CommandContent>;

const content = (command: DeviceCommand): CommandContent => ({ result: 'content', command });
const gone = (message: string): CommandContent => ({ result: 'gone', message });

/** Made right before it is sent, so that what must not be kept is never kept: the link of an invitation. */
export const commandContents = {
  install: async (_core, { adamId, takeOver }) =>
    adamId === null ? gone('No product is named') : content({ act: 'install', adamId, takeOver }),
  remove: async (_core, { bundleIds: [bundleId] }) =>
    bundleId === undefined ? gone('No app is named') : content({ act: 'remove', bundleId }),
  invite: async (core, record) => {
    const fresh = await freshInvitation(core, record);
    if (fresh.result === 'not-now') return { result: 'later' };
    if (fresh.result === 'not-needed') return gone('The invitation is not open any more');
    return content({ act: 'invite', invitationUrl: fresh.url });
  },
  'managed-apps': async (_core, { bundleIds }) => content({ act: 'managed-apps', bundleIds }),
  'installed-apps': async (_core, { bundleIds }) => content({ act: 'installed-apps', bundleIds }),
  'device-information': async () => content({ act: 'device-information' }),
} satisfies Record<CommandAct, ContentOf>;
