import { CannotGoOn } from './endings.js';
import type { Stage } from './stage.js';
import { atApple, beforeExpiry, hours, theBotTells, untilNextSync } from './steps.js';
import type { Step, Story } from './story.js';

/** The token that the bot uses: its expiry tells it from the others. */
function boundToken(stage: Stage, expires: number | null): string {
  const ours = stage.apple.view().tokens.filter(({ location, state }) => location === 'main' && state === 'valid');
  const bound = ours.find((token) => Date.parse(token.expires) === expires) ?? ours.at(-1);
  if (bound === undefined) throw new CannotGoOn('Apple has no valid token of the location any more.');
  return bound.id;
}

/** What the bot says in its own words; a change of them there has to be made here. */
const said = {
  revoked: /^The token was revoked$/,
  takenOver: /^Another product manages the location$/,
  left: /is no longer an active member of the organisation/,
  syncFailed: /^Action required: the sync did not finish$/,
  syncDone: /^The sync is done/m,
} as const;

const revoked: Step = {
  where: 'Apple',
  text: 'Somebody revokes the token in Apple’s portal.',
  run: async (stage) => {
    stage.news.mark();
    return stage.apple.revokeToken(boundToken(stage, (await stage.bot()).tokenExpires));
  },
};

const deactivated: Step = {
  where: 'Slack',
  text: 'The account of the second custodian is deactivated in Slack.',
  run: async (stage) => {
    const { secondCustodian } = stage.cast;
    const { me } = stage.slack.actAs(secondCustodian).view();
    stage.news.mark();
    await stage.slack.levers.changePerson(secondCustodian, { deleted: true });
    return `${me.name} left the company.`;
  },
};

/** The cards of "What happens if …?". */
export const stories: readonly Story[] = [
  {
    id: 'token-revoked',
    title: 'the token is revoked',
    sentence: 'Somebody ends it in Apple’s portal and tells nobody.',
    steps: [revoked, untilNextSync(), theBotTells('The bot finds out and says so.', said.revoked)],
  },
  {
    id: 'password-changed',
    title: 'the password was changed',
    sentence: 'A new password for the Apple Account ends its tokens.',
    steps: [
      atApple('The password of the Apple Account is changed.', ({ apple }) => apple.changePassword()),
      untilNextSync(),
      theBotTells('The bot finds out and says so.', said.revoked),
    ],
  },
  {
    id: 'taken-over',
    title: 'another product takes over',
    sentence: 'A second MDM imports a token of the same location.',
    steps: [
      atApple('Another product claims the location.', ({ apple }) => apple.takeOver({ mdmInfo: true })),
      untilNextSync(),
      theBotTells('The bot steps back and asks what to do.', said.takenOver),
    ],
  },
  {
    id: 'ten-months',
    title: 'ten months pass',
    sentence: 'The token nears its end, and nobody renews it.',
    steps: [
      beforeExpiry(60, 'Ten months pass: 60 days are left.'),
      ...[30, 14, 7, 3].map((days) => beforeExpiry(days, `${days} days are left.`)),
      beforeExpiry(1, '1 day is left.'),
      beforeExpiry(0, 'It is the last hour of the token.'),
    ],
  },
  {
    id: 'custodian-leaves',
    title: 'a custodian leaves',
    sentence: 'One of the two who can sign in at Apple is gone.',
    steps: [deactivated, untilNextSync(), theBotTells('The bot says what has to be done.', said.left)],
  },
  {
    id: 'apple-down',
    title: 'Apple is down for an hour',
    sentence: 'A sync fails, and is made up for by itself.',
    afterwards: ({ appleFaults }) => appleFaults.clear(),
    steps: [
      atApple('Apple answers every request with an error.', ({ appleFaults }) => {
        appleFaults.failNext(1000, { status: 500 });
        return 'Apple is down.';
      }),
      untilNextSync(),
      theBotTells('The bot tries several times, then says that Apple does not answer.', said.syncFailed),
      atApple('Apple is back.', ({ appleFaults }) => {
        appleFaults.clear();
        return 'Apple answers again.';
      }),
      hours('An hour has passed.', 1),
      theBotTells('The bot repeats the sync by itself.', said.syncDone),
    ],
  },
];
