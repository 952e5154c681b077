import { permit } from '../../licensing/flows/core.js';
import { findApp, listApps } from '../../licensing/flows/list-apps.js';
import { setPaused } from '../../licensing/flows/pause.js';
import { readHouse } from '../../licensing/flows/read-house.js';
import { requestSync } from '../../licensing/flows/sync.js';
import { assetKey } from '../../licensing/rules/asset.js';
import { type Act, mayAct } from '../../licensing/rules/policy.js';
import { pauseMessage, secretInCommandMessage, syncRequestMessage } from '../blocks/answers.js';
import { appsMessage, noAppMessage, severalAppsMessage } from '../blocks/apps.js';
import { helpMessage } from '../blocks/help.js';
import { handOverRight } from '../blocks/sign-in-page.js';
import { tokenMessage } from '../blocks/token-page.js';
import type { CommandHandler, Interaction, Reply } from '../interaction.js';
import { audit } from './audit.js';
import { startCleanUp } from './clean-up.js';
import { closestCommand } from './closest-command.js';
import { type Conversation, contextOf, holdersOf, standingOf } from './conversation.js';
import { startDecommission } from './decommission.js';
import { startDeploy } from './deploy.js';
import { deployment, deployments } from './deployments.js';
import { device, devices } from './devices.js';
import { doctor } from './doctor.js';
import { installs } from './installs.js';
import { showAppPage } from './licences.js';
import { my } from './my-devices.js';
import { refuse } from './refuse.js';
import { showRemovals } from './removals.js';
import { startRenewal } from './renewal.js';
import { showUnused } from './unused.js';
import { user, users } from './users.js';
import { why } from './why.js';

/** One thing a person may ask for, by command or by button. `rest` is what follows the command's first word. */
export type Verb = (conversation: Conversation, asked: Interaction, rest: string, reply: Reply) => Promise<void>;

async function help(
  conversation: Conversation,
  asked: Interaction,
  unknown: string | null,
  reply: Reply,
): Promise<void> {
  const standing = await standingOf(conversation, asked.userId);
  const suggestion = unknown === null ? null : closestCommand(unknown, Object.keys(verbs));
  const custodians = await holdersOf(conversation, ['custodian']);
  const house = await readHouse(conversation.core);
  await reply.privately(helpMessage({ standing, house, suggestion, unknown, custodians }));
}

const token: Verb = async (conversation, asked, rest, reply) => {
  const more = tokenVerbs.get(rest.toLowerCase());
  if (more !== undefined) return more(conversation, asked, '', reply);
  const permission = await permit(conversation.core, asked.userId, 'view-token');
  if (permission.result === 'not-allowed') return refuse(conversation, permission, reply);
  const house = await readHouse(conversation.core);
  const may = (act: Act) => mayAct(permission.standing, act).result === 'allowed';
  const custodians = await holdersOf(conversation, ['custodian']);
  await reply.privately(
    tokenMessage({
      house,
      context: contextOf(conversation, asked.reference),
      mayBind: may('bind'),
      maySync: may('sync'),
      mayCleanUp: may('clean-up'),
      custodians,
      handOver: handOverRight(house, asked.userId, may('hand-over-sign-in')),
    }),
  );
};

const sync: Verb = async (conversation, asked, _rest, reply) => {
  const outcome = await requestSync(conversation.core, { actor: asked.userId, reference: asked.reference });
  if (outcome.result === 'not-allowed') return refuse(conversation, outcome, reply);
  if (outcome.result === 'started') conversation.background.sync();
  await reply.privately(syncRequestMessage(outcome));
};

const apps: Verb = async (conversation, asked, rest, reply) => {
  const page = await listApps(conversation.core, { actor: asked.userId, reference: asked.reference }, rest, 0);
  if (page.result === 'not-allowed') return refuse(conversation, page, reply);
  await reply.privately(appsMessage(page, contextOf(conversation, asked.reference)));
};

const app: Verb = async (conversation, asked, rest, reply) => {
  if (rest === '') return apps(conversation, asked, '', reply);
  const found = await findApp(conversation.core, { actor: asked.userId, reference: asked.reference }, rest);
  if (found.result === 'not-allowed') return refuse(conversation, found, reply);
  if (found.result === 'app') return showAppPage(conversation, asked, assetKey(found.app), reply);
  if (found.result === 'several') return reply.privately(severalAppsMessage(found.apps));
  await reply.privately(noAppMessage(found.search));
};

const pauseOrResume =
  (paused: boolean): Verb =>
  async (conversation, asked, _rest, reply) => {
    const outcome = await setPaused(conversation.core, { actor: asked.userId, reference: asked.reference }, paused);
    if (outcome.result === 'not-allowed') return refuse(conversation, outcome, reply);
    await reply.privately(pauseMessage(outcome));
    await reply.publishHome();
  };

/** What may follow `/vpp token`. */
const tokenVerbs: ReadonlyMap<string, Verb> = new Map([
  ['renew', startRenewal],
  ['clean-up', startCleanUp],
  ['decommission', startDecommission],
]);

/** First words of `/vpp …`. */
export const verbs = {
  help: (conversation, asked, _rest, reply) => help(conversation, asked, null, reply),
  token,
  sync,
  doctor,
  apps,
  app,
  deploy: startDeploy,
  my,
  devices,
  device,
  removals: showRemovals,
  unused: showUnused,
  deployments,
  deployment,
  users,
  user,
  installs,
  why,
  audit,
  pause: pauseOrResume(true),
  resume: pauseOrResume(false),
} satisfies Record<string, Verb>;

const byName: ReadonlyMap<string, Verb> = new Map(Object.entries(verbs));

/** Looks like a content token: it must not be repeated, and whoever sent it must know that Slack has it now. */
const tokenLike = /[A-Za-z0-9+/=]{100,}|eyJ[\w+/=-]{30,}/;

/** `/vpp` and whatever follows it; unknown input answers with the closest command. */
export function vppCommand(conversation: Conversation): CommandHandler {
  return async (invocation, reply) => {
    if (tokenLike.test(invocation.text)) {
      invocation.log.warn({ userId: invocation.userId }, 'A slash command held something that looks like a token');
      return reply.privately(secretInCommandMessage(conversation.portalUrl));
    }
    const [word = '', ...rest] = invocation.text.split(/\s+/);
    if (word === '') return help(conversation, invocation, null, reply);
    const verb = byName.get(word.toLowerCase());
    if (verb === undefined) return help(conversation, invocation, word.slice(0, 40), reply);
    await verb(conversation, invocation, rest.join(' '), reply);
  };
}
