import type { CheckLine } from '../../../src/licensing/rules/checkup.js';
import { doctorMessage } from '../../../src/slack/blocks/doctor.js';
import { noticeMessages } from '../../../src/slack/blocks/notices.js';
import type { Message } from '../../../src/slack/interaction.js';
import { context, day, now } from './facts.js';

/** Every line as it may be found. */
export function checkLines(text: string): CheckLine[] {
  const gone = (['unknown', 'deactivated', 'bot', 'guest', 'stranger', 'other-team', 'cannot-check'] as const).map(
    (reason) => ({ userId: 'UANNA1', reason }),
  );
  const wrong = 'wrong' as const;
  return [
    { name: 'slack-scopes', verdict: wrong, facts: { missing: Array.from({ length: 12 }, () => text) } },
    { name: 'transport', verdict: wrong, facts: { kind: 'http', state: text } },
    { name: 'channel', verdict: wrong, facts: { channelId: text, problem: 'archived' } },
    { name: 'approvals-channel', verdict: wrong, facts: { channelId: text, problem: 'not-a-member' } },
    { name: 'clock', verdict: wrong, facts: { ahead: -900_000 } },
    { name: 'folder', verdict: wrong, facts: { folder: text, problem: 'ENOSPC' } },
    { name: 'disk-space', verdict: wrong, facts: { folder: text, freeBytes: 1_000_000 } },
    { name: 'folder-rights', verdict: wrong, facts: { folder: text, open: [text] } },
    { name: 'audit', verdict: wrong, facts: { entries: 7, broken: { line: 7, reason: text } } },
    { name: 'key', verdict: wrong, facts: { seals: false, token: 'broken' } },
    { name: 'apple-service', verdict: wrong, facts: { detail: text } },
    { name: 'apple-addresses', verdict: wrong, facts: { elsewhere: [{ name: text, host: text }] } },
    { name: 'location', verdict: wrong, facts: { state: 'other', detail: text } },
    { name: 'slots', verdict: 'ok', facts: { timeZone: text, times: [text, '18:00'], next: now } },
    { name: 'bell', verdict: wrong, facts: { silentFor: 900_000 } },
    { name: 'last-sync', verdict: wrong, facts: { at: now - 3 * day } },
    { name: 'custodians', verdict: wrong, facts: { active: [] } },
    { name: 'people', verdict: wrong, facts: { gone } },
    { name: 'user-groups', verdict: wrong, facts: { unreadable: [text] } },
    { name: 'approvers', verdict: 'hint', facts: { active: 0, needed: 1 } },
    {
      name: 'sign-in',
      verdict: wrong,
      facts: { gaps: [{ userId: 'UANNA1', handingOverTo: 'UCARL1', why: 'never-confirmed' }] },
    },
    { name: 'notifications', verdict: wrong, facts: { state: 'refused', errorNumber: 9728, detail: text } },
    { name: 'addresses', verdict: 'hint', facts: { listensAt: text, publicUrl: null } },
    { name: 'confirmations', verdict: 'hint', facts: { confirmations: 'one' } },
    { name: 'mdm', verdict: wrong, facts: { kind: 'nanomdm', state: 'unreachable', detail: text } },
  ];
}

/** Every line in order. */
export const wellLines: readonly CheckLine[] = [
  { name: 'slack-scopes', verdict: 'ok', facts: { missing: [] } },
  { name: 'transport', verdict: 'ok', facts: { kind: 'socket', state: 'connected' } },
  { name: 'channel', verdict: 'ok', facts: { channelId: 'C0CHANNEL', problem: null } },
  { name: 'approvals-channel', verdict: 'ok', facts: { channelId: 'C0APPROVALS', problem: null } },
  { name: 'clock', verdict: 'ok', facts: { ahead: 300 } },
  { name: 'folder', verdict: 'ok', facts: { folder: '/data', problem: null } },
  { name: 'audit', verdict: 'ok', facts: { entries: 1, broken: null } },
  { name: 'key', verdict: 'ok', facts: { seals: true, token: 'none' } },
  { name: 'apple-service', verdict: 'ok', facts: { detail: null } },
  { name: 'location', verdict: 'ok', facts: { state: 'ours', detail: null } },
  { name: 'last-sync', verdict: 'ok', facts: { at: null } },
  { name: 'custodians', verdict: 'ok', facts: { active: ['UANNA1', 'UBERTIL1'] } },
  { name: 'notifications', verdict: 'ok', facts: { state: 'subscribed', errorNumber: null, detail: null } },
  { name: 'addresses', verdict: 'ok', facts: { listensAt: null, publicUrl: null } },
  { name: 'mdm', verdict: 'ok', facts: { kind: 'nanomdm', state: 'answers', detail: null } },
];

export function doctorMessages(text: string): Message[] {
  const whys = ['late', 'failed', 'not-bound', 'not-told', 'sync-runs', 'nothing-to-read'] as const;
  const unchecked = whys.map((why): CheckLine => ({ name: 'clock', verdict: 'not-checked', why }));
  const servers: CheckLine[] = [
    { name: 'mdm', verdict: 'ok', facts: { kind: 'none', state: 'none', detail: null } },
    { name: 'mdm', verdict: 'wrong', facts: { kind: 'micromdm', state: 'unauthorized', detail: null } },
    { name: 'mdm', verdict: 'wrong', facts: { kind: 'nanomdm', state: 'other', detail: null } },
  ];
  return [checkLines(text), wellLines, unchecked, servers].flatMap((lines) => [
    doctorMessage(lines, context),
    noticeMessages['doctor-report']({ at: now, lines }, context),
  ]);
}
