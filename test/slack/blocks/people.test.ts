import { describe, expect, it } from 'vitest';
import { helpMessage } from '../../../src/slack/blocks/help.js';
import { homeView } from '../../../src/slack/blocks/home.js';
import { notAllowedMessage } from '../../../src/slack/blocks/role-words.js';
import { tokenMessage } from '../../../src/slack/blocks/token-page.js';
import { actionIds, linkIds } from '../../../src/slack/ids.js';
import { asset, assets, bound, context, excluded, member, troubled, unbound, underWay } from './facts.js';
import { buttonsOf, wordsOf } from './texts.js';

const custodians = ['UCUSTODIAN1'];
const { openToken, openApps, renewToken, syncNow, openDoctor, pause, resume, startBinding } = actionIds;

function help(standing: Parameters<typeof helpMessage>[0]['standing'], house = bound('Example Ltd')) {
  return helpMessage({ standing, house, suggestion: null, unknown: null, custodians });
}

describe('help', () => {
  it.each([
    { role: 'viewer', buttons: [openToken, openApps] },
    { role: 'operator', buttons: [openToken, openApps, syncNow] },
    { role: 'approver', buttons: [openToken, openApps, syncNow, pause] },
    { role: 'custodian', buttons: [openToken, renewToken, openApps, syncNow, openDoctor, pause] },
  ] as const)('offers a $role what a $role may do', ({ role, buttons }) => {
    expect(buttonsOf(help(member(role))).map((one) => one.action_id)).toEqual(buttons);
  });

  it('offers only a custodian to resume', () => {
    const paused = bound('Example Ltd', { paused: true });
    expect(buttonsOf(help(member('custodian'), paused)).map((one) => one.action_id)).toContain(resume);
    expect(buttonsOf(help(member('approver'), paused)).map((one) => one.action_id)).not.toContain(resume);
  });

  it('leads a custodian of a new house through three steps', () => {
    const message = helpMessage({
      standing: member('custodian'),
      house: unbound,
      suggestion: null,
      unknown: null,
      custodians,
    });
    expect(buttonsOf(message).map((one) => one.action_id)).toEqual([startBinding]);
    expect(wordsOf(message)).toContain('*3. Look at the apps.*');
  });

  it('does not offer to start a second binding', () => {
    const message = helpMessage({
      standing: member('custodian'),
      house: underWay('awaiting-second'),
      suggestion: null,
      unknown: null,
      custodians,
    });
    expect(buttonsOf(message)).toEqual([]);
    expect(wordsOf(message)).toContain('another custodian has to confirm');
  });

  it('names the closest command', () => {
    const typed = { standing: member('viewer'), house: unbound, unknown: 'aps', suggestion: 'apps', custodians };
    expect(wordsOf(helpMessage(typed))).toContain('“aps” is not a command here. Did you mean `/vpp apps`?');
  });

  it('does not repeat what could be a token', () => {
    const secret = 'eyJleHBEYXRlIjoiMjAyNi0xMi0wMVQwMDowMDowMCsw';
    const typed = { standing: member('viewer'), house: unbound, unknown: secret, suggestion: null, custodians };
    expect(wordsOf(helpMessage(typed))).not.toContain(secret.slice(0, 20));
  });

  it('tells people without a role whom to ask, and nothing else', () => {
    const message = help(member(), troubled('Secret house'));
    expect(wordsOf(message)).toContain('<@UCUSTODIAN1>');
    expect(wordsOf(message)).not.toContain('Secret house');
    expect(buttonsOf(message)).toEqual([]);
  });
});

describe('Home', () => {
  const input = { house: troubled('Secret house'), apps: assets('Secret app'), context, custodians };

  it('shows an employee nothing of the house', () => {
    const words = wordsOf(homeView({ ...input, standing: member() }));
    expect(words).not.toMatch(/Secret|1,200|Action required/);
    expect(words).toContain('<@UCUSTODIAN1>');
  });

  it.each(['unknown', 'deactivated', 'bot', 'guest', 'stranger', 'other-team', 'cannot-check'] as const)(
    'shows nothing and nobody to somebody who is refused (%s)',
    (reason) => {
      const words = wordsOf(homeView({ ...input, standing: excluded(reason) }));
      expect(words).not.toMatch(/Secret|1,200|UCUSTODIAN1/);
    },
  );

  it('shows a viewer verdict, figures with their age and apps', () => {
    const words = wordsOf(homeView({ ...input, standing: member('viewer') }));
    for (const part of ['Action required', 'Secret app', '1,200 licences', 'Figures of <!date^']) {
      expect(words).toContain(part);
    }
  });

  const withIcon = (iconUrl: string) =>
    homeView({ ...input, standing: member('viewer'), apps: [asset('Keynote', { iconUrl })] });

  it.each([
    'https://example.com/icon.png',
    'http://127.0.0.1:4000/icon.png',
    'http://localhost:4000/icon.png',
    'http://[::1]:4000/icon.png',
  ])('shows an icon beside the button for details: %s', (url) => {
    const view = withIcon(url);
    expect(JSON.stringify(view)).toContain(`"image_url":"${url}"`);
    expect(buttonsOf(view).map((one) => one.action_id)).toContain(actionIds.showApp);
  });

  it.each([
    'http://example.com/icon.png',
    'http://127.0.0.1.example.com/icon.png',
    'http://localhost.example.com/icon.png',
    'ftp://127.0.0.1/icon.png',
    'javascript:alert(1)',
    'icon.png',
    '',
  ])('takes icons over https or from this computer only: %s', (url) => {
    expect(JSON.stringify(withIcon(url))).not.toContain('image_url');
  });
});

describe('the token page', () => {
  it('leads whoever may bind from the portal to the start', () => {
    const message = tokenMessage({ house: unbound, context, mayBind: true, maySync: true });
    expect(buttonsOf(message).map((one) => one.action_id)).toEqual([linkIds.portal, startBinding]);
    expect(buttonsOf(tokenMessage({ house: unbound, context, mayBind: false, maySync: false }))).toEqual([]);
  });

  it('shows everything of S16', () => {
    const words = wordsOf(
      tokenMessage({ house: bound('Example Ltd'), context, mayBind: false, maySync: false, custodians }),
    );
    for (const part of ['Last updated', 'Expires', 'In 12 days', 'Last synced', 'Next sync', 'Apple Account', 'uId']) {
      expect(words).toContain(part);
    }
  });
});

describe('a refusal', () => {
  it('names the roles and the people who have them', () => {
    const words = wordsOf(
      notAllowedMessage({ result: 'not-allowed', reason: 'no-role', needs: ['custodian'] }, custodians),
    );
    expect(words).toContain('custodian');
    expect(words).toContain('<@UCUSTODIAN1>');
  });

  it('names nobody to outsiders', () => {
    const refusal = { result: 'not-allowed', reason: 'stranger', needs: ['custodian'] } as const;
    expect(wordsOf(notAllowedMessage(refusal, custodians))).not.toContain('UCUSTODIAN1');
  });
});
