import { z } from 'zod';
import type { Worsening } from '../../licensing/rules/approval.js';
import type {
  DeploymentCardFacts,
  DeploymentNewsFacts,
  DeploymentProgressFacts,
  DeploymentTurn,
} from '../../licensing/rules/deployment-notice.js';
import { count, instant, list, text } from './basics.js';
import { decision, deployment, deploymentAction, deploymentState, leftOut } from './deployment.js';

const worsening = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('licences-missing'), free: count, needed: count }),
  z.strictObject({ kind: z.literal('more-needed'), was: count, is: count }),
  z.strictObject({ kind: z.literal('more-people'), was: count, is: count }),
  z.strictObject({ kind: z.literal('more-left-out'), was: count, is: count }),
  z.strictObject({ kind: z.literal('more-to-remove'), was: count, is: count }),
  z.strictObject({ kind: z.literal('contradiction'), deploymentId: text, people: count }),
  z.strictObject({ kind: z.literal('spent-for-ever') }),
]) satisfies z.core.$ZodType<Worsening>;

const turn = z.discriminatedUnion('turn', [
  z.strictObject({ turn: z.literal('asked'), by: text, revision: count }),
  z.strictObject({ turn: z.literal('refreshed'), by: text, worse: list(worsening) }),
  z.strictObject({ turn: z.literal('first-approval'), by: text }),
  z.strictObject({ turn: z.literal('edited'), by: text, revision: count, people: count, action: deploymentAction }),
  z.strictObject({ turn: z.literal('decided'), decision }),
  z.strictObject({ turn: z.literal('reminder'), approvers: list(text), until: instant }),
  z.strictObject({ turn: z.literal('closed'), by: text }),
  z.strictObject({ turn: z.literal('stopped'), by: text }),
  z.strictObject({ turn: z.literal('goes-on'), by: text }),
]) satisfies z.core.$ZodType<DeploymentTurn>;

export const deploymentCardFacts = z.strictObject({
  deploymentId: text,
  appName: text,
  deployment,
  requesterGone: z.boolean(),
  leftOut: list(leftOut),
  groupNames: list(text),
  worse: list(worsening),
}) satisfies z.core.$ZodType<DeploymentCardFacts>;

export const deploymentNewsFacts = z.strictObject({
  deploymentId: text,
  appName: text,
  action: deploymentAction,
  turn,
  toRequester: z.boolean(),
}) satisfies z.core.$ZodType<DeploymentNewsFacts>;

export const deploymentProgressFacts = z.strictObject({
  deploymentId: text,
  appName: text,
  action: deploymentAction,
  state: deploymentState,
  startAt: instant.nullable(),
  stopped: z.strictObject({ by: text, at: instant }).nullable(),
  people: count,
  counts: z.strictObject({
    licensed: count,
    reserved: count,
    invited: count,
    waitingForLicences: count,
    licensing: count,
    removing: count,
    releasing: count,
    released: count,
    failed: count,
    rejected: count,
    givenBack: count,
    lost: count,
    offered: count,
    toApply: count,
    passedOver: count,
  }),
  installations: z.exactOptional(
    z.strictObject({
      installed: count,
      pending: count,
      failed: count,
      notInstalled: count,
      notApplicable: count,
      withoutDevice: count,
    }),
  ),
  complete: z.boolean(),
  doneAt: instant.nullable(),
  at: instant,
}) satisfies z.core.$ZodType<DeploymentProgressFacts>;
