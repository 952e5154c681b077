import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { asks, IT_APPS, pressSoon, saysTo, sentToApple } from '../support/deploy-acts.js';
import {
  answersOn,
  appOn,
  cardSays,
  DAY,
  deployed,
  deviceStory,
  enqueued,
  freeOf,
  goesOn,
  HOUR,
  handOver,
  MINUTE,
  mdmOf,
  passes,
  phoneOf,
  toPerson,
} from '../support/device-acts.js';
import { input, people, type Story, transportsOf } from '../support/story.js';

const EMMAS = 'Emma’s iPhone';
const FILIPS = ['Filip’s iPhone', 'Filip 2', 'Filip 3', 'Filip 4', 'Filip 5'] as const;

describe.each(transportsOf('socket'))('over %s, what can go wrong between a phone and the bot', (transport) => {
  let story: Story;
  beforeAll(async () => {
    story = await deviceStory({ transport });
  });
  afterEach(() => {
    mdmOf(story).faults.clear();
    Object.assign(mdmOf(story).switches, { webhookLoss: 0, webhookDuplicates: 0, webhookOrder: 'arrival' });
  });
  afterAll(() => story.stop());

  const hasAccepted = new Set<string>();

  async function requiredOf(userId: string, phones: readonly string[], app: string): Promise<void> {
    await deployed(story, { app, action: 'required', audience: toPerson(userId) });
    if (hasAccepted.has(userId)) return;
    const asking = () => phones.find((name) => phoneOf(story, name).prompts.some(({ kind }) => kind === 'invitation'));
    const phone = await passes(story, 'the invitation on a phone', asking);
    await answersOn(story, phone ?? '', 'invitation', 'Accept…');
    hasAccepted.add(userId);
  }

  const installs = () => enqueued(story, 'InstallApplication');

  it('every event is lost: the bot finds it out later by asking', async () => {
    const before = installs().length;
    await requiredOf(people.emma, [EMMAS], 'Keynote');
    mdmOf(story).switches.webhookLoss = 100;
    await answersOn(story, EMMAS, 'install', 'Install');
    expect(appOn(story, EMMAS, 'Keynote')).toBe('installed');
    await cardSays(story, 'emma', 'Keynote', 'Sent to the device');
    mdmOf(story).switches.webhookLoss = 0;
    await cardSays(story, 'emma', 'Keynote', 'Installed', 5 * MINUTE);
    expect(installs()).toHaveLength(before + 1);
  });

  it('every event comes twice and in any order: the end is the same', async () => {
    Object.assign(mdmOf(story).switches, { webhookDuplicates: 100, webhookOrder: 'shuffled' });
    const before = installs().length;
    const free = freeOf(story, 'Pages');
    await requiredOf(people.emma, [EMMAS], 'Pages');
    await answersOn(story, EMMAS, 'install', 'Install');
    await cardSays(story, 'emma', 'Pages', 'Installed');
    await goesOn(story, HOUR, 20 * MINUTE);
    expect(
      mdmOf(story)
        .deliveries()
        .some(({ duplicate, outcome }) => duplicate && outcome === 'delivered'),
    ).toBe(true);
    expect(installs()).toHaveLength(before + 1);
    expect(freeOf(story, 'Pages')).toBe(free - 1);
  });

  it('the server is away for a day and one answer is lost: everything goes on, and nothing is done twice', async () => {
    const free = freeOf(story, 'Numbers');
    const before = installs().length;
    await requiredOf(people.emma, [EMMAS], 'Numbers');
    mdmOf(story).faults.failNext(2_000, { status: 503 });
    await goesOn(story, DAY, 2 * HOUR);
    expect(freeOf(story, 'Numbers')).toBe(free - 1);
    expect(appOn(story, EMMAS, 'Numbers')).toBeNull();
    expect(
      installs()
        .slice(before)
        .every(({ status }) => status === 503),
    ).toBe(true);
    await saysTo(story, story.as('alva'), /MDM server/, IT_APPS);

    mdmOf(story).faults.clear();
    mdmOf(story).faults.cutConnection(1, { pathStartsWith: '/v1/enqueue', when: 'after' });
    await answersOn(story, EMMAS, 'install', 'Install', 5 * MINUTE);
    await cardSays(story, 'emma', 'Numbers', 'Installed', MINUTE);
    expect(
      new Set(
        installs()
          .slice(before)
          .map(({ uuid }) => uuid),
      ).size,
    ).toBe(1);
    const queued = mdmOf(story)
      .requests()
      .flatMap(({ command, status }) => (command !== null && (status === 200 || status === 0) ? [command.uuid] : []));
    expect(new Set(queued).size).toBe(queued.length);
  });

  it('one licence serves five phones, not the sixth, and a phone that enrols anew gets its app again', async () => {
    const alva = story.as('alva');
    for (const name of FILIPS.slice(1)) handOver(story, people.fili, name, 'supervised-iphone');
    const free = freeOf(story, 'Slack');
    const given = sentToApple(story, 'assets/associate');
    await requiredOf(people.fili, FILIPS, 'Slack');
    const there = () => FILIPS.filter((name) => appOn(story, name, 'Slack') === 'installed').length;
    await passes(story, 'the app on five phones', there, { until: (count) => count === 5 });
    await passes(story, 'five installations', () => asks(alva, 'installs Slack'), {
      until: (text) => text.includes('Installed: 5'),
      step: MINUTE,
    });

    handOver(story, people.fili, 'Filip 6', 'supervised-iphone');
    await passes(story, 'the sixth', () => asks(alva, 'installs Slack device:"Filip 6"'), {
      until: (text) => /Not applicable: more than five devices/.test(text),
      step: MINUTE,
    });

    mdmOf(story).levers.enrol(phoneOf(story, 'Filip 3').id);
    expect(appOn(story, 'Filip 3', 'Slack')).toBeNull();
    await passes(story, 'the app again', there, { until: (count) => count === 5, step: MINUTE });
    expect(appOn(story, 'Filip 6', 'Slack')).toBeNull();
    expect(freeOf(story, 'Slack')).toBe(free - 1);
    expect(sentToApple(story, 'assets/associate')).toBe(given + 1);
  });

  it('a phone that names nobody is claimed, confirmed, and gets its owner’s app', async () => {
    const [alva, dora] = [story.as('alva'), story.as('dora')];
    const free = freeOf(story, 'Notability');
    await deployed(story, { app: 'Notability', action: 'required', audience: toPerson(people.dora) });
    await saysTo(story, dora, /You have no device yet, so \*Notability\* waits for you/);
    await dora.slash('my devices');
    await pressSoon(story, dora, 'This device is mine…');
    await dora.dialogue('This device is mine');
    const [offered] = await dora.offers('claim-device', 'vpp.claim.device', 'Dora');
    expect(offered?.text).toContain('Dora’s iPhone');
    await dora.submit({}, { 'claim-device': { 'vpp.claim.device': input.choice(offered ?? { text: '', value: '' }) } });
    await dora.closeModals();
    await goesOn(story, HOUR, 20 * MINUTE);
    expect(phoneOf(story, 'Dora’s iPhone').prompts).toEqual([]);
    await pressSoon(story, alva, 'Confirm');
    await saysTo(story, dora, /confirmed it/);
    await answersOn(story, 'Dora’s iPhone', 'invitation', 'Accept…');
    await answersOn(story, 'Dora’s iPhone', 'install', 'Install');
    await cardSays(story, 'dora', 'Notability', 'Installed');
    expect(freeOf(story, 'Notability')).toBe(free - 1);
  });
});
