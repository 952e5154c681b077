import { offerSubject } from '../../licensing/flows/app-offers.js';
import { confirmSecond } from '../../licensing/flows/confirm-binding.js';
import { permit } from '../../licensing/flows/core.js';
import { checkAgain, denyBinding } from '../../licensing/flows/end-proposal.js';
import { findApp, listApps } from '../../licensing/flows/list-apps.js';
import { removalSubject } from '../../licensing/flows/removal-record.js';
import { firstSync } from '../../licensing/flows/ring.js';
import { installation, readBinding } from '../../licensing/flows/state.js';
import { assetKey } from '../../licensing/rules/asset.js';
import { proposalFacts } from '../../licensing/rules/binding-checks.js';
import { parseRemovalKey } from '../../licensing/rules/removal.js';
import { parseUnusedKey, unusedSubject } from '../../licensing/rules/unused-question.js';
import { appSearchView, appsMessage, noAppMessage } from '../blocks/apps.js';
import { confirmationView, tokenView } from '../blocks/binding-views.js';
import { confirmOutcomeWords, denyOutcomeWords } from '../blocks/binding-words.js';
import { parseDeploymentKey } from '../blocks/deployment-buttons.js';
import { wordsMessage } from '../blocks/words.js';
import { adoptCopy, deliveryId } from '../deliveries.js';
import { actionIds } from '../ids.js';
import type { ActionHandler, Click, Reply } from '../interaction.js';
import {
  pressApprove,
  pressAskAgain,
  pressChange,
  pressClose,
  pressDeny,
  pressEdit,
  pressGoOn,
  pressStop,
  pressWithdraw,
} from './approval.js';
import {
  pressContinueCleanUp,
  pressGoOnCleanUp,
  pressStopCleanUp,
  pressWaiveCleanUp,
  startCleanUp,
} from './clean-up.js';
import { type Verb, verbs } from './commands.js';
import { type Conversation, contextOf } from './conversation.js';
import { pressSendExport, startDecommission } from './decommission.js';
import { pressBackToDeploy, pressDeploy, pressSendLeftOut } from './deploy.js';
import { devicePresses } from './device-presses.js';
import { installPresses } from './installs.js';
import { pressAnswerInterference } from './interference.js';
import { licencePresses } from './licence-presses.js';
import { showAppPage } from './licences.js';
import { listPresses } from './list-presses.js';
import { pressGiveBack, pressInstall, showMyApps } from './my-apps.js';
import { peoplePresses } from './people-presses.js';
import { refuse } from './refuse.js';
import {
  pressAppGone,
  pressKeepApp,
  pressNeedApp,
  pressOverride,
  pressReleaseLeavers,
  showRemovals,
} from './removals.js';
import { pressAcknowledge, pressDiscard, pressUseNewToken, startRenewal } from './renewal.js';
import { pressConfirmRequest, pressDenyRequest } from './requests.js';
import { pressAnswerHandover, pressConfirmSignIn, pressHandOver, pressWithdrawHandover } from './sign-in.js';
import { pressTakeBack } from './take-back.js';
import { unusedPresses } from './unused.js';

type Press = (conversation: Conversation, click: Click, reply: Reply) => Promise<void>;

const asVerb =
  (verb: Verb): Press =>
  (conversation, click, reply) =>
    verb(conversation, click, '', reply);

const startBinding: Press = async (conversation, click, reply) => {
  const permission = await permit(conversation.core, click.userId, 'bind');
  if (permission.result === 'not-allowed') return refuse(conversation, permission, reply);
  const serverFile = conversation.readServerFile !== null;
  await reply.openView(tokenView({ draft: null, serverFile, portalUrl: conversation.portalUrl }));
};

const continueBinding: Press = async (conversation, click, reply) => {
  const permission = await permit(conversation.core, click.userId, 'confirm-binding');
  if (permission.result === 'not-allowed') return refuse(conversation, permission, reply);
  const binding = (await readBinding(conversation.core)).value;
  const open = binding.state === 'proposed' && binding.proposal.id === click.actionValue ? binding.proposal : null;
  if (open === null) return reply.privately(wordsMessage(confirmOutcomeWords({ result: 'over' }), click.reference));
  if (open.foreign.state !== 'counted' || open.first !== null) {
    return reply.privately(wordsMessage(confirmOutcomeWords({ result: 'not-ready' }), click.reference));
  }
  const { id } = await installation(conversation.core);
  await reply.openView(confirmationView(proposalFacts(open), id));
};

const checkBindingAgain: Press = async (conversation, click, reply) => {
  const proposalId = click.actionValue ?? '';
  const outcome = await checkAgain(conversation.core, askedBy(click), proposalId);
  if (outcome.result === 'not-allowed') return refuse(conversation, outcome, reply);
  if (outcome.result === 'counting') return conversation.background.count(proposalId);
  await reply.privately(wordsMessage(confirmOutcomeWords({ result: 'over' }), click.reference));
};

const confirmBinding: Press = async (conversation, click, reply) => {
  const outcome = await confirmSecond(conversation.core, askedBy(click), click.actionValue ?? '');
  if (outcome.result === 'not-allowed') return refuse(conversation, outcome, reply);
  if (outcome.result === 'bound') await firstSync(conversation.core, conversation.background, click.reference);
  await reply.privately(wordsMessage(confirmOutcomeWords(outcome), click.reference));
  await reply.publishHome();
};

const denyOrCancel: Press = async (conversation, click, reply) => {
  const outcome = await denyBinding(conversation.core, askedBy(click), click.actionValue ?? '');
  if (outcome.result === 'not-allowed') return refuse(conversation, outcome, reply);
  await reply.privately(wordsMessage(denyOutcomeWords(outcome), click.reference));
  await reply.publishHome();
};

const appsPage: Press = async (conversation, click, reply) => {
  const [, page = '0', search = ''] = /^(\d{1,5}):(.*)$/s.exec(click.actionValue ?? '') ?? [];
  const list = await listApps(conversation.core, askedBy(click), search, Number(page));
  if (list.result === 'not-allowed') return refuse(conversation, list, reply);
  await reply.privately(appsMessage(list, contextOf(conversation, click.reference)));
};

const searchApps: Press = async (conversation, click, reply) => {
  const permission = await permit(conversation.core, click.userId, 'view-apps');
  if (permission.result === 'not-allowed') return refuse(conversation, permission, reply);
  await reply.openView(appSearchView(click.actionValue ?? ''));
};

const showApp: Press = async (conversation, click, reply) => {
  const found = await findApp(conversation.core, askedBy(click), click.actionValue ?? '');
  if (found.result === 'not-allowed') return refuse(conversation, found, reply);
  if (found.result === 'app') return showAppPage(conversation, click, assetKey(found.app), reply);
  await reply.privately(noAppMessage(click.actionValue ?? ''));
};

function askedBy(click: Click) {
  return { actor: click.userId, reference: click.reference };
}

function unusedCardSubject(value: string): string {
  const key = parseUnusedKey(value);
  return key === null ? '' : unusedSubject(key);
}

function removalCardSubject(value: string): string {
  const key = parseRemovalKey(value);
  return key === null ? '' : removalSubject(key);
}

/** Cards whose buttons carry their proposal: the copy that is pressed is the one that is kept up to date from then on. */
const cardSubjects: ReadonlyMap<string, (value: string, userId: string) => string> = new Map([
  [actionIds.continueBinding, (proposalId) => `binding-card:${proposalId}`],
  [actionIds.checkBindingAgain, (proposalId) => `binding-card:${proposalId}`],
  [actionIds.cancelBinding, (proposalId) => `binding-card:${proposalId}`],
  [actionIds.confirmBinding, (proposalId) => `binding-question:${proposalId}`],
  [actionIds.denyBinding, (proposalId) => `binding-question:${proposalId}`],
  [actionIds.confirmSignIn, (key) => `sign-in:${key}`],
  [actionIds.acceptSignIn, (key) => `sign-in-handover-question:${key}`],
  [actionIds.declineSignIn, (key) => `sign-in-handover-question:${key}`],
  [actionIds.withdrawSignIn, (key) => `sign-in-handover-card:${key}`],
  [actionIds.takeBack, (subject) => subject],
  [actionIds.withdrawRequest, (requestId) => `request-card:${requestId}`],
  [actionIds.useNewToken, (renewalId) => `renewal-card:${renewalId}`],
  [actionIds.confirmRequest, (requestId) => `request-question:${requestId}`],
  [actionIds.denyRequest, (requestId) => `request-question:${requestId}`],
  [actionIds.continueCleanUp, (countId) => `clean-up-count:${countId}`],
  [actionIds.waiveCleanUp, (countId) => `clean-up-count:${countId}`],
  [actionIds.confirmClaim, (key) => `device-claim:${key}`],
  [actionIds.denyClaim, (key) => `device-claim:${key}`],
  [actionIds.snoozeAlert, (subject) => subject],
  [actionIds.approveDeployment, (key) => `deployment:${deploymentOf(key)}`],
  [actionIds.denyDeployment, (key) => `deployment:${deploymentOf(key)}`],
  [actionIds.editDeployment, (key) => `deployment:${deploymentOf(key)}`],
  [actionIds.withdrawDeployment, (key) => `deployment-request:${deploymentOf(key)}`],
  [actionIds.askAgainDeployment, (deploymentId) => `deployment-request:${deploymentId}`],
  [actionIds.stopDeployment, (deploymentId) => `deployment-progress:${deploymentId}`],
  [actionIds.goOnDeployment, (deploymentId) => `deployment-progress:${deploymentId}`],
  [actionIds.closeDeployment, (deploymentId) => `deployment-progress:${deploymentId}`],
  [actionIds.installApp, offerSubject],
  [actionIds.appGone, removalCardSubject],
  [actionIds.needApp, removalCardSubject],
  [actionIds.keepUnused, unusedCardSubject],
  [actionIds.giveUnusedBack, unusedCardSubject],
  [actionIds.releaseLeavers, (value) => value.replace(/^\d+:/, '')],
  [actionIds.stopCleanUp, (runId) => `clean-up:${runId}`],
  [actionIds.goOnCleanUp, (runId) => `clean-up:${runId}`],
  [actionIds.openInvitation, (key) => `terms:${key}`],
  [actionIds.termsAccepted, (key) => `terms:${key}`],
  [actionIds.answerInterference, (since) => `interference:${since}`],
]);

/** Of a button's key, `D-7:1:0`. */
function deploymentOf(key: string): string {
  return parseDeploymentKey(key)?.deploymentId ?? '';
}

/** A post whose outcome nobody saw was sent again, so two copies may stand there; only a known card is looked after. */
async function adoptPressedCopy({ core }: Conversation, click: Click): Promise<void> {
  const subject = cardSubjects.get(click.actionId)?.(click.actionValue ?? '', click.userId);
  if (subject === undefined || click.message === null || click.message.ephemeral) return;
  const { channelId: conversation, ts } = click.message;
  for (const target of [click.userId, conversation]) {
    const known = await core.records.get('delivery', deliveryId(subject, target));
    // A card may stand in the channel and in the person's own conversation: a copy of the one is none of the other.
    if (known?.value.conversation !== conversation) continue;
    await adoptCopy(core.records, { subject, target, conversation, ts, at: core.clock() });
  }
}

type ButtonId = Exclude<(typeof actionIds)[keyof typeof actionIds], typeof actionIds.input>;

const presses = {
  [actionIds.openHelp]: asVerb(verbs.help),
  [actionIds.openToken]: asVerb(verbs.token),
  [actionIds.openApps]: asVerb(verbs.apps),
  [actionIds.openDoctor]: asVerb(verbs.doctor),
  [actionIds.syncNow]: asVerb(verbs.sync),
  [actionIds.pause]: asVerb(verbs.pause),
  [actionIds.resume]: asVerb(verbs.resume),
  [actionIds.deployApp]: pressDeploy,
  [actionIds.backToDeploy]: pressBackToDeploy,
  [actionIds.sendLeftOut]: pressSendLeftOut,
  [actionIds.appsPage]: appsPage,
  [actionIds.appsPageBack]: appsPage,
  [actionIds.searchApps]: searchApps,
  [actionIds.showApp]: showApp,
  [actionIds.startBinding]: startBinding,
  [actionIds.continueBinding]: continueBinding,
  [actionIds.checkBindingAgain]: checkBindingAgain,
  [actionIds.cancelBinding]: denyOrCancel,
  [actionIds.confirmBinding]: confirmBinding,
  [actionIds.denyBinding]: denyOrCancel,
  [actionIds.confirmSignIn]: pressConfirmSignIn,
  [actionIds.handOverSignIn]: pressHandOver,
  [actionIds.acceptSignIn]: pressAnswerHandover(true),
  [actionIds.declineSignIn]: pressAnswerHandover(false),
  [actionIds.withdrawSignIn]: pressWithdrawHandover,
  [actionIds.takeBack]: pressTakeBack,
  [actionIds.decommission]: asVerb(startDecommission),
  [actionIds.sendExport]: pressSendExport,
  [actionIds.confirmRequest]: pressConfirmRequest,
  [actionIds.denyRequest]: pressDenyRequest,
  [actionIds.withdrawRequest]: pressDenyRequest,
  [actionIds.countOthers]: asVerb(startCleanUp),
  [actionIds.continueCleanUp]: pressContinueCleanUp,
  [actionIds.waiveCleanUp]: pressWaiveCleanUp,
  [actionIds.stopCleanUp]: pressStopCleanUp,
  [actionIds.goOnCleanUp]: pressGoOnCleanUp,
  [actionIds.answerInterference]: pressAnswerInterference,
  [actionIds.approveDeployment]: pressApprove,
  [actionIds.denyDeployment]: pressDeny,
  [actionIds.editDeployment]: pressEdit,
  [actionIds.withdrawDeployment]: pressWithdraw,
  [actionIds.askAgainDeployment]: pressAskAgain,
  [actionIds.changeDeployment]: pressChange,
  [actionIds.closeDeployment]: pressClose,
  [actionIds.stopDeployment]: pressStop,
  [actionIds.goOnDeployment]: pressGoOn,
  [actionIds.openMyApps]: asVerb(showMyApps),
  [actionIds.installApp]: pressInstall,
  [actionIds.giveBackApp]: pressGiveBack,
  [actionIds.appGone]: pressAppGone,
  [actionIds.needApp]: pressNeedApp,
  [actionIds.keepApp]: pressKeepApp,
  [actionIds.overrideRemoval]: pressOverride,
  [actionIds.openRemovals]: asVerb(showRemovals),
  [actionIds.releaseLeavers]: pressReleaseLeavers,
  [actionIds.renewToken]: asVerb(startRenewal),
  [actionIds.acknowledgeWarning]: pressAcknowledge,
  [actionIds.useNewToken]: pressUseNewToken,
  [actionIds.discardRenewal]: pressDiscard,
  ...listPresses,
  ...peoplePresses,
  ...licencePresses,
  ...unusedPresses,
  ...installPresses,
  ...devicePresses,
} satisfies Record<ButtonId, Press>;

/** What each button does, by `action_id`. */
export function actionHandlers(conversation: Conversation): Record<string, ActionHandler> {
  return Object.fromEntries(
    Object.entries(presses).map(([id, press]): [string, ActionHandler] => [
      id,
      async (click, reply) => {
        await adoptPressedCopy(conversation, click);
        await press(conversation, click, reply);
      },
    ]),
  );
}
