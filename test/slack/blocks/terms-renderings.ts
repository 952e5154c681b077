import type { ModalView } from '@slack/types';
import type { LicenceHold } from '../../../src/licensing/flows/licence-hold.js';
import type { UserLine, UsersPage } from '../../../src/licensing/flows/list-users.js';
import type { UserFacts } from '../../../src/licensing/flows/read-user.js';
import type { MembershipProblem } from '../../../src/licensing/rules/membership.js';
import { termsStatuses } from '../../../src/licensing/rules/terms.js';
import type { TermsInvitation } from '../../../src/licensing/rules/terms-notice.js';
import { noticeMessages } from '../../../src/slack/blocks/notices.js';
import {
  acceptedWords,
  askingAppleView,
  invitationLinkView,
  nobodyMessage,
  openInvitationWords,
  resendWords,
  retireWords,
  usersSentWords,
} from '../../../src/slack/blocks/terms-answers.js';
import { userMessage } from '../../../src/slack/blocks/user-page.js';
import { noStatusMessage, usersMessage } from '../../../src/slack/blocks/users.js';
import type { Words } from '../../../src/slack/blocks/words.js';
import type { Message } from '../../../src/slack/interaction.js';
import { context, day, now } from './facts.js';

const problems: readonly MembershipProblem[] = [
  ...(['managed-account-unknown', 'account-taken', 'bad-email', 'other-account'] as const),
  ...(['duplicate-rows', 'refused', 'retired-elsewhere'] as const),
];

function invitation(text: string, change: Partial<TermsInvitation> = {}): TermsInvitation {
  return {
    ...{ key: `UANNA1:${now}:1`, organisation: text, apps: [text], appCount: 1, reminder: 0, reservedUntil: null },
    ...{ givenBack: false, end: null, ...change },
  };
}

function invitations(text: string): TermsInvitation[] {
  const many = { apps: Array.from({ length: 5 }, () => text), appCount: 12 };
  return [
    invitation(text),
    invitation(text, many),
    invitation(text, { reminder: 2, apps: [], appCount: 0 }),
    invitation(text, { reminder: 4, reservedUntil: now + day }),
    invitation(text, { reminder: 4, givenBack: true, ...many }),
    ...(['newer-message', 'accepted', 'over'] as const).map((end) => invitation(text, { end, ...many })),
  ];
}

function line(text: string, index: number): UserLine {
  return {
    ...{ userId: `UBO${index}`, name: text, licences: index, waiting: index % 2 },
    status: termsStatuses[index % termsStatuses.length] ?? 'invited',
    problem: problems[index % problems.length] ?? null,
    since: index % 4 === 0 ? null : now,
    invitation:
      index % 3 === 0 ? null : { sentAt: now - day, reminders: index, nextReminderAt: index % 2 === 0 ? null : now },
  };
}

function page(text: string, change: Partial<UsersPage> = {}): UsersPage {
  const counts = { 'not-invited': 1, 'asked-apple': 0, invited: 1_200, accepted: 3, left: 1, retired: 1, problem: 2 };
  return {
    ...{ result: 'users', filter: 'all', page: 1, pages: 3, found: 1_208, all: 1_208, counts, mayExport: true },
    users: Array.from({ length: 15 }, (_, index) => line(text, index)),
    ...change,
  };
}

function user(text: string, change: Partial<UserFacts> = {}): UserFacts {
  return {
    ...{ result: 'user', userId: 'UANNA1', name: text, active: true, status: 'not-invited', membership: null },
    ...{ reservedUntil: null, apps: [], refusals: [], mayResend: false, mayRetire: false, ...change },
  };
}

function refusedOf(text: string) {
  const one = { userId: 'UANNA1', device: { name: text, model: text, serialNumber: text }, said: text };
  return { lines: [one, one, one, one, one], count: 12 };
}

function users(text: string): UserFacts[] {
  const open = { sentAt: now - day, reminders: 1, nextReminderAt: now + day, remindedAt: now, messages: 2, told: [] };
  const base = { since: now, errorNumber: null, nextTry: null, writeId: null, managedAppleAccount: null } as const;
  const invited = { ...base, state: 'invited', problem: null } as const;
  const last = { ...open, reminders: 4, nextReminderAt: null };
  const device = { name: text, model: text, serialNumber: text };
  const refusals = Array.from({ length: 6 }, () => ({ device, said: text }));
  const apps = Array.from({ length: 14 }, (_, index) => ({
    ...{ key: '1.STDQ', name: text, since: now, reason: null, wantedBy: ['D-1', text], errorNumber: index },
    state: index % 2 === 0 ? ('licensed' as const) : ('given-back' as const),
  }));
  return [
    user(text),
    user(text, { status: 'invited', membership: { ...invited, invitation: open }, mayResend: true, apps }),
    user(text, { status: 'invited', membership: { ...invited, invitation: last }, reservedUntil: now + day, refusals }),
    user(text, { status: 'invited', membership: { ...invited, invitation: last } }),
    user(text, { status: 'invited', membership: { ...invited, invitation: { ...open, nextReminderAt: null } } }),
    user(text, {
      status: 'asked-apple',
      membership: { ...invited, state: 'registering', invitation: null, writeId: 'w' },
    }),
    user(text, {
      status: 'left',
      active: false,
      mayRetire: true,
      membership: { ...base, state: 'left', problem: null, invitation: null },
    }),
    ...problems.map((problem) =>
      user(text, {
        ...{ status: 'problem', mayRetire: true },
        membership: { ...base, state: 'associated', problem, errorNumber: 9641, invitation: null },
      }),
    ),
  ];
}

/** Every card, list and answer about people and Apple's terms. */
export function termsMessages(text: string): Message[] {
  const entries = [null, ...problems].map((problem, index) => ({
    ...{
      userId: index === 0 ? text : 'UANNA1',
      problem,
      errorNumber: index === 1 ? 9635 : null,
      since: now,
      waiting: index,
    },
  }));
  return [
    ...invitations(text).map((facts) => noticeMessages['terms-invitation'](facts, context)),
    noticeMessages['terms-list']({ entries, count: 1_234, at: now }, context),
    noticeMessages['terms-list']({ entries: [], count: 0, at: now }, context),
    ...[entries, []].map((all) =>
      noticeMessages['terms-list']({ entries: all, count: all.length, at: now, refused: refusedOf(text) }, context),
    ),
    usersMessage(page(text), context),
    usersMessage(page(text, { filter: 'invited', found: 1, pages: 1, page: 0, users: [line(text, 1)] }), context),
    usersMessage(page(text, { filter: 'retired', found: 0, pages: 1, page: 0, users: [], mayExport: false }), context),
    usersMessage(page(text, { all: 0, found: 0, users: [] }), context),
    noStatusMessage(text),
    ...users(text).map((facts) => userMessage(facts, context)),
    nobodyMessage(),
  ];
}

export function termsViews(): ModalView[] {
  return [askingAppleView(), invitationLinkView('https://buy.example.com/join?inviteCode=abc')];
}

const holds: readonly LicenceHold[] = [
  ...(['not-bound', 'intent', 'not-ours', 'token', 'awaiting-reading'] as const),
  ...(['paused', 'not-clean', 'interference', 'apple'] as const),
];

export function termsWords(text: string): Words[] {
  return [
    ...Object.values(openInvitationWords),
    ...Object.values(acceptedWords),
    ...Object.values(resendWords),
    ...(['unknown-person', 'busy', 'trouble', 'made-free', 'asked'] as const).map((result) => retireWords({ result })),
    ...holds.map((why) => retireWords({ result: 'held', why })),
    usersSentWords({ name: text, people: 3 }),
  ];
}
