import type { Button, KnownBlock } from '@slack/types';
import type { AppPage } from '../../licensing/flows/app-page.js';
import type { AssetRecord } from '../../licensing/rules/asset.js';
import type { JudgedApp } from '../../licensing/rules/judged-app.js';
import { assetName } from '../../licensing/rules/needs.js';
import { actionIds } from '../ids.js';
import type { Message } from '../interaction.js';
import { holdersButton, runwayWords, snoozeButton, snoozeLine, uninstallButton } from './app-buttons.js';
import { appAdvice, appState, platformWords } from './app-words.js';
import { actions, button, context, fields, header, icon, message, section } from './elements.js';
import { code, counted, dateToken, external, externalPlain, formatNumber } from './format.js';
import type { RenderContext } from './render-context.js';
import { unusedButton } from './unused.js';

/** One app or book with all its licences accounted for, and the age of the figures. */
export function appPageMessage(page: AppPage, _render: RenderContext): Message {
  const { app, alert } = page;
  const { asset } = app;
  const name = assetName(asset);
  const state = appState(app);
  const advice = appAdvice(app);
  const image = icon(asset.iconUrl, name);
  const lines = [`*${state}*`, advice];
  if (asset.productType === 'Book') lines.unshift('Book');
  const snoozed = alert?.snoozed ?? null;
  const blocks: KnownBlock[] = [
    header(externalPlain(name, 120)),
    image === null ? section(lines) : section(lines, image),
    ...shortBlock(app),
    fields(ledgerFields(page)),
    ...deploymentBlocks(page),
    fields(productFields(asset)),
    ...actions(pageButtons(page)),
    context([
      ageLine(app),
      ...(snoozed === null ? [] : [snoozeLine(snoozed)]),
      'Reserved: held for people to whom it was promised. In flight: Apple is giving it out now. Free: nobody has it, and nothing that was approved needs it.',
    ]),
  ];
  return message(
    `${external(name)}. ${state}: ${advice} Free: ${freeWords(app)}. Read from Apple ${dateToken(asset.readAt)}.`,
    blocks,
  );
}

function shortBlock({ figures: { shortBy, waiting } }: JudgedApp): KnownBlock[] {
  if (shortBy === 0 && waiting === 0) return [];
  const short =
    shortBy === 0
      ? []
      : [
          `*Short by ${formatNumber(shortBy)}.* Apple took licences that were promised, so nothing new is sent. It goes on by itself when there are enough again.`,
        ];
  const queue =
    waiting === 0
      ? []
      : [`*${counted(waiting, 'person waits', 'people wait')} for a licence.* They get one by themselves, in order.`];
  return [section([...short, ...queue])];
}

function freeWords({ figures: { free, totalCount } }: JudgedApp): string {
  return free === null ? 'no limit' : `${formatNumber(Math.max(0, free))} of ${formatNumber(totalCount)}`;
}

function ledgerFields({ app: { figures }, runway, unused }: AppPage): (readonly [string, string])[] {
  const { free, totalCount, assignedOurs, assignedForeign, reserved, inFlight, waiting } = figures;
  return [
    ['Licences in all', figures.unlimited ? 'No limit' : formatNumber(totalCount)],
    ['Free', free === null ? 'No limit' : formatNumber(Math.max(0, free))],
    ['Given out by this bot', formatNumber(assignedOurs)],
    ['Given out, not by this bot', formatNumber(assignedForeign)],
    ['Reserved', formatNumber(reserved)],
    ['In flight', formatNumber(inFlight)],
    ['Waiting for a licence', formatNumber(waiting)],
    ['Lasts', free === null ? 'No limit' : runway === null ? 'Not known yet' : runwayWords(runway)],
    ...(unused === null ? [] : [['Held without use', formatNumber(unused)] as const]),
  ];
}

const actionWords = { required: 'Required', available: 'Available', uninstall: 'Uninstall' } as const;

function deploymentBlocks({ deployments, deploymentCount, awaitingApproval }: AppPage): KnownBlock[] {
  const lines = deployments.map(({ id, action, people, startAt }) => {
    const start = startAt === null ? '' : `, begins ${dateToken(startAt)}`;
    return `• ${code(id)} ${actionWords[action]} for ${counted(people, 'person', 'people')}${start}`;
  });
  const more = deploymentCount - deployments.length;
  return lines.length === 0 && awaitingApproval === 0
    ? []
    : [
        section([
          ...(lines.length === 0 ? [] : ['*Deployments in force*', ...lines]),
          ...(more > 0 ? [`• and ${formatNumber(more)} more`] : []),
          ...(awaitingApproval === 0
            ? []
            : [`${counted(awaitingApproval, 'request waits', 'requests wait')} for approval.`]),
        ]),
      ];
}

function productFields(asset: AssetRecord): (readonly [string, string])[] {
  return [
    ['Platforms', external(platformWords(asset))],
    ['Quality', asset.pricingParam === 'PLUS' ? 'High' : 'Standard'],
    ['Bundle id', asset.bundleId === null ? 'not known' : code(asset.bundleId)],
    ['App Store id', code(asset.adamId)],
    ['Retired at Apple', formatNumber(asset.retiredCount)],
    ['Can be taken back', asset.revocable ? 'Yes' : 'No: once given, it stays given'],
  ];
}

function pageButtons({ key, app, alert, may, unused }: AppPage): Button[] {
  const name = assetName(app.asset);
  return [
    ...(may.deploy ? [deployButton(key, name)] : []),
    ...(may.seeHolders ? [holdersButton(key, name)] : []),
    ...(may.seeHolders && unused !== null && app.figures.assignedOurs > 0 ? [unusedButton(key, name)] : []),
    ...(may.uninstall && app.figures.assignedOurs > 0 ? [uninstallButton(key, name)] : []),
    ...(may.snooze && alert !== null ? [snoozeButton(alert.subject, name)] : []),
    button({ text: 'All apps', actionId: actionIds.openApps }),
    ...(may.sync ? [button({ text: 'Sync now', actionId: actionIds.syncNow })] : []),
  ];
}

function deployButton(key: string, name: string): Button {
  return button({
    text: 'Deploy…',
    actionId: actionIds.deployApp,
    value: key,
    label: `Deploy ${externalPlain(name, 60)}`,
  });
}

function ageLine({ asset, figures }: JudgedApp): string {
  const names =
    asset.catalogueReadAt === null
      ? 'Name not looked up yet.'
      : `Name and icon of ${dateToken(asset.catalogueReadAt)}.`;
  const judged =
    figures.readAt === asset.readAt ? '' : ` Free is judged on the reading of ${dateToken(figures.readAt)}.`;
  return `Figures read from Apple ${dateToken(asset.readAt)}.${judged} ${names}`;
}
