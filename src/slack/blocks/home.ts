import type { HomeView, KnownBlock } from '@slack/types';
import type { HomeLists } from '../../licensing/flows/home-lists.js';
import type { House } from '../../licensing/rules/house.js';
import type { JudgedApp } from '../../licensing/rules/judged-app.js';
import { mayAct, type Standing } from '../../licensing/rules/policy.js';
import { abilityButtons } from './abilities.js';
import { homeEntry } from './app-entry.js';
import { decommissionedLine } from './decommission.js';
import { actions, context, divider, fields, header, section } from './elements.js';
import { ageWords, dateToken, external, mentions } from './format.js';
import { homeAdmin } from './home-admin.js';
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
  apps: readonly JudgedApp[];
  context: RenderContext;
  custodians: readonly string[];
  /** Deployments and people, for whoever may see them; nothing when left out. */
  lists?: HomeLists | null;
  /** What the person has, gets and may have; nothing when left out. */
  mine?: readonly KnownBlock[];
}

/** Blocks of a Home tab (Slack documents). */
const HOME_BLOCKS = 100;
/** Apps on the Home tab. */
const APPS_SHOWN = 10;

/** The Home tab of one person: the state of the house for whoever has a role, a kind word for everybody else. */
export function homeView(input: HomeInput): HomeView {
  return { type: 'home', blocks: blocksFor(input).slice(0, HOME_BLOCKS) };
}

function blocksFor(input: HomeInput): KnownBlock[] {
  const { standing, house, custodians } = input;
  if (standing.result === 'excluded') {
    return [header('Welcome'), section([refusalReasons[standing.reason], askWords([])])];
  }
  if (standing.roles.length === 0) return employee(custodians, input.mine ?? []);
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
    ...(input.lists == null ? [] : homeAdmin(input.lists, input.context.now)),
    ...(house.state === 'bound' ? boundBlocks(house, input) : []),
    ...(input.mine === undefined || input.mine.length === 0 ? [] : [divider(), ...input.mine]),
    divider(),
    context([
      `Custodians: ${custodians.length === 0 ? 'nobody yet' : mentions(custodians)}. Your roles: ${standing.roles.join(', ')}.`,
      `As of ${dateToken(input.context.now)}.`,
    ]),
  ];
}

function employee(custodians: readonly string[], mine: readonly KnownBlock[]): KnownBlock[] {
  return [
    header('Welcome'),
    section([
      'Your organisation gives out apps from Apple through this bot.',
      ...(mine.length === 0 ? ['There is nothing for you to do here at the moment.'] : []),
    ]),
    ...mine,
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
