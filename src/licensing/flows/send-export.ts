import type { NotAllowed } from '../rules/policy.js';
import { type Asked, type Core, permit } from './core.js';
import { readBinding } from './state.js';

/** Larger files are not sent through Slack. */
export const EXPORT_LIMIT = 20 * 1024 * 1024;

export type ReadExportOutcome =
  | NotAllowed
  /** Nothing was handed over, or nothing was written. */
  | { result: 'nothing' }
  | { result: 'missing'; name: string }
  | { result: 'too-large'; name: string; bytes: number }
  | { result: 'file'; name: string; text: string };

/** The CSV of everything that was ours, for a custodian. */
export async function readExport(core: Core, asked: Asked): Promise<ReadExportOutcome> {
  const permission = await permit(core, asked.actor, 'export');
  if (permission.result === 'not-allowed') return permission;
  const binding = (await readBinding(core)).value;
  if (binding.state !== 'decommissioned' || binding.exported === null) return { result: 'nothing' };
  const { name } = binding.exported;
  const found = await core.exports.read(name, EXPORT_LIMIT);
  if (found.result === 'missing') return { result: 'missing', name };
  if (found.result === 'too-large') return { ...found, name };
  await core.records.commit({
    audit: [
      {
        at: core.clock(),
        actor: asked.actor,
        act: 'export',
        subject: 'location',
        outcome: 'read',
        reference: asked.reference,
        facts: { file: name },
      },
    ],
  });
  return { result: 'file', name, text: found.text };
}
