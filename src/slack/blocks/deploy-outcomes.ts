import type { RequestDeploymentOutcome } from '../../licensing/flows/request-deployment.js';
import { licencesMissing } from '../../licensing/rules/approval.js';
import { holdWords } from './clean-up-facts.js';
import { blockedWords } from './deploy-refusals.js';
import { code, counted, dateToken, formatNumber, mentions } from './format.js';
import { nothingChanged, type Words } from './words.js';

type Told = Exclude<RequestDeploymentOutcome, { result: 'not-allowed' }>;

/** What became of a request. */
export function requestOutcomeWords(outcome: Told): Words {
  switch (outcome.result) {
    case 'asked':
      return askedWords(outcome);
    case 'in-force':
      return {
        title: 'It goes ahead',
        text: `Deployment ${code(outcome.deploymentId)} is in force: it is so small that nobody has to approve it. Nothing was changed at Apple yet.`,
        next: 'Next: the bot begins now, and its card in your direct messages shows how far it is.',
      };
    case 'not-now':
      return unchanged(
        'Not possible now',
        `Nothing can be written at Apple now. ${holdWords[outcome.hold]}`,
        'go back and try again when that is settled; `/vpp token` shows what is in the way.',
      );
    case 'not-clean':
      return blockedWords({ why: 'clean-up-needed', cleanliness: outcome.cleanliness });
    case 'no-licences-left':
      return unchanged(
        'Not enough licences any more',
        `${counted(licencesMissing(outcome.arithmetic), 'licence is', 'licences are')} missing now: somebody else was quicker, or Apple took some.`,
        'go back and check again.',
      );
    case 'nobody-could-approve':
      return unchanged(
        'Nobody could approve this',
        `It needs ${outcome.needed === 1 ? 'one approver' : 'two approvers'} who did not write it, and there are fewer.`,
        'whoever runs the bot names more approvers, then go back and ask again.',
      );
    default:
      return restWords(outcome.result);
  }
}

const rest = {
  over: [
    'This was sent already',
    'The request was made before, or what you entered was forgotten after two days.',
    'begin anew with `/vpp deploy`.',
  ],
  'not-counted': ['It was not counted', 'What you entered changed after it was counted.', 'go back and check again.'],
  'unknown-app': [
    'This app is gone',
    'Apple does not list it any more, or it cannot be deployed.',
    'go back and choose another app.',
  ],
  nobody: ['Nobody is left', 'Everybody who was meant has left meanwhile.', 'go back and name somebody else.'],
  'not-changeable': [
    'This deployment is over',
    'It came to its end meanwhile, so it cannot be changed.',
    'begin a new one with `/vpp deploy`.',
  ],
} as const satisfies Record<string, readonly [title: string, text: string, next: string]>;

function restWords(result: keyof typeof rest): Words {
  const [title, text, next] = rest[result];
  return unchanged(title, text, next);
}

function askedWords({ deploymentId, needed, until, approvers }: Extract<Told, { result: 'asked' }>): Words {
  const who = approvers.length === 0 ? '' : `: ${mentions(approvers)}`;
  return {
    title: 'Asked for approval',
    text: `Your request is ${code(deploymentId)}. ${needed === 1 ? 'One person has' : `${formatNumber(needed)} people have`} to approve it by ${dateToken(until)}${who}. ${nothingChanged}`,
    next: 'Next: wait for the answer; its card in your direct messages says how it stands.',
  };
}

function unchanged(title: string, text: string, next: string): Words {
  return { title, text: `${text} ${nothingChanged}`, next: `Next: ${next}` };
}
