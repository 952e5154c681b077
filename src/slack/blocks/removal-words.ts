import type { ConfirmRemovedOutcome, KeepOutcome, NeedAppOutcome } from '../../licensing/flows/answer-removal.js';
import type { ReleaseOutcome } from '../../licensing/flows/leavers.js';
import type { OverrideOutcome } from '../../licensing/flows/override-removal.js';
import type { StandingHold } from '../../licensing/flows/standing-hold.js';
import type { NotAllowed } from '../../licensing/rules/policy.js';
import { counted, external, mention } from './format.js';
import { standingHoldWords } from './my-apps-words.js';
import { nothingChanged, type Words } from './words.js';

type Told<O extends { result: string }> = Exclude<O, NotAllowed>;
type ByResult<O extends { result: string }> = { [X in O as X['result']]: X };
type Table<By> = { [R in keyof By]: (outcome: By[R]) => Words };

function wordsOf<By, R extends keyof By>(table: Table<By>, result: R, outcome: By[R]): Words {
  return table[result](outcome);
}

function heldWords(hold: StandingHold | null): string {
  return hold === null ? '' : ` ${standingHoldWords[hold]} It waits for that.`;
}

const over = (): Words => ({
  title: 'This question is over',
  text: `It was answered, called off or put anew meanwhile. ${nothingChanged}`,
  next: 'Next: Home shows how it stands now.',
});

const notYours = ({ userId }: { userId: string }): Words => ({
  title: 'This is for somebody else',
  text: `This is for ${mention(userId)}; only they can answer it. ${nothingChanged}`,
  next: 'Next: nothing for you to do.',
});

const confirm: Table<ByResult<Told<ConfirmRemovedOutcome>>> = {
  'not-yours': notYours,
  over,
  'device-still-has-it': ({ waiting, ownCopies }) => ({
    title: 'Thank you: your devices do not say so yet',
    text: `${stillThere(waiting, ownCopies)} Your answer was noted, and you keep the licence until then. ${nothingChanged}`,
    next:
      ownCopies > 0
        ? 'Next: delete your own copy, unlock the device, and press “It is gone” again in a few minutes.'
        : 'Next: unlock the device and keep it on the network; the rest goes by itself, and you need not press again.',
  }),
  returning: ({ hold }) => ({
    title: 'Thank you: the licence goes back',
    text: `Your answer is recorded. Apple has not been asked yet.${heldWords(hold)}`,
    next: 'Next: nothing; the card says when Apple has taken the licence back.',
  }),
};

/** How “It is gone” went. */
export function confirmRemovedWords(outcome: Told<ConfirmRemovedOutcome>): Words {
  return wordsOf(confirm, outcome.result, outcome);
}

function stillThere(waiting: number, ownCopies: number): string {
  const said = [
    ...(ownCopies > 0 ? [`${counted(ownCopies, 'device')} had a copy of your own when it was asked last`] : []),
    ...(waiting > 0 ? [`${counted(waiting, 'device has', 'devices have')} not said yet that the app is gone`] : []),
  ];
  return `${said.join(', and ')}. The bot asks again by itself.`;
}

const need: Table<ByResult<Told<NeedAppOutcome>>> = {
  'not-yours': notYours,
  over,
  'already-noted': () => ({
    title: 'You have said so already',
    text: `It is recorded that you need the app. ${nothingChanged}`,
    next: 'Next: whoever asked decides.',
  }),
  noted: () => ({
    title: 'It is recorded that you need the app',
    text: `Whoever asked for the removal was told. You keep the licence for now. ${nothingChanged}`,
    next: 'Next: they decide; talk to them if it is urgent.',
  }),
};

/** How “I need it” went. */
export function needAppWords(outcome: Told<NeedAppOutcome>): Words {
  return wordsOf(need, outcome.result, outcome);
}

const keep: Table<ByResult<Told<KeepOutcome>>> = {
  over,
  'by-deployment': ({ deploymentId }) => ({
    title: 'A deployment wants it removed',
    text: `Deployment ${external(deploymentId)} wants it removed, so it cannot be called off for one person here. ${nothingChanged}`,
    next: 'Next: change the people of the deployment, which needs an approval.',
  }),
  kept: ({ own }) => ({
    title: own ? 'You keep the app' : 'They keep the app',
    text: `The removal was called off${own ? '' : ', and the person was told'}. ${nothingChanged}`,
    next: own
      ? 'Next: nothing; where a device has removed it already it comes back, as long as the app is meant for you.'
      : 'Next: nothing.',
  }),
};

/** How “Let them keep it” went. */
export function keepWords(outcome: Told<KeepOutcome>): Words {
  return wordsOf(keep, outcome.result, outcome);
}

const override: Table<ByResult<Exclude<Told<OverrideOutcome>, { result: 'not-acknowledged' }>>> = {
  over,
  returning: ({ userId, hold }) => ({
    title: 'The licence is taken back',
    text: `The override is recorded with your name, and ${mention(userId)} is told. Apple has not been asked yet.${heldWords(hold)}`,
    next: 'Next: nothing; the bot takes the licence back by itself.',
  }),
};

/** How an override went. */
export function overrideWords(outcome: Exclude<Told<OverrideOutcome>, { result: 'not-acknowledged' }>): Words {
  return wordsOf(override, outcome.result, outcome);
}

const release: Table<ByResult<Told<ReleaseOutcome>>> = {
  over: () => ({
    title: 'This card is not in use any more',
    text: `There is a newer one, or nobody who left has licences now. ${nothingChanged}`,
    next: 'Next: look at the newest card in the channel.',
  }),
  already: ({ by }) => ({
    title: 'It was decided already',
    text: `${mention(by)} released these licences, and the bot is at it. Pressing again changed nothing.`,
    next: 'Next: nothing; the card shows how far it is.',
  }),
  changed: ({ before, now }) => ({
    title: 'The figures have changed',
    text: `The card said ${counted(before, 'licence')}; now it is ${counted(now, 'licence')}${before === now ? ', of other people' : ''}. ${nothingChanged}`,
    next: 'Next: look at the card again, which shows the new figures, and decide.',
  }),
  going: ({ release: taken, ask }) => ({
    title: 'The licences go back',
    text: `Your decision is recorded: ${counted(taken, 'licence')} taken back without asking, ${counted(ask, 'licence')} after the person has answered. Apple has not been asked yet.`,
    next: 'Next: nothing; the card shows how far it is.',
  }),
};

/** How “Release n licences” went. */
export function releaseWords(outcome: Told<ReleaseOutcome>): Words {
  return wordsOf(release, outcome.result, outcome);
}
