import type { ImportOutcome } from '../../licensing/flows/import-owners.js';
import type { PreviewOutcome } from '../../licensing/flows/preview-owner-import.js';
import type { OwnerImportFacts } from '../../licensing/rules/owner-import.js';
import type { NotAllowed } from '../../licensing/rules/policy.js';
import type { Message } from '../interaction.js';
import { noServerWords, nothingTouched } from './device-words.js';
import { context, fields, header, message, section } from './elements.js';
import { counted, dateToken, formatNumber } from './format.js';
import type { RenderContext } from './render-context.js';
import { nothingChanged, type Words } from './words.js';

/** The living card of an import. */
export function ownerImportCard({ total, wrong, counts, done, at }: OwnerImportFacts, _render: RenderContext): Message {
  const so = counts.set + counts.kept + counts.same + counts.changed + counts.left;
  const what = done
    ? `The list of ${counted(total, 'owner')} was imported. ${nothingChanged}`
    : `The list of ${counted(total, 'owner')} is being imported: ${formatNumber(so)} so far. ${nothingChanged}`;
  const next = done
    ? counts.changed + counts.left > 0
      ? 'Next: look at those left alone with `/vpp devices`. Importing the same list again changes only what is still to change.'
      : 'Next: nothing; apps of the owners are installed on their devices by themselves.'
    : 'Next: nothing; the bot goes on by itself.';
  return message(`${what} ${next}`, [
    header(done ? 'Owners imported' : 'Importing owners'),
    section([what, next]),
    fields([
      ['Set on enrolled devices', formatNumber(counts.set)],
      ['Kept until they enrol', formatNumber(counts.kept)],
      ['So already', formatNumber(counts.same)],
      ['Left alone: another owner meanwhile', formatNumber(counts.changed)],
      ['Left alone: no active member any more', formatNumber(counts.left)],
      ['Wrong lines left out', formatNumber(wrong)],
    ]),
    context([`Begun ${dateToken(at)}.`]),
  ]);
}

type Told<O extends { result: string }> = Exclude<O, NotAllowed>;
type ByResult<O extends { result: string }> = { [X in O as X['result']]: X };
type Table<By> = { [R in keyof By]: (outcome: By[R]) => Words };
type Refused = Exclude<Told<PreviewOutcome>, { result: 'shown' }>;
type Imported = Exclude<Told<ImportOutcome>, { result: 'not-acknowledged' }>;

function wordsOf<By, R extends keyof By>(table: Table<By>, result: R, outcome: By[R]): Words {
  return table[result](outcome);
}

const refusals: Table<ByResult<Refused>> = {
  'no-device-server': () => noServerWords,
  empty: () => ({
    title: 'There is nothing in the list',
    text: `No line with a serial number and an owner was found. ${nothingTouched}`,
    next: 'Next: open the dialogue again and paste the list or choose a file.',
  }),
  'too-many-lines': ({ lines, most }) => ({
    title: 'The list is too long',
    text: `It has ${formatNumber(lines)} lines, and at most ${formatNumber(most)} are taken at a time. ${nothingTouched}`,
    next: 'Next: import it in parts.',
  }),
  'directory-unread': () => ({
    title: 'The people are not known yet',
    text: `The bot has not read yet who works here, so nobody can be found. ${nothingTouched}`,
    next: 'Next: try again in a few minutes.',
  }),
};

/** Why a list was not shown. */
export function previewRefusalWords(outcome: Refused): Words {
  return wordsOf(refusals, outcome.result, outcome);
}

const imports: Table<ByResult<Imported>> = {
  over: () => ({
    title: 'This list is settled already',
    text: `It was imported, or you looked at another one since, or its day is over. ${nothingTouched}`,
    next: 'Next: open `/vpp devices import` again.',
  }),
  going: ({ total }) => ({
    title: 'The list is being imported',
    text: `${counted(total, 'owner')} ${total === 1 ? 'is' : 'are'} being recorded. Nothing was changed at Apple.`,
    next: 'Next: nothing; the result is in your direct messages with this bot.',
  }),
};

/** How “Import” went. */
export function importWords(outcome: Imported): Words {
  return wordsOf(imports, outcome.result, outcome);
}

/** The file could not be fetched from Slack. */
export const ownerFileWords: Words = {
  title: 'The file could not be read',
  text: `It is too large, not a text, or Slack did not give it. ${nothingTouched}`,
  next: 'Next: open the dialogue again and upload it anew, or paste the lines.',
};
