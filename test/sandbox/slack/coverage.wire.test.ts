import { expect, test } from 'vitest';
import {
  actCoverage,
  type Coverage,
  eventCoverage,
  forgingCoverage,
  leverCoverage,
  methodCoverage,
  routeCoverage,
  settingCoverage,
  transportCoverage,
} from '../../../src/sandbox/slack/coverage.js';
import { transports } from '../../../src/sandbox/slack/transport/dispatch.js';
import { routes } from '../../../src/sandbox/slack/transport/routes.js';
import { methods } from '../../../src/sandbox/slack/web-api/methods.js';
import { clientOf, manifest, refusalOf, startSlack } from './support.js';

function present(table: Record<string, Coverage>): string[] {
  return Object.keys(table)
    .filter((name) => table[name]?.status !== 'absent')
    .sort();
}

test('the coverage table says of methods, routes, acts, transports, levers, settings and events what is really there', async () => {
  const slack = await startSlack();
  try {
    expect(present(methodCoverage)).toEqual(Object.keys(methods).sort());
    expect(present(routeCoverage)).toEqual(Object.keys(routes).sort());
    expect(present(actCoverage)).toEqual(Object.keys(slack.actAs('U0000ALVA')).sort());
    expect(present(transportCoverage)).toEqual([...transports].sort());
    expect(present(leverCoverage)).toEqual(Object.keys(slack.levers).sort());
    expect(present(forgingCoverage)).toEqual(Object.keys(slack.signedHttp).sort());
    expect(present(settingCoverage)).toEqual(Object.keys(slack.levers.settings).sort());
    expect(present(eventCoverage)).toEqual([...manifest.botEvents].sort());
    const client = clientOf(slack);
    for (const [name, { status, note }] of Object.entries(methodCoverage)) {
      if (status === 'part') expect(note).not.toBe('');
      const refusal = await refusalOf(client.apiCall(name, { token: '' }));
      expect([name, refusal === 'unknown_method']).toEqual([name, status === 'absent']);
    }
  } finally {
    await slack.stop();
  }
});
