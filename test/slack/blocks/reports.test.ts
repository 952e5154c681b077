import { describe, expect, it } from 'vitest';
import type { AssetRecord } from '../../../src/licensing/rules/asset.js';
import { appPageMessage } from '../../../src/slack/blocks/app-page.js';
import { appsMessage } from '../../../src/slack/blocks/apps.js';
import { dateToken } from '../../../src/slack/blocks/format.js';
import { noticeMessages } from '../../../src/slack/blocks/notices.js';
import { slotWords } from '../../../src/slack/blocks/sync-words.js';
import { daysWords, expiryField, tokenStateWords } from '../../../src/slack/blocks/token-words.js';
import { actionIds } from '../../../src/slack/ids.js';
import {
  appsPage,
  asset,
  bound,
  busy,
  context,
  day,
  judgedApp,
  now,
  outcomes,
  quiet,
  report,
  troubled,
} from './facts.js';
import { anAppPage } from './licence-renderings.js';
import { buttonsOf, wordsOf } from './texts.js';

function summary(
  outcome = quiet as Parameters<typeof report>[0],
  house = bound('Example Ltd'),
  missedSlots: string[] = [],
) {
  return noticeMessages['sync-summary']({ report: report(outcome), house, missedSlots }, context);
}

describe('the summary of a sync', () => {
  it('begins with the verdict', () => {
    expect(summary().text).toMatch(/^All well/);
    expect(summary(quiet, troubled('Example Ltd')).text).toMatch(/^Action required: 9 things to do/);
  });

  it('says the missed slots', () => {
    const words = wordsOf(summary(quiet, bound('Example Ltd'), ['sync@2026-11-22T18:00[Europe/Stockholm]']));
    expect(words).toContain('22 Nov 2026, 18:00 (Europe/Stockholm)');
  });

  it('names at most ten apps in need and counts the rest', () => {
    const words = wordsOf(summary(quiet, troubled('Keynote')));
    expect(words.match(/• Keynote: short by 3/g)).toHaveLength(10);
    expect(words).toContain('and 4 more');
  });

  it('counts every change, whatever it names', () => {
    const words = wordsOf(summary(busy('Keynote')));
    expect(words).toContain('Keynote (100 licences) and 34 more');
    expect(words).toContain('Keynote −60 (now 40) and 25 more');
  });

  it.each(outcomes('Example Ltd').map((outcome) => ({ outcome })))(
    'tells the age of its figures and what comes next: $outcome.result',
    ({ outcome }) => {
      const words = wordsOf(summary(outcome));
      expect(words).toMatch(/Figures of <!date|figures of <!date|No Apple account|no Apple account/);
      expect(words).toContain('Next sync: <!date');
      expect(words.includes('ref-7')).toBe(outcome.result !== 'complete' && outcome.result !== 'skipped');
    },
  );

  it('shows the figures of the last complete sync after a failure', () => {
    const old = report(quiet, { finishedAt: now - day });
    const house = bound('Example Ltd', { lastComplete: old });
    const words = wordsOf(summary({ result: 'other-location', uId: '999' }, house));
    expect(words).toContain(`Figures of <!date^${(now - day) / 1_000}^`);
  });

  it('reads a slot that it does not know as it stands', () => {
    expect(slotWords('something <else>')).toBe('something &lt;else&gt;');
  });
});

describe('the card of a running sync', () => {
  it('says the stage and the pages', () => {
    const facts = { stage: 'running', at: 'users', pages: 25, totalPages: 300, startedAt: now } as const;
    expect(wordsOf(noticeMessages['sync-card'](facts, context))).toContain('reading the people (page 25 of 300)');
  });
});

describe('the token in words', () => {
  it.each([
    [30, 'expires in 30 days'],
    [1, 'expires in 1 day'],
    [0, 'expires in less than a day'],
    [-1, 'expired less than a day ago'],
    [-3, 'expired 2 days ago'],
  ])('%d days left: %s', (daysLeft, words) => {
    expect(daysWords(daysLeft)).toBe(words);
  });

  it('fits a field', () => {
    expect(expiryField({ daysLeft: 12, expires: now })).toMatch(/^In 12 days \(/);
    expect(expiryField({ daysLeft: -3, expires: now })).toMatch(/^Expired 2 days ago \(/);
  });

  it('has its own next step in each state', () => {
    const words = Object.values(tokenStateWords);
    expect(new Set(words.map((one) => one.title)).size).toBe(words.length);
    expect(words.every((one) => one.next !== '' && one.meaning !== '')).toBe(true);
  });
});

/** The sections of the listed apps. */
function entriesOf(apps: AssetRecord[]) {
  const { blocks } = appsMessage(appsPage('x', { apps: apps.map(judgedApp) }), context);
  return blocks.filter((block) => block.type === 'section').slice(1);
}

describe('the list of apps', () => {
  it('says of each app its state, all its figures, its platforms and when they were read, with its icon beside them', () => {
    const listed = asset('Keynote', { iconUrl: 'https://example.com/icon.png', supportedPlatforms: ['iOS', 'macOS'] });
    const [entry] = entriesOf([listed]);
    expect(entry?.text?.text.split('\n')).toEqual([
      '*Keynote* · *Few left*',
      '*100* in all · 90 given out (60 ours, 30 others) · *10 free*',
      `iOS, macOS · updated ${dateToken(now)}`,
    ]);
    expect(entry?.accessory).toMatchObject({ type: 'image', image_url: 'https://example.com/icon.png' });
  });

  it('shows fifteen on a page, also those without an icon, and stays far below the limit of blocks', () => {
    const apps = Array.from({ length: 15 }, (_, index) => asset(`App ${index}`));
    expect(entriesOf(apps).map(({ accessory }) => accessory)).toEqual(apps.map(() => undefined));
    expect(appsMessage(appsPage('x', { apps: apps.map(judgedApp) }), context).blocks.length).toBeLessThan(25);
  });

  it('says in its text what the blocks say, for notifications and screen readers', () => {
    const { text } = appsMessage(
      appsPage('x', { apps: [asset('Keynote'), asset('Pages & <co>')].map(judgedApp) }),
      context,
    );
    expect(text).toContain('Keynote: Few left, 10 free of 100; Pages &amp; &lt;co&gt;: Few left');
  });

  it.each([
    { page: 0, ids: [actionIds.appsPage], values: ['1:key'] },
    { page: 1, ids: [actionIds.appsPageBack, actionIds.appsPage], values: ['0:key', '2:key'] },
    { page: 2, ids: [actionIds.appsPageBack], values: ['1:key'] },
  ])('leads on from page $page', ({ page, ids, values }) => {
    const buttons = buttonsOf(appsMessage(appsPage('Keynote', { page, search: 'key' }), context));
    const turning = buttons.filter((one) => one.action_id.startsWith('vpp.apps.page'));
    expect(turning.map((one) => one.action_id)).toEqual(ids);
    expect(turning.map((one) => one.value)).toEqual(values);
  });

  it.each([
    { why: 'not bound', change: { bound: false }, words: 'No Apple account is bound' },
    { why: 'not synced', change: { asOf: null }, words: 'The first sync has not finished' },
    { why: 'none at Apple', change: { search: '' }, words: 'Apple lists no apps or books' },
    { why: 'nothing found', change: { search: 'key' }, words: 'No app or book fits “key”' },
  ])('says why it is empty: $why', ({ change, words }) => {
    expect(wordsOf(appsMessage(appsPage('x', { apps: [], ...change }), context))).toContain(words);
  });

  it('sets no figures where Apple sets no limit', () => {
    const words = wordsOf(
      appPageMessage(anAppPage(asset('Keynote', { unlimited: true, totalCount: 2_147_483_647 })), context),
    );
    expect(words).not.toContain('2,147,483,647');
    expect(words).toContain('No limit');
    const [entry] = entriesOf([asset('Keynote', { unlimited: true, totalCount: 2_147_483_647 })]);
    expect(entry?.text?.text).toContain('*No limit*\n90 given out (60 ours, 30 others) · *free without limit*\n');
  });
});
