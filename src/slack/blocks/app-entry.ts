import type { KnownBlock } from '@slack/types';
import { type AssetRecord, assetKey } from '../../licensing/rules/asset.js';
import { assetName, foreignCount } from '../../licensing/rules/needs.js';
import { actionIds } from '../ids.js';
import { assetState, platformWords } from './app-words.js';
import { button, context, icon, section } from './elements.js';
import { bold, dateToken, external, externalPlain, formatNumber } from './format.js';

/** An app in a list of many: three lines with its icon beside them. */
export function listEntry(app: AssetRecord): KnownBlock {
  const image = icon(app.iconUrl, assetName(app));
  return section([...figureLines(app), smallPrint(app)], image ?? undefined);
}

/** An app in a short list: its figures with the way to all details, below them its icon and the small print. */
export function homeEntry(app: AssetRecord): KnownBlock[] {
  const name = assetName(app);
  const details = button({
    text: 'Details',
    actionId: actionIds.showApp,
    value: assetKey(app),
    label: `Details of ${externalPlain(name, 60)}`,
  });
  return [section(figureLines(app), details), context([smallPrint(app)], icon(app.iconUrl, name))];
}

function figureLines(app: AssetRecord): string[] {
  const given = `${formatNumber(app.assignedCount)} given out (${formatNumber(app.ours)} ours, ${formatNumber(foreignCount(app))} others)`;
  const pool = app.unlimited ? [] : [`*${formatNumber(app.totalCount)}* in all`];
  return [`${bold(assetName(app))} · *${assetState(app)}*`, [...pool, given, `*${freeWords(app)}*`].join(' · ')];
}

function freeWords(app: AssetRecord): string {
  return app.unlimited ? 'free without limit' : `${formatNumber(Math.max(0, app.availableCount))} free`;
}

function smallPrint(app: AssetRecord): string {
  return `${external(platformWords(app), 60)} · updated ${dateToken(app.readAt)}`;
}

/** The same in one sentence for notifications and screen readers; finished mrkdwn. */
export function entryWords(app: AssetRecord): string {
  const pool = app.unlimited ? '' : `, ${freeWords(app)} of ${formatNumber(app.totalCount)}`;
  return `${external(assetName(app), 40)}: ${assetState(app)}${pool}`;
}
