import { describe, expect, it } from 'vitest';
import { slackSteps } from '../../src/slack/outbox-steps.js';
import { storageSteps } from '../../src/storage/steps.js';
import { isNode, type Node, sourcesBelow } from '../architecture/sources.js';
import { steps, stepsCutIn, stepsKilledIn } from './steps.js';

/** The step in `….onStep('…')`; any other argument is named in a table of steps. */
function reported(node: Node): string | null {
  if (node.type !== 'CallExpression' || !isNode(node.callee) || node.callee.type !== 'MemberExpression') return null;
  const { property } = node.callee;
  if (!isNode(property) || property.name !== 'onStep' || !Array.isArray(node.arguments)) return null;
  const [step]: unknown[] = node.arguments;
  return isNode(step) && typeof step.value === 'string' ? step.value : null;
}

describe('the table of steps', () => {
  it('names exactly the steps that the source reports', () => {
    const written = sourcesBelow('src', 'onStep').flatMap(({ nodes }) => nodes.flatMap((node) => reported(node) ?? []));
    const all = new Set([...written, ...Object.values(storageSteps), ...Object.values(slackSteps)]);
    expect(Object.keys(steps).sort()).toEqual([...all].sort());
  });

  it('leaves the store’s steps to the cuts of the store, and Slack’s to those of the outbox', () => {
    expect(stepsCutIn('storage').sort()).toEqual(Object.values(storageSteps).sort());
    expect(stepsCutIn('outbox').sort()).toEqual(Object.values(slackSteps).sort());
  });

  it.each(['ceremony', 'slot', 'given', 'put on'] as const)(
    'has a step at which %s is killed in the usual run',
    (kill) => {
      expect(stepsKilledIn(kill, false)).toHaveLength(1);
      expect(stepsKilledIn(kill, true)).toEqual(expect.arrayContaining(stepsKilledIn(kill, false)));
    },
  );
});
