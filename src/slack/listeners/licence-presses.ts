import { actionIds } from '../ids.js';
import type { Click, Reply } from '../interaction.js';
import type { Conversation } from './conversation.js';
import { pressExportHolders, pressHolders, pressSnooze, pressUninstallFrom } from './licences.js';

type Press = (conversation: Conversation, click: Click, reply: Reply) => Promise<void>;

/** Buttons and selects about the licences of one app. */
export const licencePresses = {
  [actionIds.showHolders]: pressHolders,
  [actionIds.holdersPage]: pressHolders,
  [actionIds.holdersPageBack]: pressHolders,
  [actionIds.filterHolders]: pressHolders,
  [actionIds.exportHolders]: pressExportHolders,
  [actionIds.uninstallFrom]: pressUninstallFrom,
  [actionIds.snoozeAlert]: pressSnooze,
} satisfies Record<string, Press>;
