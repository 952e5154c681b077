import { WebAPIRateLimitedError } from '@slack/web-api';
import type * as z from 'zod';
import type { Ids } from '../licensing/ports/ids.js';
import type { SlackIdentity } from './app.js';
import { createClickBudget } from './click-budget.js';
import type { Interaction, Reply } from './interaction.js';
import {
  dialogueTooLate,
  type Effects,
  failed,
  type Note,
  noteMessage,
  otherTeam,
  slackIsBusy,
  tooManyClicks,
} from './notes.js';
import type { Caller } from './payloads.js';
import { createReply, type ReplyDependencies, TriggerSpent } from './reply.js';
import { faultFields, type SlackLog } from './slack-log.js';

export interface GuardOptions extends ReplyDependencies {
  identity: () => SlackIdentity | null;
  ids: Pick<Ids, 'reference'>;
  log: SlackLog;
  /** Wire time, milliseconds. */
  wireNow: () => number;
  /** Commands and clicks of one person; 20 when left out. */
  clicksPerMinute?: number;
}

/** Somebody of our own team, with a reference and the ways to answer. */
export interface Admitted {
  interaction: Interaction;
  reply: Reply;
}

export type Admission =
  | ({ result: 'admitted' } & Admitted)
  | ({ result: 'other-team'; note: Note } & Admitted)
  | { result: 'unreadable'; reference: string };

export interface Guard {
  /** Reads who acts in a payload that Slack vouches for. Rights are not judged here. */
  admit(what: string, body: unknown, callerOf: z.ZodType<Caller>): Admission;
  /** What to tell somebody who clicks too often; `null` = go on, `silence` = told already. */
  overBudget(userId: string): Note | 'silence' | null;
  /** Runs work whose acknowledgement is through: every fault is logged and told to the person; never rejects. */
  run(admitted: Admitted, effects: Effects, work: () => Promise<void>): Promise<void>;
  /** Logs a fault and gives the words for it. */
  explain(interaction: Interaction, fault: unknown, effects: Effects): Note;
  /** Says it to the person, logs when that fails; never rejects. */
  tell(admitted: Admitted, note: Note): Promise<void>;
}

/** What stands between Bolt and the handlers. */
export function createGuard(options: GuardOptions): Guard {
  const { wireNow, clicksPerMinute = 20 } = options;
  const budget = createClickBudget(clicksPerMinute);
  return {
    tell,
    explain,
    admit: (what, body, callerOf) => admit(options, what, callerOf.safeParse(body)),
    overBudget(userId) {
      const spent = budget.spend(userId, wireNow());
      if (spent === 'allowed') return null;
      return spent === 'first-over' ? tooManyClicks(clicksPerMinute) : 'silence';
    },
    async run(admitted, effects, work) {
      try {
        await work();
      } catch (fault) {
        await tell(admitted, explain(admitted.interaction, fault, effects));
      }
    },
  };
}

function admit(options: GuardOptions, what: string, read: z.ZodSafeParseResult<Caller>): Admission {
  const { ids, log, identity } = options;
  const reference = ids.reference();
  if (!read.success) {
    const unreadable = read.error.issues.map((issue) => issue.path.join('.'));
    log.error({ reference, what, unreadable }, 'An interaction does not say who acted');
    return { result: 'unreadable', reference };
  }
  const { userId, teamId } = read.data;
  const child = log.child({ reference, userId, what });
  const interaction: Interaction = { userId, teamId, reference, log: child };
  const reply = createReply(read.data, interaction, options);
  if (isOurs(read.data, identity())) {
    child.info({}, 'Somebody acted');
    return { result: 'admitted', interaction, reply };
  }
  child.warn({ teamId }, 'Refused somebody of another team');
  return { result: 'other-team', interaction, reply, note: otherTeam(reference) };
}

async function tell({ interaction, reply }: Admitted, note: Note): Promise<void> {
  try {
    await reply.privately(noteMessage(note));
  } catch (fault) {
    interaction.log.error({ ...faultFields(fault), note: note.title }, 'The person could not be told');
  }
}

function explain(interaction: Interaction, fault: unknown, effects: Effects): Note {
  interaction.log.error({ ...faultFields(fault), effects }, 'An interaction failed');
  return noteFor(fault, interaction.reference, effects);
}

function noteFor(fault: unknown, reference: string, effects: Effects): Note {
  if (fault instanceof TriggerSpent) return dialogueTooLate(reference);
  if (fault instanceof WebAPIRateLimitedError) return slackIsBusy(reference, fault.retryAfter);
  return failed(reference, effects);
}

/** The same team, or another workspace of the same Enterprise organisation; the directory asks again for the person. */
function isOurs(caller: Caller, identity: SlackIdentity | null): boolean {
  if (identity === null) return false;
  if (caller.teamId === identity.teamId) return true;
  return identity.enterpriseId !== null && caller.enterpriseId === identity.enterpriseId;
}
