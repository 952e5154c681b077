import type { GiveUnusedBackOutcome, KeepUnusedOutcome } from '../../licensing/flows/answer-unused.js';
import type { AskUnusedOutcome } from '../../licensing/flows/ask-unused.js';
import type { ExportUnusedOutcome } from '../../licensing/flows/export-unused.js';
import type { NotAllowed } from '../../licensing/rules/policy.js';
import { noServerWords } from './device-words.js';
import { code, counted, dateToken, formatNumber, mention } from './format.js';
import { removedFirst, standingHoldWords } from './my-apps-words.js';
import { nothingChanged, type Words } from './words.js';

type Told<O extends { result: string }> = Exclude<O, NotAllowed>;
type ByResult<O extends { result: string }> = { [X in O as X['result']]: X };
type Table<By> = { [R in keyof By]: (outcome: By[R]) => Words };

function wordsOf<By, R extends keyof By>(table: Table<By>, result: R, outcome: By[R]): Words {
  return table[result](outcome);
}

const appUnknown = (): Words => ({
  title: 'No such app',
  text: `The bot does not know this app any more. ${nothingChanged}`,
  next: 'Next: look at all apps with `/vpp apps`.',
});

const ask: Table<ByResult<Told<AskUnusedOutcome>>> = {
  'no-device-server': () => noServerWords,
  'unknown-app': appUnknown,
  'not-revocable': () => ({
    title: 'This licence cannot come back',
    text: `Apple never takes a licence of this app back, so nobody was asked. ${nothingChanged}`,
    next: 'Next: nothing.',
  }),
  'not-unused': () => ({
    title: 'Nobody was asked',
    text: `By now the app is on a device, the licence is gone, or they were asked or said that they keep it. ${nothingChanged}`,
    next: 'Next: look again with `/vpp unused`.',
  }),
  changed: ({ before, now }) => ({
    title: 'The list has grown',
    text: `It showed ${counted(before, 'person', 'people')}; now there are ${formatNumber(now)}. Nobody was asked. ${nothingChanged}`,
    next: 'Next: open the list again, and decide on that.',
  }),
  asked: ({ people }) => ({
    title: people === 1 ? 'The person is asked' : `${counted(people, 'person', 'people')} are asked`,
    text: `Each gets a direct message with “Keep it” and “Give it back”, and two reminders. That you asked is recorded. ${nothingChanged}`,
    next: 'Next: `/vpp unused` shows who has answered. Whoever does not answer keeps the licence until somebody uninstalls it from them.',
  }),
};

/** How “Ask” and “Ask all” went. */
export function askUnusedWords(outcome: Told<AskUnusedOutcome>): Words {
  return wordsOf(ask, outcome.result, outcome);
}

const over = (): Words => ({
  title: 'This question is over',
  text: `It was answered, or settled some other way meanwhile. ${nothingChanged}`,
  next: 'Next: `/vpp my` shows the apps that you have.',
});

const notYours = ({ userId }: { userId: string }): Words => ({
  title: 'This is for somebody else',
  text: `This is for ${mention(userId)}; only they can answer it. ${nothingChanged}`,
  next: 'Next: nothing for you to do.',
});

const keep: Table<ByResult<Told<KeepUnusedOutcome>>> = {
  'not-yours': notYours,
  over,
  kept: ({ until }) => ({
    title: 'You keep the licence',
    text: `Your answer is recorded. Nobody asks you again before ${dateToken(until)}. ${nothingChanged}`,
    next: 'Next: nothing.',
  }),
};

/** How “Keep it” went. */
export function keepUnusedWords(outcome: Told<KeepUnusedOutcome>): Words {
  return wordsOf(keep, outcome.result, outcome);
}

const give: Table<ByResult<Told<GiveUnusedBackOutcome>>> = {
  'not-yours': notYours,
  over,
  'under-way': () => ({
    title: 'Apple is being asked right now',
    text: `A change of this licence is under way. Your answer was not recorded. ${nothingChanged}`,
    next: 'Next: press “Give it back” again in a minute.',
  }),
  'not-revocable': () => ({
    title: 'This licence stays with you',
    text: `Apple never takes a licence of this app back. ${nothingChanged}`,
    next: 'Next: nothing; you can press “Keep it”.',
  }),
  wished: ({ by }) => ({
    title: 'It is recorded that you do not need the app',
    text: `A required deployment wants you to have it, so you keep the licence for now. ${mention(by)} was told. ${nothingChanged}`,
    next: 'Next: they decide.',
  }),
  removing: ({ devices, hold }) => ({
    title: 'Thank you: your devices are asked first',
    text: `${removedFirst(devices)} Apple has not been asked yet.${hold === null ? '' : ` ${standingHoldWords[hold]} It waits for that.`}`,
    next: 'Next: unlock your devices and keep them on the network; a message of its own says how far each is.',
  }),
  returning: ({ hold }) => ({
    title: 'Thank you: the licence goes back',
    text: `Your answer is recorded. Apple has not been asked yet.${hold === null ? '' : ` ${standingHoldWords[hold]} It waits for that.`}`,
    next: 'Next: nothing; the card says when it is done.',
  }),
};

/** How “Give it back” went. */
export function giveUnusedBackWords(outcome: Told<GiveUnusedBackOutcome>): Words {
  return wordsOf(give, outcome.result, outcome);
}

const exported: Table<ByResult<Told<ExportUnusedOutcome>>> = {
  'no-device-server': () => noServerWords,
  'unknown-app': appUnknown,
  file: ({ name, people, cutOff }) => ({
    title: cutOff ? 'The file was sent, but not whole' : 'The list is in your direct messages',
    text: `${code(name)} holds ${counted(people, 'person', 'people')}.${cutOff ? ' There are more than one file may hold.' : ''} That you got it is recorded. ${nothingChanged}`,
    next: 'Next: open it there. It holds names and e-mail addresses, so treat it with care.',
  }),
};

/** How sending the list as a file went. */
export function exportUnusedWords(outcome: Told<ExportUnusedOutcome>): Words {
  return wordsOf(exported, outcome.result, outcome);
}
