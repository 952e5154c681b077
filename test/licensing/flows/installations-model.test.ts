import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { keepApp } from '../../../src/licensing/flows/answer-removal.js';
import type { Installation } from '../../../src/licensing/rules/installation.js';
import type { TestHouse } from '../../support/core.js';
import { aDevice, deliver, phonesFor, type ScriptedPhone } from '../../support/core-devices.js';
import { BUNDLE, installHouse, uninstall } from '../../support/core-installations.js';
import { anAssignment, assignmentOf, KEY } from '../../support/core-licences.js';
import { MINUTE } from '../../support/core-samples.js';

const phones = ['P1', 'P2'] as const;
const phone = fc.constantFrom(...phones);
const installs = fc.constantFrom('managed', 'Prompting', 'PromptingForLogin', 'UserRejected', 'Failed');
const deed = fc.oneof(
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('time' as const), minutes: fc.constantFrom(1, 20, 400) }) },
  fc.record({ kind: fc.constant('installs' as const), phone, installs }),
  fc.record({ kind: fc.constantFrom('lock' as const, 'silence' as const, 'losing' as const), phone, on: fc.boolean() }),
  fc.record({
    kind: fc.constantFrom('delete' as const, 'own copy' as const, 'accept' as const, 'enrol' as const),
    phone,
  }),
  fc.record({ kind: fc.constantFrom('no licence' as const, 'no removal' as const), phone }),
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constantFrom('uninstall' as const, 'uninstall' as const, 'keep' as const) }),
  },
);
type Deed = typeof deed extends fc.Arbitrary<infer D> ? D : never;

const refusal = (code: number) => [{ code, domain: 'MCMDMErrorDomain', text: 'no' }];

/** Some of it cannot be done at the moment; then nothing happens. */
async function happens(house: TestHouse, one: Deed): Promise<void> {
  if (one.kind === 'time') return phonesFor(house, 2, one.minutes * MINUTE);
  if (!('phone' in one)) return decides(house, one.kind);
  const at = house.mdm.phones.get(one.phone);
  if (at === undefined) return;
  if (one.kind === 'installs') at.installs = one.installs;
  else if (one.kind === 'lock') at.locked = one.on;
  else if (one.kind === 'silence') at.silent = one.on;
  else if (one.kind === 'losing') house.mdm.losing = one.on;
  else if (one.kind === 'no licence') at.installErrors.push(refusal(12_064));
  else if (one.kind === 'no removal') at.removeErrors.push(refusal(12_036));
  else if (one.kind === 'enrol') {
    house.mdm.enrol(one.phone);
    await deliver(house);
  } else byHand(at, one.kind);
}

function byHand(at: ScriptedPhone, kind: 'delete' | 'own copy' | 'accept'): void {
  const app = at.apps.get(BUNDLE);
  if (kind === 'own copy' && app === undefined) at.apps.set(BUNDLE, { status: null, installed: true });
  if (kind === 'accept' && app?.status?.startsWith('Prompting'))
    at.apps.set(BUNDLE, { status: 'Managed', installed: true });
  if (kind === 'delete' && app?.installed === true) {
    if (app.status === null) at.apps.delete(BUNDLE);
    else at.apps.set(BUNDLE, { status: 'ManagedButUninstalled', installed: false });
  }
}

async function decides(house: TestHouse, kind: 'uninstall' | 'keep'): Promise<void> {
  const { state, generation } = await assignmentOf(house, KEY, 'A');
  if (kind === 'uninstall' && state === 'licensed') {
    await uninstall(house);
    const asked = await assignmentOf(house, KEY, 'A');
    await anAssignment(house, KEY, 'A', { ...asked, removalBy: 'person:OPERATOR' });
  }
  if (kind === 'keep' && state === 'removing') {
    await keepApp(house.core, house.asked('OPERATOR'), `${KEY}/A#${generation}`);
    const kept = await assignmentOf(house, KEY, 'A');
    if (kept.state === 'licensed') await anAssignment(house, KEY, 'A', { ...kept, wantedBy: ['D-1'] });
  }
}

/** Notes what phones say, and looks at what is stored after each commit. */
function watch(house: TestHouse): { managed: Set<string>; wrong: string[] } {
  const seen = { managed: new Set<string>(), wrong: [] as string[] };
  for (const one of house.mdm.phones.values()) {
    const answer = one.answer.bind(one);
    one.answer = (queued) => {
      const said = answer(queued);
      if (said.managedApps?.some(({ status }) => status === 'Managed')) seen.managed.add(one.id);
      return said;
    };
  }
  const { commit } = house.core.records;
  house.core.records.commit = async (change) => {
    for (const put of change.put ?? []) {
      if (put.kind !== 'deviceHolding' && put.kind !== 'deviceInstallation') continue;
      if (put.value.state === 'managed' && !seen.managed.has(put.value.enrolmentId))
        seen.wrong.push(`managed: ${put.id}`);
    }
    const isRelease = change.audit?.some(({ act }) => act === 'devices-confirmed') === true;
    const there = [...house.mdm.phones.values()].filter(({ apps }) => apps.get(BUNDLE)?.installed === true);
    const answered = await commit(change);
    if (isRelease && answered.result === 'committed' && there.some(({ id }) => !seen.managed.has(`by hand ${id}`)))
      seen.wrong.push(`released while on ${there.map(({ id }) => id).join(' ')}`);
    return answered;
  };
  return seen;
}

async function installations(house: TestHouse): Promise<Installation[]> {
  const all = [...(await house.records.list('deviceInstallation')), ...(await house.records.list('deviceHolding'))];
  return all.map(({ value }) => value);
}

describe('whatever people and phones do', () => {
  it('one command is open at most, nothing is installed before the phone says so, and all comes to an end', async () => {
    await fc.assert(
      fc.asyncProperty(fc.boolean(), fc.array(deed, { maxLength: 14, size: 'max' }), async (isInstalled, deeds) => {
        const house = await installHouse();
        for (const id of phones) await aDevice(house, id, 'A');
        const seen = watch(house);
        if (isInstalled) await phonesFor(house, 4);
        for (const one of deeds) {
          // A copy put there by hand after the phone was asked is nobody's fault.
          if (one.kind === 'own copy') seen.managed.add(`by hand ${one.phone}`);
          await happens(house, one);
          const open = await house.records.list('deviceCommand');
          const waiting = open.flatMap(({ value }) => (value.state === 'replaced' ? [] : (value.installationId ?? [])));
          expect(new Set(waiting).size).toBe(waiting.length);
          expect(seen.wrong).toEqual([]);
        }
        await expectEnd(house);
        expect(seen.wrong).toEqual([]);
      }),
      { seed: 20_261_123, numRuns: 40 },
    );
  }, 120_000);
});

/** Everybody answers from now on, and accepts. */
async function expectEnd(house: TestHouse): Promise<void> {
  house.mdm.losing = false;
  for (const one of house.mdm.phones.values()) {
    Object.assign(one, { locked: false, silent: false, installs: 'managed' });
    one.installErrors.length = 0;
    one.removeErrors.length = 0;
    if (one.apps.get(BUNDLE)?.status?.startsWith('Prompting')) byHand(one, 'accept');
  }
  await phonesFor(house, 40, 30 * MINUTE);
  const { state } = await assignmentOf(house, KEY, 'A');
  for (const one of await installations(house)) {
    expect(one.commandId).toBeNull();
    if (state === 'licensed') expect(['managed', 'unmanaged', 'deleted', 'rejected', 'failed']).toContain(one.state);
    else expect(['gone', 'unmanaged']).toContain(one.state);
  }
  const left = (await installations(house)).filter((one) => one.state === 'unmanaged');
  if (state !== 'licensed') expect(state).toBe(left.length > 0 ? 'removing' : 'released');
}
