/** Which test ends the process at a step. */
interface Row {
  /** In process: a flow of `folder-cuts.test.ts`, its outbox, or `test/storage/cuts.test.ts`. */
  cut:
    | 'ceremony'
    | 'denied'
    | 'refused claim'
    | 'sync'
    | 'warning'
    | 'pause'
    | 'outbox'
    | 'storage'
    | 'sign-in again'
    | 'subscription'
    | 'notified'
    | 'handover'
    | 'doctor'
    | 'renewed'
    | 'discarded'
    | 'acknowledged'
    | 'clean-up'
    | 'waiver'
    | 'found'
    | 'denied request'
    | 'taken back'
    | 'handed over'
    | 'licences'
    | 'members'
    | 'lost'
    | 'deployments'
    | 'approvals'
    | 'waiting list'
    | 'installed'
    | 'removed'
    | 'left'
    | 'devices'
    | 'device owners'
    | 'on the device'
    | 'unused';
  /** By `kill -9`: rows of `kill*.wire.test.ts`. */
  kill?: Kill | readonly Kill[];
}

type Kill =
  | 'ceremony'
  | 'count'
  | 'denied'
  | 'slot'
  | 'warning'
  | 'pause'
  | 'outbox'
  | 'renewed'
  | 'taken back'
  | 'clean-up'
  | 'notified'
  | 'approved'
  | 'user made'
  | 'given'
  | 'taken away'
  | 'phone told'
  | 'put on'
  | 'taken off'
  | 'inventory';

/** Every step that the product reports. A recording of whole flows and the source itself are held against this table. */
export const steps = {
  'device-claim.stored': { cut: 'device owners' },
  'device-claim.ended': { cut: 'device owners' },
  'device.owner-set': { cut: 'device owners' },
  'device.retired': { cut: 'device owners' },
  'owner-import.begun': { cut: 'device owners' },
  'owner-import.slice-done': { cut: 'device owners' },
  'binding.before-proposed': { cut: 'ceremony' },
  'binding.proposed': { cut: 'ceremony' },
  'binding.counting': { cut: 'ceremony', kill: 'count' },
  'binding.counted': { cut: 'ceremony' },
  'binding.first-confirmed': { cut: 'ceremony' },
  'binding.before-claiming': { cut: 'ceremony' },
  'binding.claiming-stored': { cut: 'ceremony', kill: 'ceremony' },
  'binding.claim-sent': { cut: 'ceremony', kill: 'ceremony' },
  'binding.claim-read-back': { cut: 'ceremony', kill: 'ceremony' },
  'binding.bound': { cut: 'ceremony' },
  'binding.ended': { cut: 'denied', kill: 'denied' },
  'binding.dropped': { cut: 'refused claim' },
  'sync.started': { cut: 'sync', kill: 'slot' },
  'sync.client-config-read': { cut: 'sync' },
  'sync.assets-read': { cut: 'sync' },
  'sync.users-read': { cut: 'sync' },
  'sync.assignments-read': { cut: 'sync' },
  'sync.settled': { cut: 'sync' },
  'sync.before-commit': { cut: 'sync', kill: 'ceremony' },
  'sync.committed': { cut: 'sync' },
  'token.warned': { cut: 'warning', kill: 'warning' },
  'doctor.reported': { cut: 'doctor' },
  'sign-in.asked': { cut: 'sign-in again' },
  'sign-in.handover-asked': { cut: 'handover' },
  'sign-in.handed-over': { cut: 'handover' },
  'subscription.before-post': { cut: 'subscription' },
  'subscription.posted': { cut: 'subscription' },
  'device-event.stored': { cut: 'devices', kill: ['phone told', 'put on', 'taken off'] },
  'installation.checked': { cut: 'on the device' },
  'installation.moved': { cut: 'on the device', kill: ['put on', 'taken off'] },
  'installation.reviewed': { cut: 'on the device' },
  'installation.check-asked': { cut: 'on the device' },
  'installation.retried': { cut: 'on the device' },
  'device-invitation.recorded': { cut: 'on the device' },
  'installation.told': { cut: 'on the device' },
  'installation.listed': { cut: 'on the device' },
  'device-need.told': { cut: 'on the device' },
  'device-event.settled': { cut: 'devices', kill: 'phone told' },
  'device-command.before-send': { cut: 'devices', kill: 'put on' },
  'device-command.sent': { cut: 'devices', kill: ['put on', 'taken off'] },
  'device-command.settled': { cut: 'devices', kill: 'put on' },
  'device-command.dropped': { cut: 'devices' },
  'device-command.woken': { cut: 'devices' },
  'inventory.asked': { cut: 'devices', kill: 'inventory' },
  'unused.told': { cut: 'unused' },
  'unused.asked': { cut: 'unused' },
  'unused.answered': { cut: 'unused' },
  'notification.stored': { cut: 'notified', kill: 'notified' },
  'notification.settled': { cut: 'notified' },
  'token.acknowledged': { cut: 'acknowledged' },
  'renewal.before-proposed': { cut: 'renewed' },
  'renewal.proposed': { cut: 'renewed' },
  'renewal.before-commit': { cut: 'renewed' },
  'renewal.committed': { cut: 'renewed', kill: 'renewed' },
  'renewal.ended': { cut: 'discarded' },
  'location.looked': { cut: 'found' },
  'request.stored': { cut: 'denied request' },
  'request.ended': { cut: 'denied request' },
  'take-back.intent-stored': { cut: 'taken back' },
  'take-back.sent': { cut: 'taken back', kill: 'taken back' },
  'take-back.settled': { cut: 'taken back' },
  'decommission.intent-stored': { cut: 'handed over' },
  'decommission.exported': { cut: 'handed over' },
  'decommission.released': { cut: 'handed over' },
  'decommission.done': { cut: 'handed over' },
  'pause.stored': { cut: 'pause', kill: 'pause' },
  'clean-up.counted': { cut: 'clean-up' },
  'clean-up.begun': { cut: 'clean-up' },
  'clean-up.before-send': { cut: 'clean-up' },
  'clean-up.sent': { cut: 'clean-up', kill: 'clean-up' },
  'clean-up.batch-settled': { cut: 'clean-up' },
  'clean-up.ended': { cut: 'clean-up' },
  'clean-up.waived': { cut: 'waiver' },
  'deployment.requested': { cut: 'approvals' },
  'deployment.in-force': { cut: 'approvals' },
  'deployment.first-approved': { cut: 'approvals' },
  'deployment.approved': { cut: 'approvals', kill: 'approved' },
  'deployment.redrawn': { cut: 'approvals' },
  'deployment.request-ended': { cut: 'approvals' },
  'deployment.reminded': { cut: 'approvals' },
  'deployment.halted': { cut: 'approvals' },
  'deployment.closed': { cut: 'approvals' },
  'deployment.before-slice': { cut: 'deployments' },
  'deployment.slice-written': { cut: 'deployments', kill: 'approved' },
  'waiting-list.before-change': { cut: 'waiting list' },
  'waiting-list.changed': { cut: 'waiting list' },
  'offer.taken': { cut: 'installed' },
  'offer.told': { cut: 'installed' },
  'offer.given-back': { cut: 'installed' },
  'removal.told': { cut: 'removed' },
  'removal.answered': { cut: 'removed', kill: 'taken away' },
  'removal.listed': { cut: 'removed' },
  'leavers.looked': { cut: 'left' },
  'leavers.decided': { cut: 'left' },
  'leavers.released': { cut: 'left' },
  'slack.outbox.before-send': { cut: 'outbox' },
  'slack.outbox.after-send': { cut: 'outbox', kill: 'outbox' },
  'slack.outbox.after-record': { cut: 'outbox' },
  'membership.before-send': { cut: 'members', kill: 'user made' },
  'membership.sent': { cut: 'members', kill: 'user made' },
  'membership.settled': { cut: 'members' },
  'membership.changed': { cut: 'members' },
  'membership.invited': { cut: 'members' },
  'membership.listed': { cut: 'members' },
  'licences.before-send': { cut: 'licences', kill: ['given', 'taken away'] },
  'licences.sent': { cut: 'licences', kill: ['given', 'taken away'] },
  'licences.accepted': { cut: 'licences', kill: ['given', 'taken away'] },
  'licences.looked': { cut: 'licences' },
  'licences.settled': { cut: 'licences' },
  'licences.read-again': { cut: 'licences' },
  'licences.compared': { cut: 'lost' },
  'interference.answered': { cut: 'lost' },
  'interference.restored': { cut: 'lost' },
  'storage.journal.before-create': { cut: 'storage' },
  'storage.journal.before-append': { cut: 'storage' },
  'storage.journal.after-append': { cut: 'storage' },
  'storage.journal.after-sync': { cut: 'storage' },
  'storage.document.before-write': { cut: 'storage' },
  'storage.document.before-rename': { cut: 'storage' },
  'storage.document.after-rename': { cut: 'storage' },
  'storage.audit.before-append': { cut: 'storage' },
  'storage.audit.after-append': { cut: 'storage' },
  'storage.snapshot.before-write': { cut: 'storage' },
  'storage.snapshot.before-rename': { cut: 'storage' },
  'storage.snapshot.before-switch': { cut: 'storage' },
  'storage.snapshot.after-switch': { cut: 'storage' },
  'storage.key.before-rename': { cut: 'storage' },
  'storage.key.after-rename': { cut: 'storage' },
  'storage.key.before-erase': { cut: 'storage' },
  'storage.key.after-erase': { cut: 'storage' },
  'storage.mirror.before-rename': { cut: 'storage' },
  'storage.mirror.after-rename': { cut: 'storage' },
} satisfies Record<string, Row>;

const rows = new Map<string, Row>(Object.entries(steps));

export const isNamed = (point: string): boolean => rows.has(point);

export function stepsCutIn(cut: Row['cut']): string[] {
  return [...rows].flatMap(([step, row]) => (row.cut === cut ? [step] : []));
}

/** Of deployments, people and licences; the rest is of the location and of the bot itself. */
const ofDeployments: readonly Row['cut'][] = [
  ...(['licences', 'members', 'lost', 'deployments', 'approvals'] as const),
  ...(['waiting list', 'installed', 'removed', 'left'] as const),
];

export const deploymentSteps: readonly string[] = ofDeployments.flatMap(stepsCutIn);

/** Of devices, their owners, and what is on them. */
export const deviceSteps: readonly string[] = (
  ['devices', 'device owners', 'on the device', 'unused'] as const
).flatMap(stepsCutIn);

/** What `npm test` kills: each costs several processes, and the cuts in process prove the same. */
const usual: Partial<Record<Kill, string>> = {
  ceremony: 'binding.claim-sent',
  slot: 'sync.started',
  given: 'licences.sent',
  'put on': 'device-command.sent',
};

/** With `VPP_TEST_FAULTS=all` every one, otherwise the usual one of a few flows. */
export function stepsKilledIn(kill: Kill, all = process.env.VPP_TEST_FAULTS === 'all'): string[] {
  const killed = [...rows].flatMap(([step, row]) => ([row.kill].flat().includes(kill) ? [step] : []));
  return all ? killed : killed.filter((step) => usual[kill] === step);
}
