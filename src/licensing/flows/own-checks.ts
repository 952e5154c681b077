import type { Check, OwnCheck } from '../ports/checks.js';
import { type BoundLocation, sealedToken } from '../rules/binding.js';
import { type CheckFacts, type CheckLine, isSyncOld } from '../rules/checkup.js';
import { gapOf } from '../rules/sign-in.js';
import { nextSlot } from '../rules/slots.js';
import { type Core, connect, TOKEN_PURPOSE } from './core.js';
import { describeTrouble } from './describe-trouble.js';
import { noteAnswer, noteTrouble } from './note-answer.js';
import { readBinding, readSync } from './state.js';
import { notificationUrl } from './subscription-step.js';

const PURPOSE = 'checkup';

/** What the core itself looks at. Nothing is changed at Apple: `GET client/config` is all that is sent. */
export function ownChecks(core: Core): Readonly<Record<OwnCheck, Check>> {
  const whenBound = (name: OwnCheck, look: (bound: BoundLocation) => Promise<CheckLine>) => async () => {
    const binding = (await readBinding(core)).value;
    return binding.state === 'bound' ? look(binding) : ({ name, verdict: 'not-checked', why: 'not-bound' } as const);
  };
  return {
    key: () => key(core),
    location: whenBound('location', (bound) => location(core, bound)),
    slots: () => slots(core),
    'last-sync': whenBound('last-sync', (bound) => lastSync(core, bound)),
    'sign-in': whenBound('sign-in', (bound) => signIn(core, bound)),
    notifications: whenBound('notifications', (bound) => notifications(core, bound)),
    confirmations: async () => {
      const { confirmations } = core.settings;
      return { name: 'confirmations', verdict: confirmations === 'one' ? 'hint' : 'ok', facts: { confirmations } };
    },
  };
}

async function key(core: Core): Promise<CheckLine> {
  const seals = opens(() => core.secrets.open(core.secrets.seal('probe', PURPOSE), PURPOSE) === 'probe');
  const sealed = sealedToken((await readBinding(core)).value);
  const works = sealed !== null && opens(() => core.secrets.open(sealed, TOKEN_PURPOSE) !== '');
  const token = sealed === null ? 'none' : works ? 'opens' : 'broken';
  return { name: 'key', verdict: seals && token !== 'broken' ? 'ok' : 'wrong', facts: { seals, token } };
}

function opens(attempt: () => boolean): boolean {
  try {
    return attempt();
  } catch {
    return false;
  }
}

async function location(core: Core, bound: BoundLocation): Promise<CheckLine> {
  const facts = await locationFacts(core, bound);
  return { name: 'location', verdict: facts.state === 'ours' ? 'ok' : 'wrong', facts };
}

async function locationFacts(core: Core, bound: BoundLocation): Promise<CheckFacts['location']> {
  const answer = await connect(core, bound).clientConfig();
  const reference = core.ids.reference();
  if (answer.result === 'ok') await noteAnswer(core, answer.value, reference, bound);
  else await noteTrouble(core, answer, reference, bound);
  switch (answer.result) {
    case 'ok':
      return { state: answer.value.mdmInfo === null ? 'nobody' : 'ours', detail: null };
    case 'in-use-elsewhere':
      return { state: 'other', detail: answer.mdmInfo.name };
    case 'unreachable':
      return { state: 'unreachable', detail: describeTrouble(answer) };
    case 'refused':
    case 'other-location':
      return { state: 'refused', detail: describeTrouble(answer) };
  }
}

async function slots(core: Core): Promise<CheckLine> {
  const { schedule } = core.settings;
  const { timeZone, times } = schedule;
  return { name: 'slots', verdict: 'ok', facts: { timeZone, times, next: nextSlot(schedule, core.clock()) } };
}

async function lastSync(core: Core, bound: BoundLocation): Promise<CheckLine> {
  const { running, lastComplete } = (await readSync(core)).value;
  const at = lastComplete?.finishedAt ?? null;
  const old = isSyncOld(core.settings.schedule, at ?? bound.boundAt, core.clock());
  if (old && running !== null) return { name: 'last-sync', verdict: 'not-checked', why: 'sync-runs' };
  return { name: 'last-sync', verdict: old ? 'wrong' : 'ok', facts: { at } };
}

async function signIn(core: Core, bound: BoundLocation): Promise<CheckLine> {
  const standings = await Promise.all(bound.signIn.map(({ userId }) => core.people.standing(userId)));
  const unknown = standings.map((standing) => standing.result === 'excluded' && standing.reason === 'cannot-check');
  const gaps = bound.signIn.flatMap((person, index) => {
    const active = standings[index]?.result === 'member' || unknown[index] === true;
    return gapOf(person, active, core.clock()) ?? [];
  });
  if (gaps.length === 0 && unknown.includes(true)) return { name: 'sign-in', verdict: 'not-checked', why: 'not-told' };
  return { name: 'sign-in', verdict: gaps.length === 0 ? 'ok' : 'wrong', facts: { gaps } };
}

async function notifications(core: Core, bound: BoundLocation): Promise<CheckLine> {
  const name = 'notifications';
  const { publicUrl } = core.settings;
  if (publicUrl === null) {
    return { name, verdict: 'hint', facts: { state: 'off', errorNumber: null, detail: null } };
  }
  const [subscription] = await core.records.list('subscription');
  if (subscription === undefined) {
    return { name, verdict: 'hint', facts: { state: 'not-asked', errorNumber: null, detail: null } };
  }
  const { errorNumber, detail, url, epoch, failures } = subscription.value;
  // Seen at Apple at the last look, for this address and this claim: anything else is not known now.
  const known = failures === 0 && epoch === bound.epoch && url === notificationUrl(publicUrl, bound);
  const state = subscription.value.state === 'subscribed' && !known ? 'asking' : subscription.value.state;
  const verdict = state === 'subscribed' ? 'ok' : state === 'asking' ? 'hint' : 'wrong';
  return { name, verdict, facts: { state, errorNumber, detail } };
}
