import type { KnownBlock } from '@slack/types';
import { type AssetRecord, assetKey } from '../../licensing/rules/asset.js';
import type { JudgedApp } from '../../licensing/rules/judged-app.js';
import { assetName, foreignCount } from '../../licensing/rules/needs.js';
import { actionIds } from '../ids.js';
import { appState, platformWords } from './app-words.js';
import { button, context, icon, section } from './elements.js';
import { bold, dateToken, external, externalPlain, formatNumber } from './format.js';

/** An app in a list of many: three lines with its icon beside them. */
export function listEntry(app: JudgedApp): KnownBlock {
  const image = icon(app.asset.iconUrl, assetName(app.asset));
  return section([...figureLines(app), smallPrint(app.asset)], image ?? undefined);
}

/** An app in a short list: its figures with the way to all details, below them its icon and the small print. */
export function homeEntry(app: JudgedApp): KnownBlock[] {
  const { asset } = app;
  const name = assetName(asset);
  const details = button({
    text: 'Details',
    actionId: actionIds.showApp,
    value: assetKey(asset),
    label: `Details of ${externalPlain(name, 60)}`,
  });
  return [section(figureLines(app), details), context([smallPrint(asset)], icon(asset.iconUrl, name))];
}

function figureLines(app: JudgedApp): string[] {
  const { asset } = app;
  const given = `${formatNumber(asset.assignedCount)} given out (${formatNumber(asset.ours)} ours, ${formatNumber(foreignCount(asset))} others)`;
  const pool = asset.unlimited ? [] : [`*${formatNumber(asset.totalCount)}* in all`];
  return [`${bold(assetName(asset))} · *${appState(app)}*`, [...pool, given, `*${freeWords(app)}*`].join(' · ')];
}

/** Where licences are planned for, what is left to plan with, and what Apple calls available. */
function freeWords({ asset, figures: { free } }: JudgedApp): string {
  if (free === null) return 'free without limit';
  const available = Math.max(0, asset.availableCount);
  const left = `${formatNumber(Math.max(0, free))} free`;
  return free === asset.availableCount ? left : `${left} (${formatNumber(available)} at Apple, the rest is reserved)`;
}

function smallPrint(app: AssetRecord): string {
  return `${external(platformWords(app), 60)} · updated ${dateToken(app.readAt)}`;
}

/** The same in one sentence for notifications and screen readers; finished mrkdwn. */
export function entryWords(app: JudgedApp): string {
  const { asset } = app;
  const pool = asset.unlimited ? '' : `, ${freeWords(app)} of ${formatNumber(asset.totalCount)}`;
  return `${external(assetName(asset), 40)}: ${appState(app)}${pool}`;
}
