import { actionIds } from '../ids.js';
import type { Click, Reply } from '../interaction.js';
import type { Conversation } from './conversation.js';
import { pressOpenInvitation, pressTermsAccepted } from './terms.js';
import { pressExportUsers, pressResendInvitation, pressRetireUser, pressShowUser, pressUsersPage } from './users.js';

type Press = (conversation: Conversation, click: Click, reply: Reply) => Promise<void>;

/** Buttons and selects about people and Apple's terms. */
export const peoplePresses = {
  [actionIds.openInvitation]: pressOpenInvitation,
  [actionIds.termsAccepted]: pressTermsAccepted,
  [actionIds.usersFilter]: pressUsersPage,
  [actionIds.usersPage]: pressUsersPage,
  [actionIds.usersPageBack]: pressUsersPage,
  [actionIds.chooseUsers]: pressUsersPage,
  [actionIds.exportUsers]: pressExportUsers,
  [actionIds.showUser]: pressShowUser,
  [actionIds.resendInvitation]: pressResendInvitation,
  [actionIds.retireUser]: pressRetireUser,
} satisfies Record<string, Press>;
