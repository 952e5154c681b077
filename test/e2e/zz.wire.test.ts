import { afterEach, beforeEach, describe, it } from 'vitest';
import { withPage } from '../support/browser.js';
import type { SandboxPage } from '../support/sandbox-page.js';
import { cleanUpFigure } from '../support/clean-up-story.js';
import { bindMainToken, eventually, type Story, startStory, people } from '../support/story.js';

const DAY = 86_400_000;
const HOUR = 3_600_000;
describe('walk', () => {
  let story: Story;
  beforeEach(async () => {
    story = await startStory();
  });
  afterEach(() => story.stop());
  const shot = async (page: SandboxPage, name: string) => {
    await page.page.waitForTimeout(400);
    await page.page.screenshot({ path: `/tmp/shots/${name}.png` });
  };
  const soft = async (name: string, page: SandboxPage, f: () => Promise<void>) => {
    try { await f(); } catch (e) { console.log('SOFT', name, String(e).slice(0, 300)); await shot(page, `${name}-FAILED`).catch(() => {}); }
  };
  const bind = async () => { await bindMainToken(story); await story.as('alva').closeModals(); };
  const msgs = async (page: SandboxPage, who: string, where = 'Messages') => { await page.actAs(who); await page.openConversation(where); };
  const expires = async () => { const h = await story.sandbox.bot().house(); if (h?.state !== 'bound') throw new Error('nb'); return h.token.expires; };

  it('a tabs and help', async () => {
    await withPage(story.sandbox.url, async (page) => {
      await shot(page, 'a1-first');
      for (const t of ['Apple', 'Slack']) await soft(`a2-${t}`, page, async () => { await page.openTab(t); await shot(page, `a2-${t}`); });
      await page.openHome(); await shot(page, 'a3-home-unbound');
      await page.slash('/vpp token decommission'); await page.slash('/vpp token clean-up'); await page.slash('/vpp token renew'); await shot(page, 'a4-unbound-commands');
      await page.slash('/vpp doctor'); await page.waitForText(/wrong|All well|Nothing wrong/); await shot(page, 'a5-doctor-unbound');
      await bind();
      await page.page.waitForTimeout(500);
      await page.openHome(); await shot(page, 'a6-home-bound');
      await msgs(page, 'Alva Lind'); await shot(page, 'a7-dm-after-bind');
      await page.slash('/vpp'); await shot(page, 'a8-help');
      await page.slash('/vpp token'); await shot(page, 'a9-token-page');
      await page.slash('/vpp doctor'); await page.waitForText(/Clock of this/); await shot(page, 'a10-doctor');
      await page.openConversation('it-apps'); await shot(page, 'a11-channel-summary');
      await page.actAs('Bo Ek'); await page.openConversation('Messages'); await shot(page, 'a12-bo-dm');
      await soft('a13', page, async () => { await page.press('Yes, I can sign in'); await page.page.waitForTimeout(500); await shot(page, 'a13-signin-confirmed'); });
      await soft('a14', page, async () => { await page.press('Hand over…'); await shot(page, 'a14-handover-dialogue'); await page.closeModal(); });
      for (const t of ['Apple', 'Slack']) await soft(`a15-${t}`, page, async () => { await page.openTab(t); await shot(page, `a15-${t}`); });
      await soft('a16', page, async () => { for (const d of await page.outside().locator('details:visible').all()) await d.locator('summary').click().catch(() => {}); });
      await page.openTab('Apple');
      await page.outside().locator('details summary').evaluateAll((all) => all.forEach((s) => { (s.parentElement as any).open = true; }));
      await page.page.screenshot({ path: '/tmp/shots/a16-apple-open.png' });
      const panel = page.page.locator('#apple');
      await panel.evaluate((e) => e.scrollTo(0, 1400)); await shot(page, 'a17-apple-open-2');
      await panel.evaluate((e) => e.scrollTo(0, 99999)); await shot(page, 'a18-apple-open-3');
    });
  }, 180_000);

  it.each([['the token is revoked', 'w1'], ['the password was changed', 'w2'], ['another product takes over', 'w3'], ['ten months pass', 'w4'], ['a custodian leaves', 'w5'], ['Apple is down for an hour', 'w6']])('what if %s', async (title, key) => {
    await withPage(story.sandbox.url, async (page) => {
      await page.pressOutside(`Try it: ${title}`);
      await page.page.waitForTimeout(1500);
      await shot(page, `${key}-a-running`);
      await page.outside().getByText(/Now look at|That was it|You stopped/).or(page.page.getByRole('alert')).first().waitFor({ timeout: 90_000 });
      await page.page.waitForTimeout(800);
      await shot(page, `${key}-b-done`);
      await page.page.locator('#what-if').evaluate((e) => e.scrollTo(0, 99999)).catch(() => {});
      await shot(page, `${key}-c-done-scrolled`);
      await page.openHome(); await shot(page, `${key}-d-home`);
      await msgs(page, 'Alva Lind'); await shot(page, `${key}-e-dm`);
      await page.openConversation('it-apps'); await shot(page, `${key}-f-channel`);
      await page.slash('/vpp token'); await shot(page, `${key}-g-token`);
    });
  }, 120_000);

  it('renewal', async () => {
    await bind();
    const e = await expires();
    const other = story.sandbox.apple.levers.downloadToken('education');
    story.sandbox.clock.set(e - 6.6 * DAY);
    const next = story.sandbox.apple.levers.downloadToken();
    await withPage(story.sandbox.url, async (page) => {
      await msgs(page, 'Alva Lind');
      story.sandbox.clock.set(e - 6.5 * DAY); await story.sandbox.bot().ring();
      await page.openConversation('it-apps');
      await page.waitForText('I take care of it'); await shot(page, 'r1-warning-fresh');
      await page.press('I take care of it'); await page.waitForText(/takes care of it/); await shot(page, 'r2-warning-ack');
      await page.press('Renew the token'); await shot(page, 'r3-dialogue');
      await page.useDownloadedToken(other.fileName); await shot(page, 'r4-dialogue-file');
      await page.fill('A name for the token', 'Education'); await page.fill('The Apple Account you downloaded it with', 'apps@northwind.example');
      await page.submitModal(); await page.waitForText(/Northwind Education/); await shot(page, 'r5-refusal');
      await soft('r5b', page, async () => { await page.submitModal(); await shot(page, 'r5b-after'); });
      await soft('r6', page, async () => {
        await page.useDownloadedToken(next.fileName);
        await page.fill('A name for the token', 'Northwind 2027'); await page.fill('The Apple Account you downloaded it with', 'it@northwind.example');
        await page.submitModal(); await page.waitForText('The token was accepted'); await shot(page, 'r6-accepted'); await page.closeModal();
      });
      await page.openConversation('Messages'); await page.waitForText('Use the new token'); await shot(page, 'r7-card');
      await page.slash('/vpp token renew'); await shot(page, 'r8-renew-twice');
      await page.closeModal().catch(() => {});
      await page.press('Use the new token'); await page.waitForText(/The new token is in use/); await page.page.waitForTimeout(1500); await shot(page, 'r9-used');
      await page.conversation().locator('#scroll').evaluate((x) => x.scrollTo(0, x.scrollHeight - 1400)); await shot(page, 'r9b');
      await page.openConversation('it-apps'); await page.page.waitForTimeout(800); await shot(page, 'r10-channel-after');
      await page.conversation().locator('#scroll').evaluate((x) => x.scrollTo(0, x.scrollHeight - 1500)); await shot(page, 'r11-channel-after-2');
    });
  }, 120_000);

  it('takeover exits', async () => {
    await bind();
    const { sandbox } = story;
    await withPage(sandbox.url, async (page) => {
      await msgs(page, 'Alva Lind');
      sandbox.apple.levers.claim({ id: 'rival-1', name: 'Rival Manager', metadata: '' });
      sandbox.clock.set(sandbox.clock.now() + 2 * HOUR); await sandbox.bot().ring();
      await page.waitForText('Take back…'); await shot(page, 't1-card');
      await page.openHome(); await shot(page, 't2-home');
      await page.slash('/vpp token'); await shot(page, 't3-token-page');
      await page.slash('/vpp token renew'); await shot(page, 't3b-renew'); await page.closeModal().catch(() => {});
      await page.slash('/vpp token clean-up'); await shot(page, 't3c-cleanup');
      await page.press('Take back…'); await page.dialog().waitFor(); await shot(page, 't4-dialogue');
      await page.fill('Type the name of the product', 'Wrong'); await page.tick('I have made sure'); await page.submitModal(); await shot(page, 't5-dialogue-error');
      await page.fill('Type the name of the product', 'Rival Manager'); await page.submitModal(); await page.page.waitForTimeout(800); await shot(page, 't6-asked');
      await page.closeModal().catch(() => {}); await shot(page, 't7-waiting-card');
      await msgs(page, 'Bo Ek'); await page.waitForText('Yes, take it back'); await shot(page, 't8-question');
      await page.press('Yes, take it back'); await shot(page, 't9-confirm');
      await page.press('Yes, take it back'); await page.page.waitForTimeout(2500); await shot(page, 't10-bo-after');
      await page.page.waitForTimeout(2000);
      await msgs(page, 'Alva Lind'); await shot(page, 't11-alva-after');
      await page.openConversation('it-apps'); await shot(page, 't12-channel-after');
    });
  }, 120_000);

  it('clean-up', async () => {
    Object.assign(story.sandbox.apple.switches, { eventLatencyMilliseconds: 0, eventMillisecondsPerTask: 0 });
    story.sandbox.apple.switches.limits.maxUsers = 2;
    await bind();
    const { apple } = story.sandbox;
    await withPage(story.sandbox.url, async (page) => {
      await msgs(page, 'Alva Lind');
      await page.slash('/vpp token clean-up'); await page.waitForText('Leave them (waiver)…'); await shot(page, 'c1-count');
      await page.press('Leave them (waiver)…'); await shot(page, 'c2-waiver');
      await page.closeModal();
      await page.press('Continue'); await shot(page, 'c3-dialogue');
      await page.dialog().locator('form, .modal-body, [class*=body]').last().evaluate((x) => x.scrollTo(0, 99999)).catch(() => {}); await shot(page, 'c3b-dialogue');
      const figure = cleanUpFigure(story.as('alva'));
      await page.fill('Type the figure', '1'); await page.tick('I know that'); await page.submitModal(); await shot(page, 'c4-error');
      await page.fill('Type the figure', figure); await page.submitModal(); await page.page.waitForTimeout(800); await shot(page, 'c5-asked'); await page.closeModal().catch(() => {});
      await msgs(page, 'Bo Ek'); await page.waitForText('Yes, remove them'); await shot(page, 'c6-question');
      apple.faults.hold('users/retire');
      await page.press('Yes, remove them'); await page.press('Yes, remove them');
      await apple.faults.arrival(); await page.page.waitForTimeout(600); await shot(page, 'c7-running');
      await page.openHome(); await shot(page, 'c7b-home-running');
      await msgs(page, 'Alva Lind'); await soft('c8', page, async () => { await page.press('Stop'); await shot(page, 'c8-stop-confirm'); await page.press('Yes, stop'); });
      apple.faults.release('users/retire'); await page.page.waitForTimeout(2500); await shot(page, 'c9-stopped');
      await soft('c10', page, async () => { await page.press('Go on'); await page.page.waitForTimeout(4000); await shot(page, 'c10-after'); });
      await page.page.waitForTimeout(2500); await shot(page, 'c11-end');
      await page.openHome(); await shot(page, 'c12-home');
      await page.openConversation('it-apps'); await shot(page, 'c13-channel');
    });
  }, 120_000);

  it('waiver', async () => {
    await bind();
    await withPage(story.sandbox.url, async (page) => {
      await msgs(page, 'Alva Lind');
      await page.slash('/vpp token clean-up'); await page.waitForText('Leave them (waiver)…');
      await page.press('Leave them (waiver)…');
      await page.fill('Why do they stay', 'The other product still looks after the tablets of the warehouse.'); await page.submitModal(); await page.page.waitForTimeout(800); await shot(page, 'v1-waived'); await page.closeModal().catch(() => {});
      await page.openConversation('it-apps'); await shot(page, 'v2-channel');
      await page.slash('/vpp token'); await shot(page, 'v3-token');
    });
  }, 60_000);

  it('decommission', async () => {
    await bind();
    await withPage(story.sandbox.url, async (page) => {
      await msgs(page, 'Alva Lind');
      await page.slash('/vpp token decommission'); await page.dialog().waitFor(); await shot(page, 'd1-dialogue');
      await page.fill('Type the name of the location', 'Northwind'); await page.tick('I know that'); await page.submitModal(); await shot(page, 'd2-error');
      await page.fill('Type the name of the location', 'Northwind Logistics'); await page.submitModal(); await page.page.waitForTimeout(800); await shot(page, 'd3-asked'); await page.closeModal().catch(() => {});
      await msgs(page, 'Bo Ek'); await page.waitForText('Yes, hand over for good'); await shot(page, 'd4-question');
      await page.press('Yes, hand over for good'); await shot(page, 'd5-confirm'); await page.press('Yes, hand over for good');
      await eventually('end', async () => (await story.sandbox.bot().house())?.state === 'decommissioned');
      await page.page.waitForTimeout(2000); await shot(page, 'd6-receipt-bo');
      await msgs(page, 'Alva Lind'); await shot(page, 'd7-receipt-alva');
      await soft('d8', page, async () => { await page.press('Send me the CSV'); await page.page.waitForTimeout(2000); await shot(page, 'd8-csv'); });
      await page.openHome(); await shot(page, 'd9-home');
      await page.slash('/vpp'); await page.slash('/vpp sync'); await page.slash('/vpp apps'); await shot(page, 'd10-commands');
      await page.slash('/vpp doctor'); await page.page.waitForTimeout(2500); await shot(page, 'd11-doctor');
      await page.openConversation('it-apps'); await shot(page, 'd12-channel');
      await page.slash('/vpp token'); await shot(page, 'd13-token');
    });
  }, 90_000);

  it('sign-in', async () => {
    await bind();
    await withPage(story.sandbox.url, async (page) => {
      await msgs(page, 'Bo Ek'); await page.waitForText('Yes, I can sign in'); await shot(page, 's1-question');
      await page.press('Hand over…'); await page.dialog().waitFor(); await page.choose('Who takes it over', 'Dora Holm'); await shot(page, 's2-dialogue');
      await page.submitModal(); await page.page.waitForTimeout(800); await shot(page, 's3-asked'); await page.closeModal().catch(() => {}); await shot(page, 's4-card');
      await msgs(page, 'Dora Holm'); await page.waitForText('Yes, I can sign in'); await shot(page, 's5-dora-question');
      await page.press('No'); await page.page.waitForTimeout(800); await shot(page, 's6-dora-no');
      await msgs(page, 'Bo Ek'); await page.page.waitForTimeout(500); await shot(page, 's7-bo-after');
      await story.sandbox.slack.levers.changePerson(people.bo, { deleted: true });
      story.sandbox.clock.set(story.sandbox.clock.now() + 12 * HOUR); await story.sandbox.bot().ring();
      await page.page.waitForTimeout(2500);
      await msgs(page, 'Alva Lind', 'it-apps'); await shot(page, 's8-channel');
      await page.slash('/vpp doctor'); await page.waitForText(/Clock of this/); await shot(page, 's9-doctor');
      await page.openConversation('Messages'); await shot(page, 's10-alva-dm');
      await page.openHome(); await shot(page, 's11-home');
      await soft('s12', page, async () => { await page.press('Hand over a sign-in…'); await page.dialog().waitFor(); await shot(page, 's12-dialogue'); });
    });
  }, 120_000);
});
