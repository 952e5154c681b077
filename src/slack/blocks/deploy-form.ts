import type { InputBlock, KnownBlock, ModalView, PlainTextOption } from '@slack/types';
import type { DeployableApp } from '../../licensing/flows/deployable-apps.js';
import type { UserGroup } from '../../licensing/ports/people.js';
import type { DeploymentAction } from '../../licensing/rules/deployment.js';
import type { DraftEntries } from '../../licensing/rules/draft.js';
import { REASON_LENGTH } from '../../licensing/rules/draft-faults.js';
import { assetName } from '../../licensing/rules/needs.js';
import { actionIds, blockIds, callbackIds, selectIds } from '../ids.js';
import {
  addressInput,
  channelInput,
  exclusionsInput,
  fileBlocks,
  groupsInput,
  input,
  keepBlocks,
  peopleInput,
} from './deploy-audience.js';
import { deploymentActions } from './deploy-words.js';
import { context, divider, modal, plain, section } from './elements.js';
import { bold, code, externalPlain, formatNumber, shorten } from './format.js';

export interface DeployFormInput {
  entries: DraftEntries;
  /** Empty before the first check. */
  draftId: string;
  /** The app that was chosen. */
  app: DeployableApp | null;
  /** The groups that were chosen, with their names. */
  groups: readonly UserGroup[];
  /** People of the deployment to change, who may be kept; 0 = none. */
  keptPeople: number;
  now: number;
}

/** The form of a deployment, with everything that was entered before. */
export function deployFormView(facts: DeployFormInput): ModalView {
  const { entries, draftId } = facts;
  const { deploymentId } = entries;
  return modal({
    callbackId: callbackIds.deploy,
    title: deploymentId === null ? 'Deploy an app' : `Change ${deploymentId}`,
    submit: 'Check',
    close: 'Cancel',
    ...(draftId === '' ? {} : { metadata: draftId }),
    blocks: [
      ...appBlocks(facts),
      actionInput(entries.action),
      divider(),
      section('*For whom?* Either people who are read once now, from any of these, or user groups that are followed.'),
      ...keepBlocks(entries, facts.keptPeople),
      peopleInput(entries),
      channelInput(entries),
      addressInput(entries),
      ...fileBlocks(entries),
      groupsInput(facts.groups),
      exclusionsInput(entries),
      divider(),
      reasonInput(entries),
      startInput(entries, facts.now),
      context(['Check counts the licences and shows what would happen. Nothing is changed at Apple by it.']),
    ],
  });
}

/** The app of an existing deployment never changes. */
function appBlocks({ entries, app }: DeployFormInput): KnownBlock[] {
  if (entries.deploymentId !== null)
    return [
      section(
        `${app === null ? code(entries.key) : bold(assetName(app.app))}, deployment ${code(entries.deploymentId)}`,
      ),
    ];
  return [
    input(
      { id: blockIds.deployApp, label: 'App' },
      {
        type: 'external_select',
        action_id: selectIds.deployApp,
        min_query_length: 0,
        placeholder: plain('Choose or search', 150),
        ...(app === null ? {} : { initial_option: appOption(app) }),
      },
    ),
  ];
}

/** An app with what is free of it. */
export function appOption({ key, app, free }: DeployableApp): PlainTextOption {
  const pool =
    free === null ? 'free without limit' : `${formatNumber(Math.max(0, free))} of ${formatNumber(app.totalCount)} free`;
  return { text: plain(externalPlain(assetName(app), 75), 75), value: key, description: plain(pool, 75) };
}

function actionInput(action: DeploymentAction): InputBlock {
  const option = (one: DeploymentAction): PlainTextOption => ({
    text: plain(deploymentActions[one].name, 75),
    value: one,
    description: plain(deploymentActions[one].text, 75),
  });
  return input(
    { id: blockIds.deployAction, label: 'What should happen?' },
    {
      type: 'radio_buttons',
      action_id: actionIds.input,
      options: [option('required'), option('available'), option('uninstall')],
      initial_option: option(action),
    },
  );
}

function reasonInput({ reason }: DraftEntries): InputBlock {
  const initial = shorten(reason, REASON_LENGTH.most);
  return input(
    { id: blockIds.deployReason, label: 'Why?', hint: 'Whoever approves it reads this, and so does everybody later.' },
    {
      type: 'plain_text_input',
      action_id: actionIds.input,
      multiline: true,
      max_length: REASON_LENGTH.most,
      ...(initial === '' ? {} : { initial_value: initial }),
    },
  );
}

/** A start that has passed is left empty: it would be refused. */
function startInput({ startAt }: DraftEntries, now: number): InputBlock {
  return input(
    {
      id: blockIds.deployStart,
      label: 'Not before',
      hint: 'Empty: as soon as it is approved. At most 30 days from now.',
      optional: true,
    },
    {
      type: 'datetimepicker',
      action_id: actionIds.input,
      ...(startAt === null || startAt <= now ? {} : { initial_date_time: Math.floor(startAt / 1_000) }),
    },
  );
}
