import { describe, expect, it } from 'vitest';
import { doctorMessage, doctorReport } from '../../../src/slack/blocks/doctor.js';
import { checkWords } from '../../../src/slack/blocks/doctor-words.js';
import { checkLines, wellLines } from './doctor-renderings.js';
import { context, now } from './facts.js';
import { wordsOf } from './texts.js';

describe('the doctor', () => {
  it('tells every line with its verdict, and a remedy wherever something is wrong or worth knowing', () => {
    const lines = checkLines('Example');
    expect(lines.map(({ name }) => name).sort()).toEqual(Object.keys(checkWords).sort());
    const told = wordsOf(doctorMessage(lines, context));
    for (const { name, verdict } of lines) {
      const line = told.split('\n').find((one) => one.includes(`${checkWords[name].title}: `) && one.startsWith('•'));
      expect(line, name).toMatch(
        verdict === 'ok' ? /^• \*OK:\*/ : verdict === 'hint' ? /^• \*Hint:\*/ : /^• \*Wrong:\*/,
      );
      expect(line?.split('Next: ').length, name).toBe(verdict === 'ok' ? 1 : 2);
    }
  });

  it('says in one word that all is well', () => {
    expect(doctorMessage(wellLines, context).text).toMatch(/^All well\./);
    expect(doctorReport({ at: now, lines: wellLines }, context).text).toMatch(/^All well again\./);
  });

  it('tells by itself only what is wrong', () => {
    const told = wordsOf(
      doctorReport(
        { at: now, lines: [...wellLines, ...checkLines('Example').filter(({ name }) => name === 'clock')] },
        context,
      ),
    );
    expect(told).toContain('1 thing is wrong');
    expect(told).toContain('15 minutes behind Slack');
    expect(told).not.toContain('*OK:*');
  });
});
