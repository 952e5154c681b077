import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { controlLevers } from '../../../src/sandbox/apple/control.js';
import { type CoverageRow, errorCoverage, routeCoverage, surroundings } from '../../../src/sandbox/apple/coverage.js';
import { errorNumbers, listedErrorCodes } from '../../../src/sandbox/apple/error-numbers.js';
import { leverCoverage } from '../../../src/sandbox/apple/lever-coverage.js';
import { routes } from '../../../src/sandbox/apple/routes/table.js';
import { switchCoverage } from '../../../src/sandbox/apple/switch-coverage.js';
import { switchSchema } from '../../../src/sandbox/apple/switches.js';

const folder = new URL('.', import.meta.url);
const texts = readdirSync(folder)
  .filter((name) => name.endsWith('.test.ts') && name !== 'coverage.test.ts')
  .map((name) => readFileSync(new URL(name, folder), 'utf8'));
const written = texts.join('\n');

const tables: Record<string, Readonly<Record<string, CoverageRow>>> = {
  routeCoverage,
  surroundings,
  errorCoverage,
  switchCoverage,
  leverCoverage,
};

describe('the coverage table', () => {
  test.each(Object.entries(tables))('names tests that exist: %s', (_, table) => {
    const missing = Object.entries(table).filter(
      ([, row]) => row.state !== 'not' && !written.includes(`test('${row.test}'`),
    );
    expect(missing).toEqual([]);
    expect(Object.values(table).every((row) => row.state === 'supported' || row.note.length > 0)).toBe(true);
  });

  test('has every method of every route and no other', () => {
    const real = Object.entries(routes).flatMap(([path, route]) =>
      Object.keys(route).map((method) => `${method} ${path}`),
    );
    expect(Object.keys(routeCoverage).toSorted()).toEqual([...real, 'GET service/config'].toSorted());
  });

  test('has every switch, and every switch is set by a test', () => {
    const names = Object.keys(switchSchema.shape);
    expect(Object.keys(switchCoverage).toSorted()).toEqual(names.toSorted());
    expect(names.filter((name) => !new RegExp(`switches\\.${name}\\b|\\b${name}:`).test(written))).toEqual([]);
    for (const schema of Object.values(switchSchema.shape)) expect(schema.description).toBeTruthy();
  });

  test('has every lever', () => {
    expect(Object.keys(leverCoverage).toSorted()).toEqual(Object.keys(controlLevers).toSorted());
  });

  test('has every number that the second version can give', () => {
    const span = (first: number, last: number) => Array.from({ length: last - first + 1 }, (_, index) => first + index);
    const known = [
      ...[9601, 9602, 9603, 9609, 9621, 9622, 9623, 9625, 9634, 9635, 9637, 9641, 9644, 9645, 9646, 9647, 9650],
      ...span(9700, 9729),
      ...span(9811, 9818),
    ];
    const byAnswersOfTheFirstVersion = [9616, 9619];
    expect(Object.keys(errorCoverage).map(Number)).toEqual([...known, ...byAnswersOfTheFirstVersion].toSorted());
    const served = Object.entries(errorCoverage).filter(([, row]) => row.state !== 'not');
    expect(served.map(([number]) => number)).toEqual(Object.keys(errorNumbers));
  });

  test('lists in service config what Apple’s sample lists', () => {
    const listed = listedErrorCodes().map((error) => error.errorNumber);
    expect(listed.filter((number) => number < 9700)).toEqual([9601, 9602, 9603, 9609, 9621, 9625, 9634, 9646, 9650]);
    expect(listed.filter((number) => number >= 9700)).toEqual(Array.from({ length: 29 }, (_, index) => 9700 + index));
  });
});
