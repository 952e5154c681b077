import { describe, expect, it } from 'vitest';
import { actionIds, linkIds } from '../../../src/slack/ids.js';
import { allWords, renderingsOf } from './renderings.js';
import { buttonsOf, wordsOf } from './texts.js';

const { messages, views } = renderingsOf('Example Ltd');
const all = Object.entries({ ...messages, ...views });
const wherever = (pattern: RegExp) => all.filter(([, one]) => pattern.test(wordsOf(one))).map(([name]) => name);

describe('the words of every card and view', () => {
  it('are British English', () => {
    expect(wherever(/\b(license|licenses|licensed|organization|color|canceled|recognize)\b/i)).toEqual([]);
  });

  it('carry no pictures in place of words', () => {
    expect(wherever(/\p{Emoji_Presentation}|:[a-z_]{3,}:(?!\/\/)/u)).toEqual([]);
  });

  it('shout at nobody and apologise for nothing', () => {
    expect(wherever(/!(?!date\^)|\b(oops|sorry|unfortunately)\b/i)).toEqual([]);
  });

  it('leave no gap where something was missing', () => {
    expect(wherever(/undefined|\bnull\b|NaN|\[object|Invalid Date/)).toEqual([]);
  });
});

describe('an outcome in words', () => {
  it.each(allWords('Example Ltd').map((words) => ({ words })))('says what comes next: $words.title', ({ words }) => {
    expect(words.next).toMatch(/^Next: \S/);
    expect(words.text).toMatch(/changed|recorded|destroyed|certain|shows this bot/);
  });
});

describe('buttons', () => {
  const known: readonly string[] = [...Object.values(actionIds), ...Object.values(linkIds)];
  const buttons = all.flatMap(([name, one]) => buttonsOf(one).map((button) => ({ name, ...button })));

  it('have ids that are listened to', () => {
    expect(buttons.filter((button) => !known.includes(button.action_id))).toEqual([]);
  });

  it('ask once more wherever they are red', () => {
    expect(buttons.filter((button) => button.style === 'danger' && button.confirm === undefined)).toEqual([]);
  });

  it('have at most one main choice on a card', () => {
    const many = all.filter(([, one]) => buttonsOf(one).filter((button) => button.style === 'primary').length > 1);
    expect(many.map(([name]) => name)).toEqual([]);
  });
});
