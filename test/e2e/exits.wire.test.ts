import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bindMainToken, eventually, input, type Story, startStory, transportsOf } from '../support/story.js';

const rival = { id: 'rival-1', name: 'Rival Manager', metadata: '' };
const HOUR = 3_600_000;

describe.each(transportsOf('socket'))('over %s, a location with two ways out', (transport) => {
  let story: Story;
  beforeEach(async () => {
    story = await startStory({ transport });
    await bindMainToken(story);
  });
  afterEach(() => story.stop());

  it('lost to another product is taken back by two, and read from start to end', async () => {
    const { sandbox } = story;
    const [alva, bo] = [story.as('alva'), story.as('bo')];
    const ours = sandbox.apple.levers.view().mdmInfo;
    sandbox.apple.levers.claim(rival);
    sandbox.clock.set(sandbox.clock.now() + 2 * HOUR);
    await sandbox.bot().ring();
    await eventually(
      'the card with both exits',
      () => alva.canPress('Take back…') && alva.canPress('Hand over for good…'),
    );
    await alva.press('Take back…');
    await alva.submit({ 'take-over': input.text('rival manager'), acknowledged: input.ticked('yes') });
    await eventually('the question to Bo', () => bo.canPress('Yes, take it back'));
    expect(story.as('carl').canPress('Yes, take it back')).toBe(false);
    await bo.press('Yes, take it back');
    await eventually('the sync after it', async () => {
      const house = await sandbox.bot().house();
      return house?.state === 'bound' && house.lastComplete?.trigger === 'take-back' && house.token.state === 'valid';
    });
    expect(sandbox.apple.levers.view().mdmInfo?.id).toBe(ours?.id);
    await eventually(
      'the card without buttons',
      () => alva.canPress('Take back…'),
      (can) => !can,
    );
    expect(story.as('dora').reads('C000ITAPPS')).toContain('was taken back');
  });

  it('whose claim is gone is taken back by two, and read from start to end', async () => {
    const { apple, bot, clock } = story.sandbox;
    const [alva, bo] = [story.as('alva'), story.as('bo')];
    const ours = apple.levers.view().mdmInfo;
    apple.levers.clearClaim();
    clock.move(HOUR);
    await bot().ring();
    await eventually(
      'the card with both exits',
      () => alva.canPress('Take back…') && alva.canPress('Hand over for good…'),
    );
    expect(story.as('dora').reads('C000ITAPPS')).toContain('Our claim on the location is gone');
    expect(apple.levers.view().mdmInfo).toBeNull();
    await alva.press('Take back…');
    await alva.submit({ acknowledged: input.ticked('yes') });
    await eventually('the question to Bo', () => bo.canPress('Yes, take it back'));
    expect(apple.levers.view().mdmInfo).toBeNull();
    const before = apple.requests().length;
    await bo.press('Yes, take it back');
    await eventually('the sync after it', async () => {
      const house = await bot().house();
      return house?.state === 'bound' && house.lastComplete?.trigger === 'take-back' && house.token.state === 'valid';
    });
    expect(apple.levers.view().mdmInfo).toMatchObject({ id: ours?.id, name: ours?.name });
    const asked = apple.requests().slice(before);
    for (const list of ['assets', 'users', 'assignments'])
      expect(asked.map(({ path }) => path.split('?')[0]?.split('/').at(-1))).toContain(list);
    await eventually(
      'the card without buttons',
      () => alva.canPress('Take back…'),
      (can) => !can,
    );
  });

  it('handed over for good leaves a receipt and a file for custodians', async () => {
    const { sandbox } = story;
    const [alva, bo] = [story.as('alva'), story.as('bo')];
    await alva.slash('token decommission');
    await alva.submit({ 'location-name': input.text('Northwind Logistics'), acknowledged: input.ticked('yes') });
    await eventually('the question to Bo', () => bo.canPress('Yes, hand over for good'));
    await bo.press('Yes, hand over for good');
    await eventually('the end', async () => (await sandbox.bot().house())?.state === 'decommissioned');
    expect(sandbox.apple.levers.view().mdmInfo).toBeNull();
    await eventually('the receipt', () => alva.canPress('Send me the CSV'));
    await alva.press('Send me the CSV');
    await eventually(
      'the file',
      () => alva.messages().flatMap(({ files = [] }) => files.map(({ name }) => name)),
      (names) => names.some((name) => /^apple-licences-\d+-\d{4}-\d\d-\d\d\.csv$/.test(name)),
    );
    const { messages } = await story.as('alva').slash('sync');
    expect(JSON.stringify(messages)).toContain('handed over for good');
    await sandbox.restart();
    expect((await sandbox.bot().house())?.state).toBe('decommissioned');
  });
});
