import type { Button } from '@slack/types';
import type { Runway, Snooze } from '../../licensing/rules/alert.js';
import { actionIds } from '../ids.js';
import { button } from './elements.js';
import { counted, dateToken, external, externalPlain, formatNumber, mention } from './format.js';

/** Leads to everybody who has a licence. */
export function holdersButton(key: string, name: string): Button {
  return button({
    text: 'See holders',
    actionId: actionIds.showHolders,
    value: `holding:0:${key}`,
    label: `See who has a licence of ${externalPlain(name, 40)}`,
  });
}

/** Opens the dialogue that asks holders to remove an app. */
export function uninstallButton(key: string, name: string): Button {
  return button({
    text: 'Uninstall from somebody…',
    actionId: actionIds.uninstallFrom,
    value: key,
    label: `Uninstall ${externalPlain(name, 40)} from somebody`,
  });
}

/** Opens the dialogue that silences the card of an app for a while. */
export function snoozeButton(subject: string, name: string): Button {
  return button({
    text: 'Snooze…',
    actionId: actionIds.snoozeAlert,
    value: subject,
    label: `Snooze the alert about ${externalPlain(name, 40)}`,
  });
}

/** `about 9 days at this pace (±3)`. */
export function runwayWords({ days, plusMinus }: Runway): string {
  const spread = plusMinus === 0 ? '' : ` (±${formatNumber(plusMinus)})`;
  return days === 0 ? `less than a day at this pace${spread}` : `about ${counted(days, 'day')} at this pace${spread}`;
}

/** Who does not want to hear of it, until when and why. */
export function snoozeLine({ by, until, reason }: Snooze): string {
  return `Snoozed by ${mention(by)} until ${dateToken(until)}: “${external(reason, 500)}”. It is told again at once if it gets worse.`;
}
