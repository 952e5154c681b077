import type { Versioned } from '../ports/records.js';
import { assignmentId } from '../rules/assignment.js';
import type { Notice } from '../rules/notice.js';
import {
  parseUnusedKey,
  type UnusedFacts,
  type UnusedQuestion,
  type UnusedStage,
  unusedSubject,
} from '../rules/unused-question.js';
import { readAssignment, type StoredAssignment } from './assignments.js';
import type { Core } from './core.js';
import { appOf } from './removal-record.js';

/** One question with the licence that it is about. */
export interface OpenUnused {
  id: string;
  question: Versioned<UnusedQuestion>;
  assignment: StoredAssignment;
}

/** The question behind a button, while it can be answered; `null` = it is over. */
export async function openUnused(core: Core, value: string): Promise<OpenUnused | null> {
  const key = parseUnusedKey(value);
  if (key === null) return null;
  const id = assignmentId(key.key, key.userId);
  const question = await core.records.get('unusedQuestion', id);
  const assignment = await readAssignment(core, key.key, key.userId);
  if (question === null || assignment === null) return null;
  const { at, answer, askedAt, generation } = question.value;
  const isOpen = at === key.at && generation === key.generation && askedAt !== null && answer === null;
  const isHeld = assignment.value.state === 'licensed' && assignment.value.generation === generation;
  return isOpen && isHeld ? { id, question, assignment } : null;
}

/** The card of a question at a stage. */
export async function unusedCard(
  core: Core,
  question: UnusedQuestion,
  stage: UnusedStage,
  reference: string,
  deployments: readonly string[] = [],
): Promise<Notice> {
  return {
    kind: 'unused-question',
    subject: unusedSubject(question),
    audience: { to: 'person', userId: question.userId },
    facts: await unusedFacts(core, question, stage, deployments),
    reference,
  };
}

/** What the card of a question says. */
export async function unusedFacts(
  core: Core,
  { key, userId, generation, at, by }: UnusedQuestion,
  stage: UnusedStage,
  deployments: readonly string[] = [],
): Promise<UnusedFacts> {
  return {
    app: await appOf(core, key),
    assignmentId: assignmentId(key, userId),
    generation,
    at,
    by,
    stage,
    deployments,
  };
}

/** To whoever asked: the person does not need the app, but has to have it. */
export async function wishCard(
  core: Core,
  question: UnusedQuestion,
  deployments: readonly string[],
  stage: 'open' | 'over',
  reference: string,
): Promise<Notice> {
  return {
    kind: 'unused-wish',
    subject: `unused-wish:${question.key}:${question.userId}:${question.at}`,
    audience: { to: 'person', userId: question.by },
    facts: { app: await appOf(core, question.key), userId: question.userId, deployments, stage },
    reference,
  };
}
