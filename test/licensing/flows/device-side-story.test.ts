import { describe, expect, it } from 'vitest';
import type { TestHouse } from '../../support/core.js';
import { phonesFor } from '../../support/core-devices.js';
import { installationOf, installedHouse, phoneHouse } from '../../support/core-installations.js';
import { aDeployment, anAssignment, assignmentOf, KEY } from '../../support/core-licences.js';

async function said(house: TestHouse): Promise<string[]> {
  return (await house.noticesOf('installation-card', 'person')).map(({ facts }) =>
    facts.lines.map(({ installation }) => installation.state).join(' '),
  );
}

describe('what a person hears of an app that comes to their phone', () => {
  it('is one card that ends with installed, and no word of a licence beside it', async () => {
    const { house } = await installedHouse();
    expect((await installationOf(house)).state).toBe('managed');
    expect((await said(house)).at(-1)).toBe('managed');
    expect(new Set((await house.noticesOf('installation-card')).map(({ subject }) => subject)).size).toBe(1);
    expect(await house.noticesOf('licence-given')).toEqual([]);
    expect(await house.noticesOf('installation-news')).toEqual([]);
    expect(await house.noticesOf('installs-card')).toEqual([]);
  });

  it('asks once for the prompt on the phone', async () => {
    const { house, phone } = await phoneHouse();
    phone.installs = 'Prompting';
    await phonesFor(house, 8);
    expect((await said(house)).at(-1)).toBe('prompting');
    expect(await house.noticesOf('installation-news')).toHaveLength(1);
  });

  it('goes on in the question of a removal, device by device, until the licence is back', async () => {
    const { house } = await installedHouse();
    await aDeployment(house, 'D-1', KEY, { people: [], state: 'closed' });
    await aDeployment(house, 'D-2', KEY, { action: 'uninstall', people: ['A'] });
    const { state: _state, ...kept } = await assignmentOf(house, KEY, 'A');
    await anAssignment(house, KEY, 'A', {
      ...kept,
      ...{ state: 'removing', since: house.now, removalBy: 'D-2', wantedBy: [], askedAt: null },
    });
    await phonesFor(house, 8);
    const asked = await house.noticesOf('removal-question', 'person');
    expect(new Set(asked.map(({ subject }) => subject)).size).toBe(1);
    expect(asked.flatMap(({ facts }) => facts.devices?.map(({ installation }) => installation.state) ?? [])).toEqual(
      expect.arrayContaining(['removing', 'gone']),
    );
    expect(asked.map(({ facts }) => facts.stage)).toContain('returning');
    expect((await said(house)).at(-1)).toBe('gone');
    expect(await house.noticesOf('removal-reminder')).toEqual([]);
  });
});
