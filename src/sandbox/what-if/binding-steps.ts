import type { Stage } from './stage.js';
import type { Step } from './story.js';

/** How the stories bind the location: as two people who press what they see. Done first when nothing is bound. */
export const bindingSteps: readonly Step[] = [
  { where: 'Slack', text: 'Nothing is bound yet, so a custodian shows the token to the bot.', run: propose },
  { where: 'Slack', text: 'The custodian reads the card and confirms.', run: confirm },
  { where: 'Slack', text: 'The second custodian confirms.', run: confirmAsSecond },
];

async function propose(stage: Stage): Promise<string> {
  const custodian = stage.person(stage.cast.custodian);
  await custodian.closeDialogues();
  await custodian.slash('/vpp', 'token');
  await stage.until('the button “Start”', () => custodian.sees('Start') || null);
  await custodian.press('Start');
  const dialogue = await stage.until('the dialogue for the token', () => custodian.dialogue());
  await custodian.submit(dialogue, [
    { label: /^Paste/, value: usableToken(stage) },
    { label: /name for the token/, value: 'Head office' },
    { label: /Apple Account/, value: 'apps@northwind.example' },
  ]);
  await stage.until('the button “Continue”', () => custodian.sees('Continue') || null);
  return `${custodian.name} typed /vpp token, pressed “Start” and pasted the token. Nothing was changed at Apple.`;
}

async function confirm(stage: Stage): Promise<string> {
  const { custodian: id, secondCustodian } = stage.cast;
  const custodian = stage.person(id);
  await custodian.closeDialogues();
  await custodian.press('Continue');
  const dialogue = await stage.until('the dialogue to confirm', () => custodian.dialogue());
  await custodian.submit(dialogue, [
    { label: /name of the location/, value: stage.apple.view().location.name },
    { label: /sign in/, value: [id, secondCustodian] },
    { label: /product you take over/, value: stage.apple.view().mdmInfo?.name ?? '' },
  ]);
  return `${custodian.name} pressed “Continue” and typed the name of the location.`;
}

async function confirmAsSecond(stage: Stage): Promise<string> {
  const second = stage.person(stage.cast.secondCustodian);
  await stage.until('the button “Yes, bind”', () => second.sees('Yes, bind') || null);
  await second.press('Yes, bind');
  await stage.until('the first sync', async () => (await stage.bot()).synced || null);
  await stage.person(stage.cast.custodian).closeDialogues();
  return `${second.name} pressed “Yes, bind”. The location is bound, and the first sync is done.`;
}

/** The newest token of our location that works, downloaded when there is none. */
function usableToken(stage: Stage): string {
  const usable = stage.apple
    .view()
    .tokens.findLast(
      ({ location, state, permission }) => location === 'main' && state === 'valid' && permission === 'manage',
    );
  return (usable ?? stage.apple.downloadToken()).content;
}
