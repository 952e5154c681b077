import { expect, it } from 'vitest';
import { noteTrouble } from '../../src/licensing/flows/note-answer.js';
import { checkEverything } from '../../src/licensing/flows/checkup.js';
import { acknowledgeWarning } from '../../src/licensing/flows/acknowledge-warning.js';
import { renewToken } from '../../src/licensing/flows/renew-token.js';
import { mayWrite } from '../../src/licensing/rules/may-write.js';
import { refused } from '../support/core-apple.js';
import { boundHouse, boundOf } from '../support/core-ceremony.js';
import { DAY, HOUR, otherProduct } from '../support/core-samples.js';
import { openedRenewal, nextFile, renewing } from '../support/core-renewal.js';
import { stock, syncNow } from '../support/core-sync.js';
import { TestHouse } from '../support/core.js';
import { troubleCardsOf, takenHouse, askForDecommission, confirm } from '../support/core-exits.js';
import { openHouse } from '../licensing/flows/notified.js';

it('read-only flaps', async () => {
  const house = await openHouse();
  house.apple.interfere = (call) => (call === 'subscribe' ? { before: refused('not-allowed', 9637) } : undefined);
  await house.records.commit({ remove: [{ kind: 'subscription', id: 'apple' }] });
  for (let h = 0; h < 40; h++) { house.now += 15 * 60_000; await house.ring(); }
  console.log('READONLY', await troubleCardsOf(house), (await boundOf(house)).tokenState);
});
it('takeover -> revoked -> renewed : writes', async () => {
  const house = await takenHouse();
  await noteTrouble(house.core, refused('revoked', 9625), 'R-x');
  console.log('STATE', (await boundOf(house)).tokenState, (await boundOf(house)).heldBy);
  const { mdmInfo } = await boundOf(house);
  house.apple.mdmInfo = mdmInfo;
  const id = await openedRenewal(house);
  const r = await renewToken(house.core, house.asked('U2'), id);
  console.log('RENEW', r, mayWrite(await boundOf(house)), (await boundOf(house)).writesAwaitReadingAfter);
});
it('takeover -> revoked -> still held -> renewed (held by other)', async () => {
  const house = await takenHouse();
  await noteTrouble(house.core, refused('revoked', 9625), 'R-x');
  const id = await openedRenewal(house);
  const r = await renewToken(house.core, house.asked('U2'), id);
  const b = await boundOf(house);
  console.log('RENEW2', r, b.tokenState, b.heldBy, mayWrite(b), await troubleCardsOf(house));
  await house.drain();
  console.log('after sync', (await boundOf(house)).tokenState, await troubleCardsOf(house));
});
it('webhook', async () => {
  const house = await boundHouse(stock);
  house.apple.notificationHost = 'rival.example';
  house.now += 13 * HOUR; await house.ring(); await syncNow(house);
  console.log('HOOK new', (await boundOf(house)).foreignNotificationHost);
  const h2 = await boundHouse((h) => { stock(h); h.apple.notificationHost = 'old.example'; h.apple.stubbornWebhook = true; });
  console.log('HOOK old', (await boundOf(h2)).foreignNotificationHost);
  h2.apple.notificationHost = null;
  h2.now += 13 * HOUR; await h2.ring(); await syncNow(h2);
  console.log('HOOK old after removal', (await boundOf(h2)).foreignNotificationHost);
});
it('doctor', async () => {
  const house = await boundHouse(stock);
  house.apple.mdmInfo = otherProduct;
  const lines = await checkEverything(house.core);
  console.log('DOCTOR', lines.find((l) => l.name === 'location'), (await boundOf(house)).tokenState);
  const out = await renewing(house, nextFile(house));
  console.log('PROPOSE while other holds', out, (await boundOf(house)).tokenState);
});
it('clone: higher epoch', async () => {
  const house = await boundHouse(stock);
  const { mdmInfo } = await boundOf(house);
  house.apple.mdmInfo = { ...mdmInfo, metadata: JSON.stringify({ epoch: 7, proof: 'x' }) };
  house.now += 13 * HOUR; await house.ring(); await syncNow(house);
  console.log('CLONE', (await boundOf(house)).tokenState, mayWrite(await boundOf(house)), house.troubles);
});
it('old card ack', async () => {
  const house = new TestHouse();
  const { bind } = await import('../support/core-ceremony.js');
  await bind(house);
  const exp = (await boundOf(house)).token.expires;
  const { warnAboutExpiry } = await import('../../src/licensing/flows/warn-about-expiry.js');
  for (const d of [60, 30, 14]) { house.now = exp - d * DAY - HOUR; await warnAboutExpiry(house.core, 'R'); }
  console.log('ACK old', await acknowledgeWarning(house.core, house.asked('U2'), 'fp-0:60'));
  house.now = exp - 7 * DAY - HOUR; await warnAboutExpiry(house.core, 'R');
  console.log('AUD', (await house.noticesOf('token-warning')).filter((n) => n.facts.step === 7).map((n) => n.audience));
});
it('decommission: stale csv; cleanup stopped', async () => {
  const house = await boundHouse(stock);
  house.apple.register('vb1.zoe', { status: 'Associated' });
  house.apple.assign('1', { clientUserId: 'vb1.zoe' });
  await askForDecommission(house); await confirm(house, 'decommission'); await house.drain();
  const b = (await house.records.get('binding', 'location'))?.value;
  console.log('DECOM', b?.state === 'decommissioned' ? b.exported : b?.state);
  const f = b?.state === 'decommissioned' && b.exported ? await house.core.exports.read(b.exported.name, 1e6) : null;
  console.log('zoe in csv', f?.result === 'file' && f.text.includes('vb1.zoe'));
});
it('claim gone then the other takes then ours back', async () => {
  const house = await boundHouse(stock);
  house.apple.mdmInfo = null;
  house.now += 2 * HOUR; await house.ring();
  await noteTrouble(house.core, refused('not-allowed', 9637), 'R-y');
  house.apple.mdmInfo = (await boundOf(house)).mdmInfo;
  house.now += 2 * HOUR; await house.ring();
  console.log('GONE->RO->OK', await troubleCardsOf(house), (await boundOf(house)).writesAwaitReadingAfter, expect.getState().currentTestName);
});
