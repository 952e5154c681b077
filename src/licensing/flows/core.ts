import type { Audit } from '../ports/audit.js';
import type { Catalogue } from '../ports/catalogue.js';
import type { Checks } from '../ports/checks.js';
import type { Clock } from '../ports/clock.js';
import type { Devices } from '../ports/devices.js';
import type { Exports } from '../ports/exports.js';
import type { Ids } from '../ports/ids.js';
import type { Licences, LocationConnection } from '../ports/licences.js';
import type { Mirror } from '../ports/mirror.js';
import type { People } from '../ports/people.js';
import type { Records } from '../ports/records.js';
import type { Secrets } from '../ports/secrets.js';
import type { OnStep } from '../ports/steps.js';
import type { Wait } from '../ports/wait.js';
import type { BoundLocation, TokenRecord } from '../rules/binding.js';
import { type Act, mayAct, type NotAllowed, type Standing } from '../rules/policy.js';
import type { SlotSchedule } from '../rules/slots.js';
import type { AlertThresholds, ApprovalThresholds } from '../rules/thresholds.js';
import type { WorkingTime } from '../rules/working-time.js';

/** What the organisation decided. */
export interface Settings {
  schedule: SlotSchedule;
  /** How many custodians confirm the binding. */
  confirmations: 'one' | 'two';
  /** `VPP_ACCOUNT_UID`: the only uId that may ever be bound, pinned outside the folder (S6). */
  pinnedUId: string | null;
  /** What we write as `mdmInfo.name`, readable for whoever finds our claim. */
  productName: string;
  /** Where the outside reaches us, without a slash at its end; `null` = nobody calls us, so no notifications. */
  publicUrl: string | null;
  approvals: ApprovalThresholds;
  working: WorkingTime;
  alerts: AlertThresholds;
  /** `email`: everybody's e-mail address in Slack is their Managed Apple Account, so nobody has to be invited. */
  managedAppleAccounts: 'none' | 'email';
  /** Milliseconds that a licence settles at Apple before devices are told. */
  settlingTime: number;
}

/** Something that went wrong where nobody is waiting for an answer. */
export type OnTrouble = (event: string, facts: Readonly<Record<string, unknown>>) => void;

/** Everything a verb may use. */
export interface Core {
  records: Records;
  audit: Audit;
  people: People;
  licences: Licences;
  catalogue: Catalogue;
  /** `null`: no MDM server, so people install from the App Store and an assignment ends as licensed. */
  devices: Devices | null;
  checks: Checks;
  secrets: Secrets;
  mirror: Mirror;
  exports: Exports;
  clock: Clock;
  wait: Wait;
  ids: Ids;
  settings: Settings;
  onStep: OnStep;
  onTrouble: OnTrouble;
}

/** Purpose bound into the box of every content token. */
export const TOKEN_PURPOSE = 'content-token';

/** Who asks for something, and the reference of the interaction. */
export interface Asked {
  actor: string;
  reference: string;
}

export type Permission = { result: 'allowed'; standing: Standing & { result: 'member' } } | NotAllowed;

/** Asks the directory now; every step of every conversation goes through here. */
export async function permit(core: Core, actor: string, act: Act): Promise<Permission> {
  const standing = await core.people.standing(actor);
  const verdict = mayAct(standing, act);
  if (verdict.result === 'not-allowed') return verdict;
  if (standing.result === 'excluded') return { result: 'not-allowed', reason: standing.reason, needs: [] };
  return { result: 'allowed', standing };
}

/** As `permit`, for what every full member of the organisation may do, whatever their roles. */
export async function permitMember(core: Core, actor: string): Promise<Permission> {
  const standing = await core.people.standing(actor);
  if (standing.result === 'member') return { result: 'allowed', standing };
  return { result: 'not-allowed', reason: standing.reason, needs: [] };
}

/** A connection to the bound location that answers `in-use-elsewhere` when somebody else claims it. */
export function connect(core: Core, bound: BoundLocation): LocationConnection {
  return core.licences.location(openToken(core, bound.token), { uId: bound.facts.uId, mdmId: bound.mdmInfo.id });
}

/** Why a proposal ends whose token does not open any more. */
export const TOKEN_GONE = 'The key of the sealed token is gone from the data folder';

export function openToken(core: Core, token: TokenRecord): string {
  return core.secrets.open(token.sealed, TOKEN_PURPOSE);
}
