import type { Versioned } from '../ports/records.js';
import { assignmentId } from '../rules/assignment.js';
import { isKept, type UnusedQuestion } from '../rules/unused-question.js';
import type { Core } from './core.js';
import { type JudgedLicence, judgedLicences, type KnownDevices, readKnownDevices } from './licence-use.js';

/** A licence that may lie idle, with the question about it. */
export interface UnusedLicence extends JudgedLicence {
  use: Extract<JudgedLicence['use'], { use: 'unused' | 'unknown' }>;
  question: Versioned<UnusedQuestion> | null;
  /** The person does not belong to the organisation any more: they are not asked, there is a card about them. */
  left: boolean;
  kept: boolean;
}

/** Licences of one app that are on no device of their holder, and those of which nobody knows. */
export async function unusedLicences(
  core: Core,
  key: string,
  known: KnownDevices | null = null,
): Promise<readonly UnusedLicence[]> {
  const all = await judgedLicences(core, known ?? (await readKnownDevices(core)), key);
  const questions = new Map((await core.records.list('unusedQuestion', `${key}/`)).map((one) => [one.id, one]));
  const now = core.clock();
  const found: UnusedLicence[] = [];
  for (const { use, assignment, stored } of all) {
    if (use.use !== 'unused' && use.use !== 'unknown') continue;
    const { userId, generation } = assignment;
    const asked = questions.get(assignmentId(key, userId)) ?? null;
    const isOfThis = asked?.value.generation === generation;
    const left = (await core.records.get('member', userId))?.value.deactivated ?? false;
    found.push({ use, assignment, stored, left, question: asked, kept: isOfThis && isKept(asked.value, now) });
  }
  return found;
}

/** The question of this very licence; one of an earlier is over. */
export function questionOf({ question, assignment }: UnusedLicence): UnusedQuestion | null {
  return question?.value.generation === assignment.generation ? question.value : null;
}

/** Whether somebody may be asked now: by themselves (`one`) also again after they said what cannot be done by them alone. */
export function isAskable(licence: UnusedLicence, how: 'one' | 'all'): boolean {
  const isFree = how === 'one' ? isOnNoDevice(licence) : licence.use.use === 'unused';
  if (!isFree || licence.left || licence.kept) return false;
  const question = questionOf(licence);
  if (question === null || question.answer?.answer === 'keep') return true;
  return how === 'one' && question.shown === 'wished';
}

/** Nobody can use it where the person has no device in management at all. */
function isOnNoDevice({ use }: UnusedLicence): boolean {
  return use.use === 'unused' || (use.use === 'unknown' && (use.why === 'no-device' || use.why === 'left-management'));
}

/** Licences of one app that are held without use by people who did not say that they keep them. */
export async function countUnused(core: Core, key: string): Promise<number> {
  const all = await unusedLicences(core, key);
  return all.filter(({ use, kept }) => use.use === 'unused' && !kept).length;
}
