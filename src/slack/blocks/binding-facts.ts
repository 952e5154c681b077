import type { MdmInfo } from '../../licensing/rules/binding.js';
import type { ProposalFacts } from '../../licensing/rules/notice.js';
import { code, counted, dateToken, external, formatNumber, mention } from './format.js';

/** What identifies the location and the token, for a block of fields. */
export function locationFields(proposal: ProposalFacts): (readonly [string, string])[] {
  const { facts, token } = proposal;
  return [
    ['Organisation', external(facts.organizationName)],
    ['Location', external(facts.locationName)],
    ['Country', external(facts.countryISO2ACode)],
    ['Apple’s id of the location (uId)', code(facts.uId)],
    ['Token', external(token.name)],
    ['Token expires', dateToken(facts.tokenExpires)],
    ['Downloaded with', external(token.appleAccount)],
    ['Fingerprint of the token', code(token.fingerprint)],
  ];
}

/** Who manages the location, as a product somebody can look for. */
export function holderName(holder: MdmInfo): string {
  return `“${external(holder.name)}” (id ${code(holder.id)})`;
}

/** Who manages the location now, and where Apple sends its notifications. */
export function holderLines(proposal: ProposalFacts): string[] {
  const { mdmInfo, notificationHost } = proposal.facts;
  return [
    mdmInfo === null ? '*Managed so far by:* nobody' : `*Managed so far by:* ${holderName(mdmInfo)}`,
    notificationHost === null
      ? '*Apple’s notifications so far go to:* nobody'
      : `*Apple’s notifications so far go to:* ${external(notificationHost)}`,
  ];
}

/** What is at Apple, and how much of it this bot did not make. */
export function contentLines(proposal: ProposalFacts): string[] {
  const { totals, foreign } = proposal;
  const contents = `${counted(totals.apps, 'app')}, ${counted(totals.books, 'book')}, ${counted(totals.totalCount, 'licence')}, ${formatNumber(totals.assignedCount)} of them given out`;
  return [
    `*At Apple:* ${contents} (read ${dateToken(proposal.proposedAt)})`,
    `*Not made by this bot:* ${foreignWords(foreign)}`,
  ];
}

function foreignWords(foreign: ProposalFacts['foreign']): string {
  if (foreign.state === 'counting') return 'counting …';
  if (foreign.state === 'failed') return `not counted: ${external(foreign.reason, 300)}`;
  const what = `${counted(foreign.users, 'person', 'people')} and ${counted(foreign.assignments, 'given licence')}`;
  return `${what}, counted ${dateToken(foreign.countedAt)}. The bot leaves them alone and keeps nothing of them.`;
}

/** What cannot be undone (S6, S7, S8, S11), for cards and for the dialogue. */
export function consequences(): string[] {
  return [
    '• This bot can never be bound to another Apple account later. Only a new token of the same location can follow.',
    '• The token must be new and imported nowhere else. Do not import it into another product afterwards: licences and people’s records could be lost.',
    '• Two people have to keep the sign-in to the Apple Account. If it is lost, the licences cannot be looked after any more.',
  ];
}

/** What happens to the product that manages the location now. */
export function takeOverLine(holder: MdmInfo): string {
  return `• ${holderName(holder)} loses the location: it can no longer give out or take back these licences, and may report errors. Licences that people have now stay with them.`;
}

/** Asks for the deletion of the uploaded file; nothing when the token came another way. */
export function uploadLines(proposal: Pick<ProposalFacts, 'uploaded' | 'token'>): string[] {
  if (!proposal.uploaded) return [];
  return [
    `*Delete the uploaded file:* the token file is still among the files of ${mention(proposal.token.importedBy)} in Slack, and the bot cannot delete it. Whoever has the file can use the token.`,
  ];
}
