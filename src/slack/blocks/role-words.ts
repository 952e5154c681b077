import type { NotAllowed, Role } from '../../licensing/rules/policy.js';
import type { Message } from '../interaction.js';
import { message, section } from './elements.js';
import { listed, mentions } from './format.js';
import { nothingChanged, type Words } from './words.js';

/** What each role may do. */
export const roleWords = {
  viewer: 'viewer (may look)',
  operator: 'operator (may look and sync)',
  approver: 'approver (may look, sync and pause)',
  custodian: 'custodian (looks after the token and the binding)',
} satisfies Record<Role, string>;

type Reason = NotAllowed['reason'];

/** Why somebody is refused, kindly. */
export const refusalReasons = {
  'no-role': 'You do not have the role for this.',
  unknown: 'The bot does not find you among the members of this workspace.',
  deactivated: 'Your Slack account is not active.',
  bot: 'Other bots cannot use this one.',
  guest: 'You are a guest in this workspace, and only members of the organisation can use this bot.',
  stranger: 'You belong to another organisation, and only members of this one can use this bot.',
  'other-team': 'You belong to another Slack workspace than this bot.',
  'cannot-check': 'The bot cannot check your roles at the moment, so it refuses to be safe.',
} satisfies Record<Reason, string>;

/** Whom to ask, as a sentence. */
export function askWords(people: readonly string[]): string {
  return people.length === 0
    ? 'Please ask whoever runs the bot in your organisation.'
    : `Please ask ${mentions(people)}.`;
}

/** A refusal for want of rights, and whom to ask. `holders`: people who may; outsiders are not told who they are. */
export function notAllowedWords(refusal: NotAllowed, holders: readonly string[]): Words {
  if (refusal.reason === 'cannot-check') {
    return {
      title: 'Your roles cannot be checked',
      text: `${refusalReasons[refusal.reason]} ${nothingChanged}`,
      next: 'Next: try again in a few minutes.',
    };
  }
  const needed =
    refusal.reason === 'no-role' && refusal.needs.length > 0
      ? ` It needs ${refusal.needs.length === 1 ? 'the role' : 'one of these roles:'} ${listed(refusal.needs.map((role) => roleWords[role]))}.`
      : '';
  return {
    title: 'You may not do this',
    text: `${refusalReasons[refusal.reason]}${needed} ${nothingChanged}`,
    next: askWords(refusal.reason === 'no-role' ? holders : []),
  };
}

export function notAllowedMessage(refusal: NotAllowed, holders: readonly string[]): Message {
  const { title, text, next } = notAllowedWords(refusal, holders);
  return message(`${title}. ${text} ${next}`, [section([`*${title}*`, text, next])]);
}
