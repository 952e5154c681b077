import type { HomeView, KnownBlock } from '@slack/types';
import type { AssetRecord } from '../../licensing/rules/asset.js';
import type { House } from '../../licensing/rules/house.js';
import { mayAct, type Standing } from '../../licensing/rules/policy.js';
import { abilityButtons } from './abilities.js';
import { homeEntry } from './app-entry.js';
import { decommissionedLine } from './decommission.js';
import { actions, context, divider, fields, header, section } from './elements.js';
import { ageWords, dateToken, external, mentions } from './format.js';
import { actionLines, type BoundHouse, verdict } from './house-words.js';
import { onboardingLines } from './onboarding.js';
import type { RenderContext } from './render-context.js';
import { askWords, refusalReasons } from './role-words.js';
import { figureLines } from './sync-report.js';
import { syncWords } from './sync-words.js';
import { tokenField } from './token-words.js';

export interface HomeInput {
  standing: Standing;
  house: House;
  /** By need. */
  apps: readonly AssetRecord[];
  context: RenderContext;
  custodians: readonly string[];
}

/** Apps on the Home tab. */
const APPS_SHOWN = 10;

/** The Home tab of one person: the state of the house for whoever has a role, a kind word for everybody else. */
export function homeView(input: HomeInput): HomeView {
  return { type: 'home', blocks: blocksFor(input) };
}

function blocksFor(input: HomeInput): KnownBlock[] {
  const { standing, house, custodians } = input;
  if (standing.result === 'excluded') {
    return [header('Welcome'), section([refusalReasons[standing.reason], askWords([])])];
  }
  if (standing.roles.length === 0) return employee(custodians);
  const todo = house.state === 'bound' ? actionLines(house.actions) : [];
  return [
    header(verdict(house)),
    ...(house.paused
      ? [section('*The bot is paused.* It changes nothing at Apple until a custodian resumes it.')]
      : []),
    ...(house.state === 'decommissioned' ? [section(decommissionedLine(house.receipt))] : []),
    ...(todo.length === 0 ? [] : [section(['*What to do*', ...todo])]),
    ...steps(standing, house),
    ...actions(abilityButtons(standing, house)),
    ...(house.state === 'bound' ? boundBlocks(house, input) : []),
    divider(),
    context([
      `Custodians: ${custodians.length === 0 ? 'nobody yet' : mentions(custodians)}. Your roles: ${standing.roles.join(', ')}.`,
      `As of ${dateToken(input.context.now)}.`,
    ]),
  ];
}

function employee(custodians: readonly string[]): KnownBlock[] {
  return [
    header('Welcome'),
    section([
      'Your organisation gives out apps from Apple through this bot.',
      'There is nothing for you to do here at the moment.',
    ]),
    context([`Questions? ${askWords(custodians)}`]),
  ];
}

function steps(standing: Standing, house: House): KnownBlock[] {
  const lines = onboardingLines(house);
  if (lines.length === 0) return [];
  if (mayAct(standing, 'bind').result === 'allowed') return [section(lines)];
  return house.state === 'bound'
    ? [section('The first sync has not finished yet. The figures appear here after it.')]
    : [section('The custodians below bind it; the figures appear here afterwards.')];
}

function boundBlocks(house: BoundHouse, input: HomeInput): KnownBlock[] {
  const { lastComplete, token } = house;
  const { now } = input.context;
  return [
    divider(),
    fields([
      ['Location', external(house.location.locationName)],
      ['Token', tokenField(token)],
      [
        'Last complete sync',
        lastComplete === null
          ? 'not yet'
          : `${dateToken(lastComplete.finishedAt)} (${ageWords(lastComplete.finishedAt, now)})`,
      ],
      ['Next sync', house.syncing ? 'running now' : dateToken(house.nextSync)],
    ]),
    ...failedSync(house),
    ...(lastComplete?.outcome.result === 'complete'
      ? [section(figureLines(lastComplete.outcome.totals, lastComplete.finishedAt))]
      : []),
    ...appBlocks(input),
  ];
}

function failedSync(house: BoundHouse): KnownBlock[] {
  const { lastSync } = house;
  if (lastSync === null || lastSync.outcome.result === 'complete') return [];
  const { what, next } = syncWords(lastSync, house);
  return [section(['*The last sync*', what, ...(next === null ? [] : [next])])];
}

function appBlocks({ apps, standing }: HomeInput): KnownBlock[] {
  if (apps.length === 0 || mayAct(standing, 'view-apps').result !== 'allowed') return [];
  const entries = apps.slice(0, APPS_SHOWN).map(homeEntry);
  return [
    divider(),
    header('Apps, those that need licences first'),
    ...entries.flatMap((entry, index) => (index === 0 ? entry : [divider(), ...entry])),
  ];
}
