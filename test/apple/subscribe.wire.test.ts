import { describe, expect, it } from 'vitest';
import { config, page, refusal, startClient } from './support.js';

const settings = {
  url: 'https://vpp.northwind.example/apple/notifications/inst-1',
  bearer: 'a-bearer-of-ours',
  types: ['ASSET_COUNT', 'USER_ASSOCIATED'],
};

describe('notification settings', () => {
  it('go alone in one POST, and the answer is read', async () => {
    const { location, server, events } = await startClient(() => ({
      json: { ...config, notificationUrl: settings.url, notificationAuthToken: settings.bearer },
    }));
    const answer = await location.subscribe(settings);
    expect(answer).toMatchObject({ result: 'ok', value: { notificationHost: 'vpp.northwind.example' } });
    expect(server.seen.map(({ method, body }) => [method, JSON.parse(body)])).toEqual([
      [
        'POST',
        {
          notificationUrl: settings.url,
          notificationAuthToken: settings.bearer,
          notificationTypes: settings.types,
        },
      ],
    ]);
    expect(JSON.stringify([answer, events])).not.toContain(settings.bearer);
  });

  it('that Apple cannot use are refused with its number', async () => {
    const { location, server } = await startClient(() => refusal(400, 9728));
    expect(await location.subscribe(settings)).toMatchObject({ result: 'refused', errorNumber: 9728 });
    expect(server.seen).toHaveLength(1);
  });
});

it('one user is read by the id, with all rows', async () => {
  const { location, server, events } = await startClient(() => ({ json: page(0, 1, ['vb1.ada', 'vb1.ada']) }));
  expect(await location.usersOf('vb1.ada')).toMatchObject({
    result: 'ok',
    value: [{ clientUserId: 'vb1.ada' }, { clientUserId: 'vb1.ada' }],
  });
  expect(server.seen[0]?.query.get('clientUserId')).toBe('vb1.ada');
  expect(JSON.stringify(events)).not.toContain('vb1.ada');
});
