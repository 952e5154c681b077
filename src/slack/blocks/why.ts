import type { KnownBlock } from '@slack/types';
import type { WhyOutcome } from '../../licensing/flows/why.js';
import { assetKey } from '../../licensing/rules/asset.js';
import { assetName } from '../../licensing/rules/needs.js';
import { actionIds } from '../ids.js';
import type { Message } from '../interaction.js';
import { auditLine } from './audit-words.js';
import { actions, button, context, header, message, section } from './elements.js';
import { bold, code, dateToken, external, externalPlain, mention } from './format.js';
import { licenceStateWords } from './licence-words.js';
import { nextStepWords } from './next-step-words.js';
import type { RenderContext } from './render-context.js';
import { linkWords } from './why-words.js';

type Why = Extract<WhyOutcome, { result: 'why' }>;

/** The chain of facts that leads to how somebody stands with an app, and what would move it on. */
export function whyMessage({ facts, chain, history, own }: Why, render: RenderContext): Message {
  const { app, userId, assignment } = facts;
  const reader = own ? 'person' : 'administrator';
  const state = licenceStateWords[assignment?.state ?? 'none'];
  const next = `*Next:* ${nextStepWords(chain.next, reader).text}`;
  const who = own ? 'you' : mention(userId);
  return message(`Why ${who} and ${external(app.name, 60)}: ${state}. ${next}`, [
    header(`Why: ${app.name}`),
    section(`${own ? 'You' : mention(userId)} and ${bold(app.name)}: *${state}*`),
    ...linkSections(chain.links.map((link, index) => `${index + 1}. ${linkWords(link, reader)}`)),
    section(next),
    ...(history.length === 0
      ? []
      : [
          section([
            '*Lately in the audit*',
            ...history.map((entry) => `• ${auditLine(entry, new Map([[app.key, app.name]]))}`),
          ]),
        ]),
    ...(own
      ? []
      : actions([
          button({ text: 'All deployments', actionId: actionIds.openDeployments }),
          button({
            ...{ text: 'The app', actionId: actionIds.showApp, value: app.key },
            label: `Details of ${externalPlain(app.name, 60)}`,
          }),
        ])),
    context([
      `As of ${dateToken(render.now)}.${app.figures === null ? '' : ` Figures of ${dateToken(app.figures.readAt)}.`} Looking changed nothing at Apple.`,
    ]),
  ]);
}

/** Lines of one section: so many fit into it whole. */
const LINES = 5;

function linkSections(lines: readonly string[]): KnownBlock[] {
  const starts = Array.from({ length: Math.ceil(lines.length / LINES) }, (_, index) => index * LINES);
  return starts.map((start) => section(lines.slice(start, start + LINES)));
}

/** Several apps fit: a button each. */
export function whyWhichMessage({ apps }: Extract<WhyOutcome, { result: 'several' }>, userId: string): Message {
  const names = apps.map((app) => external(assetName(app), 60));
  return message(`Which app? ${names.join('; ')}`, [
    header('Which app do you mean?'),
    ...apps.map((app) =>
      section(
        [bold(assetName(app)), `App Store id ${code(app.adamId)}`],
        button({
          ...{ text: 'Why', actionId: actionIds.showWhy, value: `${userId} ${assetKey(app)}` },
          label: `Why, for ${externalPlain(assetName(app), 60)}`,
        }),
      ),
    ),
  ]);
}

/** `own`: nobody is told of apps that do not concern them. */
export function whyNoAppMessage({ search, own }: Extract<WhyOutcome, { result: 'no-app' }>): Message {
  const what =
    search === ''
      ? 'No app was named.'
      : `No app that fits “${external(search)}” ${own ? 'concerns you or is known here.' : 'is known here.'}`;
  const next =
    'Next: name the person and part of the app’s name, like `/vpp why @anna Keynote` or `/vpp why me Keynote`.';
  return message(`${what} ${next}`, [header('Why'), section([what, next])]);
}

/** What was typed names nobody. */
export function whyUsageMessage(): Message {
  const what = 'Say about whom and which app.';
  const next =
    'Next: type `/vpp why @anna Keynote`, choosing the person from Slack’s own list after the @, or `/vpp why me Keynote`.';
  return message(`${what} ${next}`, [header('Why'), section([what, next])]);
}
