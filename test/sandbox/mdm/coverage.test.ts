import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import * as coverage from '../../../src/sandbox/mdm/coverage.js';
import { MdmFaults } from '../../../src/sandbox/mdm/faults.js';
import { microRoutes } from '../../../src/sandbox/mdm/micromdm.js';
import { nanoRoutes } from '../../../src/sandbox/mdm/nanomdm.js';
import { requestTypes } from '../../../src/sandbox/mdm/request-types.js';
import { switchSchema } from '../../../src/sandbox/mdm/switches.js';
import { mdmScene } from './support.js';

const folder = new URL('.', import.meta.url);
const written = readdirSync(folder)
  .filter((name) => name.endsWith('.test.ts') && name !== 'coverage.test.ts')
  .map((name) => readFileSync(new URL(name, folder), 'utf8'))
  .join('\n');

const served = (table: Readonly<Record<string, coverage.CoverageRow>>): string[] =>
  Object.entries(table)
    .filter(([, row]) => row.state !== 'not')
    .map(([name]) => name)
    .toSorted();

describe('the coverage table', () => {
  test.each(Object.entries(coverage))('names tests that exist: %s', (_, table) => {
    const missing = Object.entries(table).filter(
      ([, row]) => row.state !== 'not' && !written.includes(`test('${row.test}'`),
    );
    expect(missing).toEqual([]);
    expect(Object.values(table).every((row) => row.state === 'supported' || row.note.length > 0)).toBe(true);
  });

  test('has every route of both servers', () => {
    expect(served(coverage.nanoCoverage)).toEqual(Object.keys(nanoRoutes).toSorted());
    expect(served(coverage.microCoverage)).toEqual(Object.keys(microRoutes).toSorted());
  });

  test('has every command', () => {
    expect(served(coverage.commandCoverage)).toEqual([...Object.keys(requestTypes), 'every other'].toSorted());
  });

  test('has every switch, and every switch is set by a test', () => {
    const names = Object.keys(switchSchema.shape);
    expect(Object.keys(coverage.switchCoverage).toSorted()).toEqual(names.toSorted());
    expect(names.filter((name) => !new RegExp(`switches\\.${name}\\b|\\b${name}\\b`).test(written))).toEqual([]);
    for (const schema of Object.values(switchSchema.shape)) expect(schema.description).toBeTruthy();
  });

  test('has every lever and every fault', () => {
    expect(Object.keys(coverage.leverCoverage).toSorted()).toEqual(Object.keys(mdmScene().levers).toSorted());
    const faults = new MdmFaults();
    expect(Object.keys(coverage.faultCoverage).filter((name) => !(name in faults))).toEqual([]);
  });

  test('tells every status that phones come to from those that they never do', () => {
    const all = served(coverage.statusCoverage);
    expect(all.filter((status) => !written.includes(`'${status}'`))).toEqual([]);
  });
});
