import type { Report } from './validator/checks.js';
import { suggestions } from './validator/composition.js';
import { type BlockSurface, judgeBlocks } from './validator/surfaces.js';
import { judgeView } from './validator/views.js';

function collect(judge: (report: Report) => void): string[] {
  const problems: string[] = [];
  judge({ problem: (at, message) => problems.push(`${message} [json-pointer:${at}]`) });
  return problems;
}

/** What Slack would refuse in the blocks of a surface, each with a pointer to its place; empty when nothing. */
export function validateBlocks(surface: BlockSurface, blocks: unknown): string[] {
  return collect((report) => judgeBlocks(surface, blocks, '/blocks', report));
}

/** What Slack would refuse in a modal or a home tab. */
export function validateView(view: unknown): string[] {
  return collect((report) => judgeView(view, '/view', report));
}

/** What Slack would refuse in the answer to a `block_suggestion`. */
export function validateOptions(answer: unknown): string[] {
  return collect((report) => suggestions(answer, '', report));
}
