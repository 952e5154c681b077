import type { ApproveOutcome } from '../../licensing/flows/approve-deployment.js';
import type { AskAgainOutcome } from '../../licensing/flows/ask-again.js';
import type { CloseOutcome, StopOutcome } from '../../licensing/flows/change-deployment.js';
import type { GateShut } from '../../licensing/flows/deployment-gate.js';
import type { EditOutcome } from '../../licensing/flows/edit-request.js';
import type { DenyOutcome, WithdrawOutcome } from '../../licensing/flows/end-request.js';
import type { NotPlaced } from '../../licensing/flows/place-request.js';
import type { RequestOver } from '../../licensing/rules/deployment.js';
import type { WriteHold } from '../../licensing/rules/may-write.js';
import type { NotAllowed } from '../../licensing/rules/policy.js';
import { changeLines } from './deploy-words.js';
import { standingWords } from './deployment-words.js';
import { code, counted, dateToken, formatNumber, mention, mentions } from './format.js';
import { nothingChanged, type Words } from './words.js';

type Told<O> = Exclude<O, NotAllowed>;

const holds = {
  'not-bound': 'No Apple account is bound.',
  intent: 'The location is being taken back or handed over.',
  'not-ours': 'Another product manages the location at Apple, or nobody does.',
  token: 'Apple does not take the token for changes.',
  'awaiting-reading': 'The location was taken back, and it is not read from start to end yet.',
} satisfies Record<WriteHold, string>;

function unchanged(title: string, text: string, next: string): Words {
  return { title, text: `${text} ${nothingChanged}`, next: `Next: ${next}` };
}

function gateWords(gate: GateShut): Words {
  if (gate.result === 'not-now')
    return unchanged(
      'Not possible at the moment',
      `${holds[gate.hold]} So nothing can be put in force.`,
      'look at `/vpp token`; the request waits meanwhile.',
    );
  const found =
    gate.cleanliness === 'needed'
      ? 'There are people or licences at Apple that this bot did not make.'
      : 'Nobody has counted yet what others made at the location.';
  return unchanged(
    'Others may still have licences here',
    `${found} The first deployment waits until that is cleaned up, or a custodian decides that it stays.`,
    'a custodian uses `/vpp token clean-up`; the request waits meanwhile.',
  );
}

function overWords(outcome: RequestOver): Words {
  if (outcome.result === 'unknown')
    return unchanged('No such deployment', 'The bot does not know it.', 'look it up with `/vpp deployments`.');
  const title = outcome.deployment.pending === null ? 'It is decided already' : 'This version is over';
  return unchanged(title, standingWords(outcome.deployment), 'nothing; your click had no effect.');
}

const unknownApp = unchanged(
  'The app cannot be deployed any more',
  'Apple’s last list had no such app.',
  'look at `/vpp apps`, or press Sync now if it was bought just now.',
);

function notPlacedWords(outcome: NotPlaced): Words {
  switch (outcome.result) {
    case 'not-now':
    case 'not-clean':
      return gateWords(outcome);
    case 'unknown-app':
      return unknownApp;
    case 'nobody':
      return unchanged('Nobody is left', 'There is nobody left whom it is for.', 'choose other people.');
    case 'no-licences-left': {
      const { needed, free } = outcome.arithmetic;
      return unchanged(
        'Not enough licences',
        `${counted(needed, 'licence is', 'licences are')} needed, and ${formatNumber(Math.max(0, free ?? 0))} free.`,
        'make it smaller, uninstall the app from others, or buy more and try again after the next sync.',
      );
    }
    case 'nobody-could-approve':
      return unchanged(
        'Nobody could approve it',
        outcome.needed === 2
          ? 'It needs two approvers who did not write any part of it, and there are fewer.'
          : 'It needs an approver who did not write any part of it, and there is none.',
        'ask whoever set up the bot to name another approver (`VPP_ROLE_APPROVERS`).',
      );
  }
}

/** What somebody is told who pressed Approve. */
export function approveWords(outcome: Told<ApproveOutcome>): Words {
  switch (outcome.result) {
    case 'unknown':
    case 'over':
      return overWords(outcome);
    case 'not-now':
    case 'not-clean':
      return gateWords(outcome);
    case 'unknown-app':
      return unknownApp;
    case 'own':
      return unchanged(
        'Somebody else has to approve it',
        'You asked for it or edited it, and nobody approves what they wrote.',
        'another approver presses the button.',
      );
    case 'already-approved':
      return unchanged(
        'You approved it already',
        `Your approval of ${dateToken(outcome.at)} counts; ${outcome.needed === 2 ? 'a second approver is needed' : 'nothing more is needed'}.`,
        outcome.needed === 2 ? 'another approver presses the button.' : 'nothing.',
      );
    case 'worse':
      return unchanged(
        'It is worse than the card showed',
        `Nothing was approved:\n${changeLines({ joined: 0, gone: 0, worse: outcome.worse }).join('\n')}\n`,
        'look at the card with the new figures, then approve, edit or deny it.',
      );
    case 'redrawn':
      return unchanged(
        'The card was drawn anew',
        'Its figures changed just before you pressed, so nothing was approved.',
        'look at the new figures and press again.',
      );
    case 'first-approval':
      return unchanged(
        'Your approval is recorded',
        `One more approver is needed: ${outcome.approvers.length === 0 ? 'nobody is left who may, so another one has to be named' : mentions(outcome.approvers, 10)}.`,
        'nothing; the card says how it goes on.',
      );
    case 'approved':
      return {
        title: 'Approved',
        text: `${outcome.licences === 0 ? 'It is in force' : `${counted(outcome.licences, 'licence is', 'licences are')} held for it`}. ${nothingChanged}`,
        next: 'Next: nothing; the bot goes on by itself, and progress stands in the thread of the card.',
      };
  }
}

const denials = {
  denied: unchanged('Denied', 'Whoever asked is told your name and your reason.', 'nothing to do.'),
  'no-reason': unchanged('A reason is needed', 'Whoever asked has to understand it.', 'press Deny again.'),
} as const;

/** How “Deny…” went. */
export function denyWords(outcome: Told<DenyOutcome>): Words {
  return outcome.result === 'unknown' || outcome.result === 'over' ? overWords(outcome) : denials[outcome.result];
}

/** How “Withdraw” went. */
export function withdrawWords(outcome: Told<WithdrawOutcome>): Words {
  switch (outcome.result) {
    case 'unknown':
    case 'over':
      return overWords(outcome);
    case 'not-yours':
      return notYours(outcome.requestedBy);
    case 'withdrawn':
      return unchanged('Withdrawn', 'The approvers see it on their card.', 'nothing to do.');
  }
}

function notYours(requestedBy: string): Words {
  return unchanged(
    'Somebody else asked for it',
    `Only ${mention(requestedBy)} can do that.`,
    'ask them, or an approver to deny it.',
  );
}

/** How “Edit…” went. */
export function editWords(outcome: Told<EditOutcome>): Words {
  switch (outcome.result) {
    case 'unknown':
    case 'over':
      return overWords(outcome);
    case 'no-reason':
      return unchanged('A reason is needed', 'Approvers have to understand it.', 'press Edit again.');
    case 'same':
      return unchanged('Nothing is different', 'What you entered is what waits already.', 'nothing to do.');
    case 'edited':
      return askedWords('The edited request waits', outcome);
    default:
      return notPlacedWords(outcome);
  }
}

function askedWords(
  title: string,
  {
    deploymentId,
    needed,
    until,
    approvers,
  }: { deploymentId: string; needed: 1 | 2; until: number; approvers: readonly string[] },
): Words {
  const who = `${needed === 2 ? 'Two of these people have' : approvers.length === 1 ? 'This person has' : 'One of these people has'} to approve ${code(deploymentId)}: ${mentions(approvers, 10)}.`;
  return unchanged(title, `${who} It expires ${dateToken(until)}.`, 'nothing; you hear how it was decided.');
}

function inForceWords(deploymentId: string): Words {
  return {
    title: 'In force',
    text: `${code(deploymentId)} is below the threshold of your organisation, so nobody has to approve it. ${nothingChanged}`,
    next: 'Next: nothing; the bot goes on by itself, and `/vpp deployment` shows how far it is.',
  };
}

/** How “Ask again” went. */
export function askAgainWords(outcome: Told<AskAgainOutcome>): Words {
  switch (outcome.result) {
    case 'unknown':
    case 'over':
      return overWords(outcome);
    case 'not-yours':
      return notYours(outcome.requestedBy);
    case 'asked':
      return askedWords('Asked again', outcome);
    case 'in-force':
      return inForceWords(outcome.deploymentId);
    default:
      return notPlacedWords(outcome);
  }
}

/** How “Close…” went. */
export function closeWords(outcome: Told<CloseOutcome>): Words {
  if (outcome.result !== 'closed') return overWords(outcome);
  return {
    title: 'Closed',
    text: `What it held is free again, and licences that people have stay theirs. ${nothingChanged}`,
    next: 'Next: nothing; what Apple works on already comes to its end by itself.',
  };
}

/** How “Stop” or “Go on” went. */
export function haltWords(outcome: Told<StopOutcome>): Words {
  switch (outcome.result) {
    case 'unknown':
    case 'over':
      return overWords(outcome);
    case 'already':
      return outcome.stopped === null
        ? unchanged('It is not stopped', 'It goes on already.', 'nothing to do.')
        : unchanged(
            'It is stopped already',
            `${mention(outcome.stopped.by)} stopped it ${dateToken(outcome.stopped.at)}.`,
            'press Go on to let it go on.',
          );
    case 'stopped':
      return {
        title: 'Stopped',
        text: 'Nothing more of it is sent. What Apple works on already is not called back, so a few licences may still be changed there.',
        next: 'Next: press Go on to let it go on, or close it.',
      };
    case 'goes-on':
      return unchanged('It goes on', 'The next batch is sent as soon as it can be.', 'nothing to do.');
  }
}
