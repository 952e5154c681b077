import { explainErrorNumber } from '../../licensing/rules/apple-errors.js';
import type { BindingEnd } from '../../licensing/rules/notice.js';
import { holderName } from './binding-facts.js';
import { code, dateToken, external, mention, mentions } from './format.js';
import { nextWords, nothingChanged, type Words } from './words.js';

const tokenDestroyed = 'The token was destroyed here.';

type EndOf = { [E in BindingEnd as E['result']]: E };

const endWords: { [R in keyof EndOf]: (end: EndOf[R]) => Words } = {
  bound: (end) => ({
    title: 'The Apple account is bound',
    text: `Confirmed by ${mentions(end.confirmedBy)}, ${dateToken(end.at)}. Installation id ${code(end.installationId)}, uId ${code(end.uId)}.`,
    next: 'Next: the first sync runs by itself.',
  }),
  denied: (end) => ({
    title: 'The binding was stopped',
    text: `${mention(end.by)} stopped it. ${nothingChanged} ${tokenDestroyed}`,
    next: 'Next: a custodian can start again at any time.',
  }),
  expired: () => ({
    title: 'The time for this binding ran out',
    text: `Nobody finished it in time. ${nothingChanged} ${tokenDestroyed}`,
    next: 'Next: a custodian can start again at any time.',
  }),
  'lost-race': (end) => ({
    title: 'Another product took the location first',
    text: `Apple names ${holderName(end.holder)} as the manager of the location, so it is not bound here and no claim of ours stands there. ${tokenDestroyed}`,
    next: 'Next: find out who connected that product. Then start again with a new token.',
  }),
  'refused-by-apple': (end) => {
    const known = end.errorNumber === null ? null : explainErrorNumber(end.errorNumber);
    const number = end.errorNumber === null ? '' : ` Apple’s error number: ${end.errorNumber}.`;
    const reason = known === null ? `Apple said: “${external(end.message, 200)}”.` : external(known.meaning, 300);
    return {
      title: 'Apple refused the binding',
      text: `${reason}${number} ${nothingChanged} ${tokenDestroyed}`,
      next:
        known === null
          ? 'Next: start again with a new token.'
          : `${nextWords(external(known.remedy, 300))} Then start again.`,
    };
  },
  dropped: (end) => ({
    title: 'The binding was not finished',
    text: `${external(end.reason, 400)}. The location is not bound here. ${tokenDestroyed}`,
    next: 'Next: start again with a new token. If our claim did reach Apple, the next card shows it as the present manager.',
  }),
};

function wordsOf<R extends keyof EndOf>(result: R, end: EndOf[R]): Words {
  return endWords[result](end);
}

/** How a proposal ended, whether anything stands at Apple, and what comes next. */
export function bindingEndWords(end: BindingEnd): Words {
  return wordsOf(end.result, end);
}
