import { actionIds } from '../ids.js';
import type { Click, Reply } from '../interaction.js';
import { audit, pressAuditNewest, pressAuditPage, pressExportAudit } from './audit.js';
import type { Conversation } from './conversation.js';
import {
  deployments,
  pressDeploymentsPage,
  pressExportDeployments,
  pressExportPeople,
  pressShowDeployment,
} from './deployments.js';
import { pressShowWhy } from './why.js';

type Press = (conversation: Conversation, click: Click, reply: Reply) => Promise<void>;

/** Buttons and selects of the lists. */
export const listPresses = {
  [actionIds.openDeployments]: (conversation, click, reply) => deployments(conversation, click, '', reply),
  [actionIds.deploymentsPage]: pressDeploymentsPage,
  [actionIds.deploymentsPageBack]: pressDeploymentsPage,
  [actionIds.filterDeployments]: pressDeploymentsPage,
  [actionIds.exportDeployments]: pressExportDeployments,
  [actionIds.showDeployment]: pressShowDeployment,
  [actionIds.peoplePage]: pressShowDeployment,
  [actionIds.peoplePageBack]: pressShowDeployment,
  [actionIds.filterPeopleByState]: pressShowDeployment,
  [actionIds.filterPeopleByTerms]: pressShowDeployment,
  [actionIds.exportPeople]: pressExportPeople,
  [actionIds.showWhy]: pressShowWhy,
  [actionIds.openAudit]: (conversation, click, reply) => audit(conversation, click, '', reply),
  [actionIds.auditPage]: pressAuditPage,
  [actionIds.auditNewest]: pressAuditNewest,
  [actionIds.exportAudit]: pressExportAudit,
} satisfies Record<string, Press>;
