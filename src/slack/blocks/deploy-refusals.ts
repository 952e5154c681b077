import type { DraftRefusal, NotEnough } from '../../licensing/flows/count-draft.js';
import type { DeployingBlocked } from '../../licensing/flows/open-draft.js';
import type { AudienceRefusal } from '../../licensing/flows/resolve-audience.js';
import type { AssetRecord } from '../../licensing/rules/asset.js';
import type { Roster } from '../../licensing/rules/deployment.js';
import { assetName } from '../../licensing/rules/needs.js';
import type { FileDownload } from '../files.js';
import { faultWords, leftOutLine } from './deploy-words.js';
import { bold, code, counted, external, formatNumber, mentions } from './format.js';
import { nothingChanged, type Words } from './words.js';

const back = 'go back and change it; what you entered is kept.';

function unchanged(title: string, text: string, next: string): Words {
  return { title, text: `${text} ${nothingChanged}`, next: `Next: ${next}` };
}

/** Why nobody can say who is meant, and what to do. */
function audienceRefusalWords(refusal: AudienceRefusal): Words {
  switch (refusal.why) {
    case 'group-unreadable':
      return unchanged(
        'A user group could not be read',
        `Slack did not say who is in one of the user groups you chose (${code(refusal.groupId)}), and it is not taken for empty.`,
        'go back and try again in a minute.',
      );
    case 'channel-unreadable':
      return channelWords(refusal);
    case 'too-many-people':
      return unchanged(
        'Too many people at once',
        `One deployment takes at most ${counted(refusal.limit, 'person', 'people')}.`,
        'go back and make it smaller, or split it into several deployments.',
      );
    case 'no-addresses':
      return unchanged(
        'No addresses in the file',
        `“${external(refusal.name, 60)}” is no list with e-mail addresses: a CSV file with one person a line and their address in a column.`,
        'go back and upload another file.',
      );
    case 'not-changeable':
      return unchanged(
        'This deployment is over',
        `${code(refusal.deploymentId)} came to its end meanwhile, so it cannot be changed.`,
        'begin a new one with `/vpp deploy`.',
      );
    case 'directory-unread':
      return unchanged(
        'The people are not read yet',
        'The bot is still reading who is in this workspace.',
        'go back and try again in a minute.',
      );
    case 'nobody':
      return unchanged('Nobody is left', nobodyText(refusal.roster), back);
  }
}

function channelWords({ because }: Extract<AudienceRefusal, { why: 'channel-unreadable' }>): Words {
  const unseen = because === 'not-found';
  return unchanged(
    'The channel could not be read',
    unseen
      ? 'The bot cannot see who is in the channel you chose: of a private channel it has to be a member. It is not taken for empty.'
      : 'Slack did not say who is in the channel you chose, and it is not taken for empty.',
    unseen ? 'add the bot to the channel, then go back.' : 'go back and try again in a minute.',
  );
}

/** Why a draft cannot be asked for, and what to do. */
export function draftRefusalWords(refusal: DraftRefusal): Words {
  switch (refusal.why) {
    case 'not-bound':
    case 'clean-up-needed':
      return blockedWords(refusal);
    case 'faults':
      return unchanged('Something is missing', refusal.faults.map(faultWords).join(' '), back);
    case 'unknown-app':
      return unchanged(
        'This app is not known',
        'Apple’s last list had no such app.',
        'go back and choose another one, or press Sync now if it was bought just now.',
      );
    case 'not-deployable':
      return notDeployableWords(refusal.app);
    case 'not-enough-licences':
      return notEnoughWords(refusal);
    default:
      return audienceRefusalWords(refusal);
  }
}

/** Why nothing can be deployed at all. */
export function blockedWords(blocked: DeployingBlocked): Words {
  if (blocked.why === 'not-bound')
    return unchanged(
      'Nothing can be deployed yet',
      'No Apple account is bound, so there are no licences.',
      'a custodian binds it with `/vpp token`.',
    );
  const found =
    blocked.cleanliness === 'needed'
      ? 'There are people or licences at Apple that this bot did not make.'
      : 'Nobody has counted yet what others made at the location.';
  return unchanged(
    'Others may still have licences here',
    `${found} The first deployment waits until that is cleaned up, or a custodian decides that it stays.`,
    'a custodian uses `/vpp token clean-up`.',
  );
}

/** Of a book, or of an app that is gone at Apple. */
export function notDeployableWords(app: AssetRecord): Words {
  const name = bold(assetName(app));
  return app.presence === 'gone'
    ? unchanged(
        'Apple does not list this app any more',
        `${name} was not in Apple’s last list, so no licence of it can be given or taken.`,
        'choose another app.',
      )
    : unchanged(
        'Books cannot be deployed',
        `${name} is a book: Apple never takes its licences back, so the bot only lists it.`,
        'choose an app.',
      );
}

function nobodyText({ leftOut, leftOutCount }: Roster): string {
  if (leftOutCount === 0) return 'There is nobody in the group or channel you chose.';
  const lines = leftOut.slice(0, 5).map(({ who, reason, line }) => leftOutLine(who, reason, line));
  const more = leftOutCount > lines.length ? ` and ${formatNumber(leftOutCount - lines.length)} more` : '';
  return `Everybody you named was left out: ${lines.join('; ')}${more}.`;
}

function notEnoughWords({ app, arithmetic, missing }: NotEnough): Words {
  const free = Math.max(0, arithmetic.free ?? 0);
  return {
    title: 'Not enough licences',
    text: `${bold(assetName(app))} needs ${counted(arithmetic.needed, 'licence')} for this, and ${free === 0 ? 'none is' : `${formatNumber(free)} ${free === 1 ? 'is' : 'are'}`} free: ${counted(missing, 'licence')} too few. ${nothingChanged}`,
    next: 'Next: one of these would make it work.',
  };
}

/** What would make it work, a line each; finished mrkdwn. */
export function wayOutLines({ arithmetic, missing, fits, spared }: NotEnough): string[] {
  const { people, count, leftCount } = spared;
  const left = leftCount === 0 ? '' : ` ${counted(leftCount, 'of them has left', 'of them have left')}.`;
  return [
    fits === 0
      ? '• *Fewer people:* the licences are not enough for anybody new.'
      : `• *Fewer people:* they are enough for ${formatNumber(fits)} of these ${counted(arithmetic.people, 'person', 'people')}.`,
    ...(count === 0
      ? []
      : [
          `• *Uninstall from others:* ${counted(count, 'person', 'people')} outside this audience ${count === 1 ? 'has' : 'have'} a licence: ${mentions(
            people.map(({ userId }) => userId),
            10,
          )}.${left}`,
        ]),
    `• *Buy ${counted(missing, 'more licence')}* in Apple’s portal; they count after the next sync.`,
  ];
}

/** What somebody entered is not there any more, or is somebody else's. */
export const deployOverWords: Words = unchanged(
  'This was sent already, or forgotten',
  'What was entered here was asked for before, or nobody came back to it for two days.',
  'begin anew with `/vpp deploy`.',
);

const fileFaults = {
  'too-large': 'It is larger than 4 MiB. Leave out every column but the one with the addresses.',
  'not-text': 'It is no plain text: save it as CSV with UTF-8.',
  'not-found': 'Slack does not find it any more.',
  'html-login-page': 'Slack did not let the bot read it (scope `files:read`).',
  'wrong-host': 'Slack named an address for it that is none of Slack’s, so it was not fetched.',
  unreachable: 'Slack did not answer in time.',
} satisfies Record<Exclude<FileDownload['result'], 'text'>, string>;

/** Why an uploaded file was not read. */
export function listFileWords(result: keyof typeof fileFaults): Words {
  return unchanged(
    'The file could not be read',
    fileFaults[result],
    'go back and upload it again, or use another way.',
  );
}
