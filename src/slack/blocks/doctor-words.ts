import { type CheckFacts, type CheckName, DISK_NEEDED, type NotChecked } from '../../licensing/rules/checkup.js';
import { code, counted, dateToken, durationWords, external, listed, mention, mentions } from './format.js';
import { signInGapFacts, signInGapStep } from './sign-in-gaps.js';

export const checkGroups = ['Slack', 'Data folder', 'Apple', 'Schedule', 'People', 'Ways in', 'Devices'] as const;

/** How one check is told. `says` and `remedy` are finished mrkdwn. */
interface CheckWords<Facts> {
  group: (typeof checkGroups)[number];
  title: string;
  says: (facts: Facts) => string;
  /** What to do, said where something is wrong or worth knowing. */
  remedy: (facts: Facts) => string;
}

type WordsTable = { readonly [K in CheckName]: CheckWords<CheckFacts[K]> };

const codes = (words: readonly string[]) => listed(words.slice(0, 10).map(code));
const megabytes = (bytes: number) => counted(Math.floor(bytes / (1024 * 1024)), 'megabyte');

const channelProblems = {
  'not-found': 'the bot does not see it',
  archived: 'it is archived',
  'not-a-member': 'the bot is not in it',
} satisfies Record<NonNullable<CheckFacts['channel']['problem']>, string>;

const locationStates = {
  ours: 'Apple names this bot as the manager of the location',
  nobody: 'Apple names nobody as the manager of the location',
  other: 'Apple names another product as the manager of the location',
  refused: 'Apple refused the question',
  unreachable: 'Apple could not be asked',
} satisfies Record<CheckFacts['location']['state'], string>;

const tokenStates = {
  opens: 'the token opens',
  none: 'no token is kept here',
  broken: 'the token does not open',
} satisfies Record<CheckFacts['key']['token'], string>;

const notificationStates = {
  off: 'off: there is no public address, and the syncs read everything',
  'not-asked': 'Apple has not been asked for them yet',
  asking: 'it is not known yet whether Apple has our address',
  subscribed: 'Apple sends them to us',
  refused: 'Apple refused to send them',
} satisfies Record<CheckFacts['notifications']['state'], string>;

const askAgain = 'check that Apple reaches `VPP_PUBLIC_URL`. The bot asks again by itself.';

const notificationRemedies = {
  off: 'nothing to do; set `VPP_PUBLIC_URL` if changes should be seen at once.',
  'not-asked': 'nothing to do; the bot asks by itself.',
  asking: 'nothing to do; the bot looks again by itself.',
  subscribed: askAgain,
  refused: askAgain,
} satisfies Record<CheckFacts['notifications']['state'], string>;

const mdmStates = {
  none: 'none: people install from the App Store themselves',
  answers: 'answers and takes our credentials',
  unauthorized: 'answers, and does not take our credentials',
  unreachable: 'does not answer',
  other: 'what answers at that address is no such server',
} satisfies Record<CheckFacts['mdm']['state'], string>;

const mdmNames = { none: '', nanomdm: 'NanoMDM ', micromdm: 'MicroMDM ' } satisfies Record<
  CheckFacts['mdm']['kind'],
  string
>;

const mdmRemedies = {
  none: 'nothing to do; set `MDM_KIND` if the bot is to install and remove apps.',
  answers: 'nothing to do.',
  unauthorized: 'set `MDM_API_KEY` to what the MDM server was started with.',
  unreachable: 'check `MDM_URL` and that the MDM server runs; commands wait until it answers.',
  other: 'check `MDM_URL` and `MDM_KIND`, and that the MDM server was started with an API key.',
} satisfies Record<CheckFacts['mdm']['state'], string>;

const whyGone = {
  unknown: 'not found in this workspace',
  deactivated: 'deactivated',
  bot: 'a bot',
  guest: 'a guest',
  stranger: 'of another organisation',
  'other-team': 'of another workspace',
  'cannot-check': 'not to be checked now',
} satisfies Record<CheckFacts['people']['gone'][number]['reason'], string>;

function detailWords(detail: string | null): string {
  return detail === null ? '' : `: ${external(detail, 200)}`;
}

/** Every check in the words of whoever runs the bot, in the order they are told in. */
export const checkWords: WordsTable = {
  'slack-scopes': {
    group: 'Slack',
    title: 'Permissions (scopes)',
    says: ({ missing }) => (missing.length === 0 ? 'all are granted' : `missing: ${codes(missing)}`),
    remedy: () => 'add them under “OAuth & Permissions” as manifest.yml lists them, and install the app again.',
  },
  transport: {
    group: 'Slack',
    title: 'Connection',
    says: ({ kind, state }) =>
      `${kind === 'socket' ? 'Socket Mode' : 'signed HTTP'}, ${external(state)}${kind === 'http' ? '; the app-level token is not needed and not checked' : ''}`,
    remedy: () => 'wait a minute; if it stays so, look into the log and start the bot again.',
  },
  channel: {
    group: 'Slack',
    title: 'Channel for summaries',
    says: ({ channelId, problem }) =>
      problem === null ? 'the bot can post there' : `${code(channelId)}: ${channelProblems[problem]}`,
    remedy: () => 'invite the bot there with `/invite`, unarchive the channel, or name another one in `VPP_CHANNEL`.',
  },
  'approvals-channel': {
    group: 'Slack',
    title: 'Channel for approvals',
    says: ({ channelId, problem }) =>
      problem === null ? 'the bot can post there' : `${code(channelId)}: ${channelProblems[problem]}`,
    remedy: () =>
      'invite the bot there with `/invite`, unarchive the channel, or name another one in `VPP_APPROVALS_CHANNEL`.',
  },
  clock: {
    group: 'Slack',
    title: 'Clock of this machine',
    says: ({ ahead }) =>
      Math.abs(ahead) < 2_000
        ? 'agrees with Slack'
        : `${durationWords(Math.abs(ahead))} ${ahead > 0 ? 'ahead of' : 'behind'} Slack`,
    remedy: () => 'switch on time synchronisation (NTP): Slack’s signatures and the times of the syncs depend on it.',
  },
  folder: {
    group: 'Data folder',
    title: 'Writable',
    says: ({ folder, problem }) =>
      problem === null ? `${code(folder)} takes files` : `${code(folder)} takes no file (${code(problem)})`,
    remedy: () => 'give the folder to the user that the bot runs as, on a local disk with space left.',
  },
  'disk-space': {
    group: 'Data folder',
    title: 'Free space',
    says: ({ freeBytes }) => megabytes(freeBytes),
    remedy: () => `make room on that disk: the bot needs ${megabytes(DISK_NEEDED)}.`,
  },
  'folder-rights': {
    group: 'Data folder',
    title: 'Rights of the files',
    says: ({ open }) => (open.length === 0 ? 'its owner’s only' : `open to others: ${codes(open)}`),
    remedy: () => 'take the rights of group and others away (`chmod -R go=`), and find out who gave them.',
  },
  audit: {
    group: 'Data folder',
    title: 'Audit log',
    says: ({ entries, broken }) =>
      broken === null
        ? `its chain is whole, ${counted(entries, 'line')}`
        : `broken at line ${broken.line}: ${external(broken.reason, 200)}`,
    remedy: () => 'keep a copy of the folder and find out who changed the log; the bot does not mend it.',
  },
  key: {
    group: 'Data folder',
    title: 'Key',
    says: ({ seals, token }) =>
      `${seals ? 'seals and opens' : 'does not open what it sealed'}, and ${tokenStates[token]}`,
    remedy: () => 'set `VPP_BOT_KEY` to the key this folder was sealed with, or restore the folder from a backup.',
  },
  'apple-service': {
    group: 'Apple',
    title: 'Service',
    says: ({ detail }) => (detail === null ? 'answers' : `could not be read (${external(detail, 200)})`),
    remedy: () => 'check that this machine reaches Apple (firewall, proxy). The bot tries again by itself.',
  },
  'apple-addresses': {
    group: 'Apple',
    title: 'Addresses that Apple names',
    says: ({ elsewhere }) =>
      elsewhere.length === 0
        ? 'all are known'
        : `not used, as they are not known: ${elsewhere
            .slice(0, 5)
            .map(({ name, host }) => `${external(name, 60)} at ${external(host, 100)}`)
            .join(', ')}`,
    remedy: () => 'tell whoever looks after the bot; it goes on with the documented addresses.',
  },
  location: {
    group: 'Apple',
    title: 'Location',
    says: ({ state, detail }) => `${locationStates[state]}${detailWords(detail)}`,
    remedy: () => 'the token page (`/vpp token`) says what to do.',
  },
  slots: {
    group: 'Schedule',
    title: 'Syncs',
    says: ({ timeZone, times, next }) =>
      `at ${listed(times.slice(0, 24).map((time) => external(time)))} (${external(timeZone)}), next ${dateToken(next)}`,
    remedy: () => 'set `VPP_SYNC_AT` and `VPP_TIME_ZONE`.',
  },
  bell: {
    group: 'Schedule',
    title: 'Timer',
    says: ({ silentFor }) => `last ran ${durationWords(silentFor)} ago`,
    remedy: () => 'start the bot again; without its timer nothing is done by itself.',
  },
  'last-sync': {
    group: 'Schedule',
    title: 'Last complete sync',
    says: ({ at }) => (at === null ? 'none yet' : dateToken(at)),
    remedy: () => 'look at the last summary: it says why, and what to do.',
  },
  custodians: {
    group: 'People',
    title: 'Custodians',
    says: ({ active }) => (active.length === 0 ? 'nobody is active' : mentions(active)),
    remedy: () => 'name two active people at least in `VPP_ROLE_CUSTODIANS`.',
  },
  people: {
    group: 'People',
    title: 'Configured people',
    says: ({ gone }) =>
      gone.length === 0
        ? 'all are active members'
        : `without any role: ${gone
            .slice(0, 10)
            .map(({ userId, reason }) => `${mention(userId)} (${whyGone[reason]})`)
            .join(', ')}`,
    remedy: () => 'take them out of the `VPP_ROLE_…` settings, or correct the ids.',
  },
  'user-groups': {
    group: 'People',
    title: 'Configured user groups',
    says: ({ unreadable }) => (unreadable.length === 0 ? 'can be read' : `cannot be read: ${codes(unreadable)}`),
    remedy: () => 'check the ids and that the groups are active; until then they give nobody a role.',
  },
  approvers: {
    group: 'People',
    title: 'Approvers',
    says: ({ active, needed }) => {
      if (active === 0) return 'nobody may approve';
      return active < needed ? 'only one person may approve, and two are needed' : counted(active, 'person', 'people');
    },
    remedy: () => 'name people in `VPP_ROLE_APPROVERS`; whoever asks for a deployment cannot approve it.',
  },
  'sign-in': {
    group: 'People',
    title: 'Sign-in to the Apple Account',
    says: ({ gaps }) => (gaps.length === 0 ? 'two people have confirmed it' : signInGapFacts(gaps)),
    remedy: ({ gaps }) => signInGapStep(gaps),
  },
  notifications: {
    group: 'Ways in',
    title: 'Notifications from Apple',
    says: ({ state, errorNumber, detail }) =>
      `${notificationStates[state]}${errorNumber === null ? '' : ` (error number ${errorNumber})`}${detailWords(detail)}`,
    remedy: ({ state }) => notificationRemedies[state],
  },
  addresses: {
    group: 'Ways in',
    title: 'Addresses',
    says: ({ listensAt, publicUrl }) =>
      listensAt === null
        ? 'nobody calls the bot, so it listens nowhere'
        : `listens at ${code(listensAt)}${publicUrl === null ? '' : `, reached at ${code(publicUrl)}`}`,
    remedy: () => 'Slack has to reach that address over https; set `VPP_PUBLIC_URL` to what stands in front of it.',
  },
  confirmations: {
    group: 'Ways in',
    title: 'Confirmations',
    says: ({ confirmations }) => (confirmations === 'one' ? 'one person is enough' : 'two people are needed'),
    remedy: () => 'set `VPP_CONFIRMATIONS` to `two` as soon as there is a second custodian.',
  },
  mdm: {
    group: 'Devices',
    title: 'MDM server',
    says: ({ kind, state, detail }) => `${mdmNames[kind]}${mdmStates[state]}${detailWords(detail)}`,
    remedy: ({ state }) => mdmRemedies[state],
  },
};

/** Why a line says nothing. */
export const notCheckedWords = {
  late: 'it did not answer in time',
  failed: 'the look itself failed; the log says why',
  'not-bound': 'no Apple account is bound',
  'not-told': 'Slack does not say',
  'sync-runs': 'a sync is running just now',
  'nothing-to-read': 'Apple’s service could not be read',
} satisfies Record<NotChecked, string>;
