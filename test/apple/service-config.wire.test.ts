import { describe, expect, it } from 'vitest';
import { config, page, startClient } from './support.js';

describe('service config', () => {
  it('is read without a token at the start and again after five minutes', async () => {
    const { location, server, wire } = await startClient(
      ({ path }) => ({ json: path.endsWith('service/config') ? {} : config }),
      {
        serviceConfig: null,
      },
    );
    const reads = () => server.seen.filter(({ path }) => path === '/mdm/v2/service/config');
    await location.clientConfig();
    await location.clientConfig();
    expect(reads()).toHaveLength(1);
    wire.now += 5 * 60_000;
    await location.clientConfig();
    expect(reads()).toHaveLength(2);
    expect(reads().every(({ headers }) => headers.authorization === undefined)).toBe(true);
  });

  it('moves a path on the pinned host and is not followed elsewhere', async () => {
    const urls: Record<string, string> = {
      getUsers: 'http://127.0.0.1:1/mdm/v2/users',
      invitationEmail: 'https://elsewhere.example/invite',
      odd: 'no address',
    };
    const { licences, location, server, events } = await startClient(
      ({ path }) => ({ json: path.endsWith('users') ? page(0, 1, []) : config }),
      {
        serviceConfig: { urls },
      },
    );
    urls.clientConfig = `${new URL(server.url).origin}/moved/client/config`;
    await location.clientConfig();
    await location.users({}, () => {});
    expect(server.seen.map(({ path }) => path)).toEqual(['/moved/client/config', '/mdm/v2/users']);
    expect(events.filter(({ kind }) => kind === 'service-config-oddity')).toEqual([
      { kind: 'service-config-oddity', name: 'getUsers', host: '127.0.0.1:1' },
      { kind: 'service-config-oddity', name: 'invitationEmail', host: 'elsewhere.example' },
      { kind: 'service-config-oddity', name: 'odd', host: 'unreadable' },
    ]);
    expect(await licences.serviceConfig()).toEqual({
      unread: null,
      elsewhere: [
        { name: 'getUsers', host: '127.0.0.1:1' },
        { name: 'invitationEmail', host: 'elsewhere.example' },
        { name: 'odd', host: 'unreadable' },
      ],
    });
  });

  it('that cannot be read changes nothing', async () => {
    const { licences, location, events } = await startClient(
      ({ path }) => (path.endsWith('service/config') ? { status: 500, text: 'oops' } : { json: config }),
      { serviceConfig: null },
    );
    expect(await location.clientConfig()).toMatchObject({ result: 'ok' });
    expect(events).toContainEqual({ kind: 'service-config-unread', detail: 'server-error' });
    expect(await licences.serviceConfig()).toEqual({ unread: 'server-error', elsewhere: [] });
  });
});
