import { describe, expect, it } from 'vitest';
import { appPageMessage } from '../../../src/slack/blocks/app-page.js';
import { noticeMessages } from '../../../src/slack/blocks/notices.js';
import { asset, context, judgedApp } from './facts.js';
import { anAlertCard, anAppPage, someFigures } from './licence-renderings.js';
import { wordsOf } from './texts.js';

const { 'licence-alert': card, 'licence-digest': digest } = noticeMessages;

/** A level is left only clearly above its threshold, so that it is told once; the words follow the figures at once. */
describe('an app that had no licence left and has a few again', () => {
  it('is not said to have none on its page', () => {
    const app = judgedApp(asset('Keynote', { totalCount: 16, assignedCount: 15, availableCount: 1 }));
    const page = anAppPage(app.asset);
    const words = wordsOf(appPageMessage({ ...page, app: { ...app, level: 'none-left' } }, context));
    expect(words).toContain('Very few left');
    expect(words).not.toMatch(/None left|Nobody else can get it/);
  });

  it('is not said to have none on its card', () => {
    const message = card(anAlertCard('Keynote', { level: 'none-left', figures: someFigures({ free: 1 }) }), context);
    expect(wordsOf(message)).toContain('Very few licences left: Keynote');
    expect(wordsOf(message)).not.toContain('No licences left');
  });

  it('is not said to have none on a card for many', () => {
    const line = { key: '1.STDQ', name: 'Keynote', level: 'none-left', free: 1, totalCount: 16 } as const;
    expect(wordsOf(digest({ since: 0, lines: [line], count: 1 }, context))).toContain('Keynote: very few left');
  });

  it('has none while none is free', () => {
    const message = card(anAlertCard('Keynote', { level: 'none-left', figures: someFigures({ free: 0 }) }), context);
    expect(wordsOf(message)).toContain('No licences left: Keynote');
  });
});
