import type { HomeView, ModalView } from '@slack/types';
import type { MyApps } from '../../../src/licensing/flows/my-apps.js';
import type { AppFacts, OfferStage, Stand } from '../../../src/licensing/rules/app-offer.js';
import { assignmentTraits } from '../../../src/licensing/rules/assignment.js';
import { LEAVERS_SHOWN, type LeaversFacts } from '../../../src/licensing/rules/leavers.js';
import { REMOVALS_SHOWN, type RemovalFacts, type RemovalLine } from '../../../src/licensing/rules/removal.js';
import { homeView } from '../../../src/slack/blocks/home.js';
import { myAppsBlocks, myAppsMessage } from '../../../src/slack/blocks/home-employee.js';
import { giveBackWords, takeWords } from '../../../src/slack/blocks/my-apps-words.js';
import { noticeMessages } from '../../../src/slack/blocks/notices.js';
import { needAppView, overrideView } from '../../../src/slack/blocks/removal-views.js';
import {
  confirmRemovedWords,
  keepWords,
  needAppWords,
  overrideWords,
  releaseWords,
} from '../../../src/slack/blocks/removal-words.js';
import { removalsMessage } from '../../../src/slack/blocks/removals.js';
import type { Words } from '../../../src/slack/blocks/words.js';
import type { Message } from '../../../src/slack/interaction.js';
import { bound, context, day, member, now } from './facts.js';

const isStand = (state: string): state is Stand => state in assignmentTraits;
export const stands: readonly Stand[] = [...Object.keys(assignmentTraits).filter(isStand), 'waiting-for-terms'];
const stages: readonly OfferStage[] = ['offered', 'over', ...stands];
const removalStages = ['asked', 'needed', 'returning', 'returned', 'not-returned', 'called-off'] as const;

function app(text: string, iconUrl: string | null = null): AppFacts {
  return { key: '361285480.STDQ', name: text, iconUrl };
}

function removal(text: string, change: Partial<RemovalFacts> = {}): RemovalFacts {
  return {
    app: app(text),
    assignmentId: '361285480.STDQ/UANNA1',
    generation: 2,
    by: 'D-7',
    reason: text,
    stage: 'asked',
    overriddenBy: null,
    ...change,
  };
}

function lines(text: string, count: number): RemovalLine[] {
  return Array.from({ length: count }, (_, index) => ({
    assignmentId: '361285480.STDQ/UANNA1',
    generation: 1,
    appName: text,
    userId: 'UANNA1',
    by: index % 2 === 0 ? 'D-7' : 'person:UBERTIL1',
    askedAt: now - 7 * day,
    reminders: index,
    needed: index % 3 === 0 ? null : { at: now, note: index % 3 === 1 ? text : null },
  }));
}

export function leavers(text: string, people: number, change: Partial<LeaversFacts> = {}): LeaversFacts {
  const apps = Array.from({ length: 8 }, () => ({ key: 'k', name: text }));
  return {
    subject: `leavers-${now}`,
    leavers: Array.from({ length: Math.min(people, LEAVERS_SHOWN) }, (_, index) => ({
      userId: 'UANNA1',
      left: index % 2 === 0 ? 'organisation' : 'group',
      since: now - 9 * day,
      apps: index === 0 ? apps : [{ key: 'k', name: null }],
    })),
    people,
    toRelease: people,
    toAsk: 1,
    returning: 0,
    releasedBy: null,
    ...change,
  };
}

function mine(text: string, count: number, hold: MyApps['hold'] = null): MyApps {
  return {
    offers: Array.from({ length: count }, () => app(text)),
    licences: Array.from({ length: count }, (_, index) => ({
      app: app(text),
      stand: stands[index % stands.length] ?? 'licensed',
      since: now,
      mayGiveBack: index % 2 === 0,
      devices: [],
    })),
    removals: Array.from({ length: count }, (_, index) =>
      removal(text, { stage: index % 2 === 0 ? 'asked' : 'needed', by: 'person:UBERTIL1' }),
    ),
    unused: [],
    devices: 0,
    invitationKey: count === 0 ? null : 'UANNA1:1:1',
    hold,
    byItself: false,
  };
}

const holds = [null, 'paused', 'not-bound', 'trouble', 'not-clean'] as const;

/** Every card and answer of the people's side. */
export function peopleSideMessages(text: string): Message[] {
  const objection = { app: app(text), assignmentId: '361285480.STDQ/UANNA1', generation: 1, userId: 'UANNA1' };
  return [
    ...stages.map((stage) =>
      noticeMessages['app-offer'](
        { app: app(text, 'https://example.com/icon.png'), deploymentId: 'D-7', stage },
        context,
      ),
    ),
    noticeMessages['licence-given']({ app: app(text, 'https://example.com/icon.png'), at: now }, context),
    ...removalStages.flatMap((stage) =>
      [null, 'UBERTIL1'].map((overriddenBy) =>
        noticeMessages['removal-question'](removal(text, { stage, overriddenBy }), context),
      ),
    ),
    noticeMessages['removal-question'](removal(text, { by: 'person:UBERTIL1', reason: null }), context),
    ...[false, true].map((last) => noticeMessages['removal-reminder']({ app: app(text), number: 2, last }, context)),
    ...(['open', 'kept', 'over'] as const).flatMap((stage) =>
      ['D-7', 'person:UBERTIL1'].map((by) =>
        noticeMessages['removal-objection']({ ...objection, by, stage, note: by === 'D-7' ? text : null }, context),
      ),
    ),
    ...[0, 1, REMOVALS_SHOWN].map((count) =>
      noticeMessages['removals-card']({ subject: 'removals:1', lines: lines(text, count), count: count * 3 }, context),
    ),
    ...[0, 1, 60].flatMap((count) =>
      [true, false].map((mayOverride) => removalsMessage({ lines: lines(text, count), count, mayOverride })),
    ),
    noticeMessages['leavers-card'](leavers(text, 1, { toAsk: 0 }), context),
    noticeMessages['leavers-card'](leavers(text, 2, { toRelease: 0 }), context),
    noticeMessages['leavers-card'](leavers(text, 400), context),
    noticeMessages['leavers-card'](leavers(text, 3, { toRemove: 2 }), context),
    ...[1, 3].map((all) => noticeMessages['leavers-card'](leavers(text, all, { toRemove: all }), context)),
    ...[0, 1, 3].map((returning) =>
      noticeMessages['leavers-card'](
        leavers(text, 0, { toAsk: 0, returning, releasedBy: { by: 'UBERTIL1', at: now, licences: 3 } }),
        context,
      ),
    ),
    noticeMessages['leavers-card'](leavers(text, 0, { toAsk: 0 }), context),
    ...[0, 1, 40].flatMap((count) => holds.map((hold) => myAppsMessage(mine(text, count, hold)))),
  ];
}

export function peopleSideViews(text: string): Record<string, ModalView> {
  return {
    'need app': needAppView(removal(text)),
    'need app, asked by a person': needAppView(removal(text, { by: 'person:UBERTIL1', reason: null })),
    override: overrideView(removal(text), 'UANNA1'),
  };
}

export function peopleSideHomes(text: string): HomeView[] {
  const house = bound(text);
  return [member(), member('viewer'), member('custodian')].flatMap((standing) =>
    [0, 1, 40].map((count) =>
      homeView({ standing, house, apps: [], context, custodians: ['UBERTIL1'], mine: myAppsBlocks(mine(text, count)) }),
    ),
  );
}

export function peopleSideWords(): Words[] {
  return [
    takeWords({ result: 'over' }),
    takeWords({ result: 'to-be-removed', deploymentId: 'D-7' }),
    takeWords({ result: 'stopped', deploymentId: 'D-7' }),
    takeWords({ result: 'app-gone' }),
    ...stands.map((stand) => takeWords({ result: 'already', stand })),
    ...holds.flatMap((hold) =>
      (['reserved', 'waiting-for-terms'] as const).map((stand) => takeWords({ result: 'reserved', stand, hold })),
    ),
    ...[0, 1, 2].map((ahead) => takeWords({ result: 'waiting', ahead })),
    giveBackWords({ result: 'over' }),
    giveBackWords({ result: 'under-way' }),
    giveBackWords({ result: 'required', deployments: ['D-1', 'D-2', 'D-3', 'D-4', 'D-5', 'D-6'] }),
    giveBackWords({ result: 'not-revocable' }),
    giveBackWords({ result: 'cancelled' }),
    ...holds.flatMap((hold) => [
      giveBackWords({ result: 'returning', hold }),
      confirmRemovedWords({ result: 'returning', hold }),
      overrideWords({ result: 'returning', userId: 'UANNA1', hold }),
    ]),
    confirmRemovedWords({ result: 'over' }),
    confirmRemovedWords({ result: 'not-yours', userId: 'UANNA1' }),
    needAppWords({ result: 'over' }),
    needAppWords({ result: 'not-yours', userId: 'UANNA1' }),
    needAppWords({ result: 'already-noted' }),
    needAppWords({ result: 'noted' }),
    keepWords({ result: 'over' }),
    keepWords({ result: 'by-deployment', deploymentId: 'D-7' }),
    ...[true, false].map((own) => keepWords({ result: 'kept', own })),
    overrideWords({ result: 'over' }),
    releaseWords({ result: 'over' }),
    releaseWords({ result: 'already', by: 'UANNA1' }),
    releaseWords({ result: 'changed', before: 3, now: 1 }),
    releaseWords({ result: 'going', release: 3, ask: 1 }),
  ];
}
