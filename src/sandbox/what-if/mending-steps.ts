import type { Stage } from './stage.js';
import type { Step } from './story.js';

/** A second custodian who has left comes back, since a story needs two. */
export function returnSteps({ slack, cast: { secondCustodian } }: Stage): readonly Step[] {
  if (slack.actAs(secondCustodian).view().me.kind !== 'deactivated') return [];
  const text = 'The second custodian had left, and comes back to the company.';
  return [{ where: 'Slack', text, run: comeBack }];
}

async function comeBack({ slack, cast: { secondCustodian } }: Stage): Promise<string> {
  await slack.levers.changePerson(secondCustodian, { deleted: false });
  return `${slack.actAs(secondCustodian).view().me.name} is back in the workspace.`;
}

/** How the stories put a token right that does not work any more. */
export const renewalSteps: readonly Step[] = [
  { where: 'Apple', text: 'The token does not work any more, so somebody downloads a new one.', run: download },
  { where: 'Slack', text: 'A custodian shows the new token to the bot.', run: proposeNew },
  { where: 'Slack', text: 'The custodian compares both tokens and confirms.', run: useNew },
];

async function download(stage: Stage): Promise<string> {
  return `${stage.apple.downloadToken().fileName} was downloaded.`;
}

async function proposeNew(stage: Stage): Promise<string> {
  const custodian = stage.person(stage.cast.custodian);
  const newest = stage.apple.view().tokens.findLast(({ location }) => location === 'main');
  await custodian.closeDialogues();
  await custodian.slash('/vpp', 'token renew');
  const dialogue = await stage.until('the dialogue for the new token', () => custodian.dialogue());
  await custodian.submit(dialogue, [
    { label: /^Paste/, value: newest?.content ?? '' },
    { label: /name for the token/, value: 'Head office, renewed' },
    { label: /Apple Account/, value: 'apps@northwind.example' },
  ]);
  await stage.until('the button “Use the new token”', () => custodian.sees('Use the new token') || null);
  return `${custodian.name} typed /vpp token renew and pasted the new token.`;
}

async function useNew(stage: Stage): Promise<string> {
  const custodian = stage.person(stage.cast.custodian);
  await custodian.closeDialogues();
  stage.news.mark();
  await custodian.press('Use the new token');
  await stage.until('the first sync with the new token', () => stage.news.about(/the first sync with the new token/));
  return `${custodian.name} pressed “Use the new token”. The token works again.`;
}

/** How the stories take a location back, as two people. */
export const takeBackSteps: readonly Step[] = [
  { where: 'Slack', text: 'The location is not the bot’s, so a custodian takes it back.', run: askForIt },
  { where: 'Slack', text: 'The second custodian confirms it.', run: confirmIt },
];

async function askForIt(stage: Stage): Promise<string> {
  const custodian = stage.person(stage.cast.custodian);
  await custodian.closeDialogues();
  await custodian.press('Take back…');
  const dialogue = await stage.until('the dialogue to take the location back', () => custodian.dialogue());
  await custodian.submit(dialogue, [{ label: /name of the product/, value: stage.apple.view().mdmInfo?.name ?? '' }]);
  return `${custodian.name} pressed “Take back…” and said that the other product is disconnected.`;
}

async function confirmIt(stage: Stage): Promise<string> {
  const second = stage.person(stage.cast.secondCustodian);
  await stage.until('the button “Yes, take it back”', () => second.sees('Yes, take it back') || null);
  stage.news.mark();
  await second.press('Yes, take it back');
  await stage.until('the first sync after it', () => stage.news.about(/the first sync since the location is/));
  return `${second.name} pressed “Yes, take it back”. The location is the bot’s again.`;
}
