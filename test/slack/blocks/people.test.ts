import { describe, expect, it } from 'vitest';
import type { SignInGap } from '../../../src/licensing/rules/sign-in.js';
import { helpMessage } from '../../../src/slack/blocks/help.js';
import { homeView } from '../../../src/slack/blocks/home.js';
import { notAllowedMessage } from '../../../src/slack/blocks/role-words.js';
import { tokenMessage } from '../../../src/slack/blocks/token-page.js';
import { actionIds, linkIds } from '../../../src/slack/ids.js';
import { asset, assets, bound, context, excluded, judgedApp, member, troubled, unbound, underWay } from './facts.js';
import { buttonsOf, wordsOf } from './texts.js';

const custodians = ['UCUSTODIAN1'];
const { openToken, openApps, renewToken, syncNow, openDoctor, pause, resume, startBinding } = actionIds;
const { deployApp, openDeployments } = actionIds;

function help(standing: Parameters<typeof helpMessage>[0]['standing'], house = bound('Example Ltd')) {
  return helpMessage({ standing, house, suggestion: null, unknown: null, custodians });
}

describe('help', () => {
  it.each([
    { role: 'viewer', buttons: [openToken, openApps, openDeployments] },
    { role: 'operator', buttons: [openToken, openApps, deployApp, openDeployments, syncNow] },
    { role: 'approver', buttons: [openToken, openApps, deployApp, openDeployments, syncNow, pause] },
    {
      role: 'custodian',
      buttons: [openToken, renewToken, openApps, deployApp, openDeployments, syncNow, openDoctor, pause],
    },
  ] as const)('offers a $role what a $role may do', ({ role, buttons }) => {
    expect(buttonsOf(help(member(role))).map((one) => one.action_id)).toEqual(buttons);
  });

  it('offers to clean up while it is needed and not under way', () => {
    const offered = (running: boolean) => {
      const actions = [{ kind: 'clean-up-needed', users: 8, assignments: 539, running }] as const;
      const house = bound('Example Ltd', { cleanliness: 'needed', actions: [...actions] });
      return buttonsOf(help(member('custodian'), house)).some((one) => one.action_id === actionIds.countOthers);
    };
    expect(offered(false)).toBe(true);
    expect(offered(true)).toBe(false);
  });

  it('offers both ways out, and no clean-up, while the location is not ours', () => {
    const { token } = bound('Example Ltd');
    const lost = bound('Example Ltd', { cleanliness: 'needed', token: { ...token, state: 'claim-gone' } });
    const offered = (house: typeof lost) => buttonsOf(help(member('custodian'), house)).map((one) => one.action_id);
    expect(offered(lost)).toEqual(expect.arrayContaining([actionIds.takeBack, actionIds.decommission]));
    expect(offered(lost)).not.toContain(actionIds.countOthers);
    expect(offered({ ...lost, token })).not.toContain(actionIds.decommission);
  });

  it('offers only a custodian to resume', () => {
    const paused = bound('Example Ltd', { paused: true });
    expect(buttonsOf(help(member('custodian'), paused)).map((one) => one.action_id)).toContain(resume);
    expect(buttonsOf(help(member('approver'), paused)).map((one) => one.action_id)).not.toContain(resume);
  });

  it('names what needs an MDM server only where there is one', () => {
    expect(wordsOf(help(member('operator'), bound('Example Ltd', { devices: true })))).toContain('`/vpp unused`');
    expect(wordsOf(help(member('operator')))).not.toContain('/vpp unused');
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
  const input = { house: troubled('Secret house'), apps: assets('Secret app').map(judgedApp), context, custodians };

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
    homeView({ ...input, standing: member('viewer'), apps: [judgedApp(asset('Keynote', { iconUrl }))] });

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

describe('the state of the token', () => {
  const { token } = bound('Example Ltd');
  const shown = (change: Partial<typeof token>) => {
    const house = bound('Example Ltd', { token: { ...token, ...change } });
    const home = homeView({ standing: member('viewer'), house, apps: [], context, custodians });
    return { home: wordsOf(home), page: tokenMessage({ house, context, mayBind: false, maySync: false }).text };
  };

  it.each([
    { state: 'valid', says: 'Valid, expires in 12 days' },
    { state: 'expiring', says: 'Expires in 12 days' },
    { state: 'in-use-elsewhere', says: 'In use elsewhere, expires in 12 days' },
  ] as const)('is told with its days while they count ($state)', ({ state, says }) => {
    const { home, page } = shown({ state });
    expect(home).toContain(`*Token*\n${says}`);
    expect(page).toContain('expires in 12 days');
  });

  it.each(['revoked', 'invalid'] as const)('is told without days once Apple has ended it (%s)', (state) => {
    const { home, page } = shown({ state });
    expect(home + page).not.toContain('12 days');
    expect(page).toContain('is not accepted by Apple');
  });
});

describe('too few who can sign in', () => {
  const line = (...gaps: SignInGap[]) =>
    wordsOf(
      homeView({
        standing: member('viewer'),
        house: bound('Example Ltd', { actions: [{ kind: 'sign-in-too-few', active: 0, gaps }] }),
        apps: [],
        context,
        custodians,
      }),
    );
  const never = (userId: string): SignInGap => ({ why: 'never-confirmed', userId, handingOverTo: null });

  it('names those who were never heard of in one sentence', () => {
    expect(line(never('UANNA1'), never('UBERTIL1'))).toContain(
      '<@UANNA1> and <@UBERTIL1> have not confirmed it yet; the question is in their direct messages. Next: whoever is asked',
    );
  });

  it('has somebody who left replaced by a custodian, and nobody who is being replaced already', () => {
    const gone: SignInGap = { why: 'deactivated', userId: 'UBERTIL1', handingOverTo: null };
    expect(line(never('UANNA1'), gone)).toContain(
      'Next: whoever is asked answers; for <@UBERTIL1> a custodian presses',
    );
    expect(line({ ...gone, handingOverTo: 'UCARIN1' })).toContain('Next: whoever is asked answers in their direct');
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
