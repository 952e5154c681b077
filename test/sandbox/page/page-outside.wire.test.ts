import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CannotGoOn } from '../../../src/sandbox/what-if/endings.js';
import { openWhatIf } from '../../../src/sandbox/what-if/runner.js';
import type { Story } from '../../../src/sandbox/what-if/story.js';
import { withPage } from '../../support/browser.js';
import { FakeWorld } from '../what-if/fake-world.js';
import { startFakeSandbox } from './fake-sandbox.js';

/** A step that the test lets go on. */
function gate() {
  let open: () => void = () => undefined;
  const passed = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open: () => open(), passed };
}

let sandbox: Awaited<ReturnType<typeof startFakeSandbox>>;
let world: FakeWorld;
let rain: ReturnType<typeof gate>;

const storiesOf = (): Story[] => [
  {
    id: 'rain',
    title: 'it rains',
    sentence: 'Water falls from the sky.',
    steps: [
      { where: 'Apple', text: 'A cloud comes.', run: async () => 'It is grey.' },
      {
        where: 'Bot',
        text: 'The bot opens its umbrella.',
        run: async (stage) => {
          await rain.passed;
          world.post('DU2BO', 'Umbrella open');
          return stage.news.about(/Umbrella/)?.headline ?? null;
        },
      },
    ],
  },
  {
    id: 'snow',
    title: 'it snows',
    sentence: 'It is cold.',
    steps: [
      {
        where: 'Slack',
        text: 'Snow falls.',
        run: async () => {
          throw new CannotGoOn('It is too warm. Wait for winter.');
        },
      },
    ],
  },
  {
    id: 'wait',
    title: 'nothing happens',
    sentence: 'It is calm.',
    steps: [
      { where: 'Time', text: 'Nothing comes.', run: (stage) => stage.until('anything', () => null) },
      { where: 'Time', text: 'Still nothing.', run: async () => null },
    ],
  },
];

beforeEach(async () => {
  rain = gate();
  world = new FakeWorld();
  const whatIf = openWhatIf({ stories: storiesOf(), world, patience: 60_000 });
  sandbox = await startFakeSandbox({ slack: world.workspace, whatIf });
});

afterEach(() => sandbox.stop());

describe('“What happens if …?”', () => {
  it('is told by one press, ticks its steps off and leads to what the bot wrote', async () => {
    await withPage(sandbox.url, async (page) => {
      await page.pressOutside('Try it: it rains');
      const steps = page.outside().getByRole('list', { name: 'What happens if it rains?' }).getByRole('listitem');
      await steps.filter({ hasText: 'It is grey.' }).filter({ hasText: '(done)' }).waitFor();
      expect(await steps.nth(1).getAttribute('aria-current')).toBe('step');
      expect(await page.outside().getByRole('button', { name: 'Try it: it snows' }).isDisabled()).toBe(true);
      await page.outside().locator('button:focus').filter({ hasText: 'Stop' }).waitFor();
      rain.open();
      await page.conversation().getByText('Umbrella open').waitFor();
      await page.page.locator('.person[aria-pressed=true]').filter({ hasText: 'Bo Ek' }).waitFor();
      await page.waitForText('Now look at Bo Ek’s messages: it says what comes next.');

      await page.pressOutside('Try it: it snows');
      await page.page.getByRole('alert').filter({ hasText: 'It is too warm. Wait for winter.' }).waitFor();
      await page.pressOutside('Close');
      await page.pressOutside('Try it: nothing happens');
      await page.pressOutside('Stop');
      await page.waitForText('You stopped it.');
      expect(await steps.count()).toBe(0);
    });
  });
});

describe('the levers', () => {
  it('lie under tabs that the arrow keys reach, folded, and pull what they say', async () => {
    sandbox.apple.downloadToken();
    await withPage(sandbox.url, async (page) => {
      const tab = (name: string) => page.outside().getByRole('tab', { name });
      await tab('What if …?').focus();
      await page.page.keyboard.press('ArrowRight');
      await page.page.getByRole('heading', { name: 'Apple’s side' }).waitFor();
      expect(await tab('Apple').evaluate((node) => node.matches(':focus'))).toBe(true);
      expect(await tab('What if …?').getAttribute('aria-selected')).toBe('false');
      const password = page.outside().getByRole('button', { name: 'Change the password of the Apple Account' });
      expect(await password.isVisible()).toBe(false);
      await page.outside().getByText('At Apple, something goes wrong').click();
      await password.click();
      await page.outside().getByLabel('App or book').selectOption({ label: 'Pages' });
      await page.pressOutside('Refund one more than is free');
      await page.pressOutside('Transfer them');
      await page.outside().getByLabel('answers of Apple').selectOption({ label: 'never come (cut connection)' });
      await page.pressOutside('Make it so');
      await page.pressOutside('It takes the location over');
      await page.pressOutside('That may only read');
      await page.outside().getByText('facilitator · expires').waitFor();
      const pages = { adamId: '361309726', pricingParam: 'STDQ' };
      expect(sandbox.apple.pulled).toEqual([
        'changed the password',
        `refunded below assigned ${JSON.stringify(pages)}`,
        `transferred ${JSON.stringify({ ...pages, count: 1, to: 'harbour' })}`,
        'fault cutConnection 3',
        'taken over {"mdmInfo":true}',
      ]);
      await page.outside().getByText('Notifications', { exact: true }).click();
      await page.waitForText('5 delivered · 2 pending · 1 lost');
      await page.outside().getByLabel('Send every one twice').check();
      await page.waitForText('0 are lost and 100 are sent twice');
    });
  });

  it('turn each of Apple’s unconfirmed behaviours, found by its words, and say what one does not take', async () => {
    await withPage(sandbox.url, async (page) => {
      await page.openTab('Apple');
      const lines = page.outside().locator('.apple-switch');
      expect(await lines.first().isVisible()).toBe(false);
      await page.outside().getByText('Apple’s unconfirmed behaviours').click();
      await page.outside().getByLabel('Search').fill('records page');
      await page.waitForText(/^1 of \d\d$/);
      const size = page.outside().getByLabel('pageSize');
      await size.fill('7');
      await size.press('Enter');
      await page.waitForText('pageSize is 7 now.');
      await size.fill('0');
      await size.press('Enter');
      await page.page.getByRole('alert').filter({ hasText: 'takes a whole number from 1' }).waitFor();
      expect(await size.inputValue()).toBe('7');
      await page.outside().getByLabel('Search').fill('');
      await page.outside().getByLabel('invalidTokenStatus').selectOption('401');
      await page.waitForText('invalidTokenStatus is 401 now.');
      await page.outside().getByLabel('tokenFileNewline').check();
      await page.waitForText('tokenFileNewline is true now.');
      expect(sandbox.switches).toMatchObject({ pageSize: 7, invalidTokenStatus: 401, tokenFileNewline: true });
    });
  });

  it('move Slack’s side, and a file in a conversation can be kept', async () => {
    world.workspace.post('DU1ALVA', [], {
      text: 'The list',
      files: [{ id: 'F1', name: 'ours.csv', title: 'Ours', size: 12 }],
    });
    await withPage(sandbox.url, async (page) => {
      await page.openTab('Slack');
      await page.waitForText('connected over Socket Mode');
      await page.pressOutside('Remove the bot');
      await page.pressOutside('Invite the bot again');
      await page.pressOutside('Archive it');
      await page.waitForText('archived');
      await page.outside().getByLabel('calls of the bot').selectOption({ label: 'work, answers lost' });
      await page.pressOutside('Make Slack do so');
      await page.outside().getByLabel('A scope that the bot has').selectOption('users:read');
      await page.pressOutside('Take it away');
      await page.outside().getByRole('button', { name: 'Give back users:read' }).waitFor();
      expect([...sandbox.scopes]).toEqual(['chat:write']);
      await page.pressOutside('Give back users:read');
      await page.waitForText('The bot has the scope users:read again.');
      await page.pressOutside('Deactivate Bo Ek');
      await page.pressOutside('Bring back Iris Dahl');
      await page.outside().getByLabel('Slack’s clock').selectOption({ label: 'is 10 minutes behind' });
      await page.waitForText('Slack’s clock is wrong by 600 seconds.');
      expect(sandbox.apple.pulled).toEqual([
        'removeFromChannel C1',
        'addToChannel C1',
        'archive C1 true',
        'failNext * lost 3 undefined',
        'changePerson U2BO true',
        'changePerson U7IRIS false',
      ]);
      await page.openConversation('Messages');
      const [file] = await Promise.all([
        page.page.waitForEvent('download'),
        page.conversation().getByRole('button', { name: 'Save ours.csv' }).click(),
      ]);
      expect(file.suggestedFilename()).toBe('ours.csv');
    });
  });
});

describe('a phone', () => {
  it('shows one column that is no wider than itself', async () => {
    await withPage(
      sandbox.url,
      async (page) => {
        const width = () => page.page.evaluate<number>('document.documentElement.scrollWidth');
        expect(await width()).toBe(390);
        await page.actAs('Bo Ek');
        await page.openConversation('it-apps');
        await page.openTab('Apple');
        expect(await width()).toBe(390);
      },
      { width: 390, height: 844 },
    );
  });
});
