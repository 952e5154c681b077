import { describe, expect, it } from 'vitest';
import { deploymentTotals } from '../../../src/licensing/flows/deployment-totals.js';
import { phonesFor } from '../../support/core-devices.js';
import { installedHouse } from '../../support/core-installations.js';
import { aDeployment, KEY, statesOf } from '../../support/core-licences.js';

describe('the totals of deployments', () => {
  it('count an installed app, and a licence that came back by the same deployment turned into an uninstall', async () => {
    const { house } = await installedHouse();
    expect(await deploymentTotals(house.core)).toMatchObject({ installed: 1, removed: 0 });
    await aDeployment(house, 'D-1', KEY, { people: ['A'], action: 'uninstall', applying: { position: 0 } });
    await phonesFor(house, 8);
    expect(await statesOf(house, KEY, ['A'])).toEqual(['released']);
    expect(await deploymentTotals(house.core)).toMatchObject({ installed: 0, removed: 1 });
  });
});
