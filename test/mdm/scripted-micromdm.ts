import { parse } from 'plist';
import { z } from 'zod';
import type { Script, ScriptedAnswer } from '../support/scripted-apple.js';

const command = z.object({ CommandUUID: z.string() });
const filter = z.object({ filter_udid: z.array(z.string()) });

/**
 * MicroMDM as it was seen: it takes every command for everybody, lists devices but no other channels, and wakes whoever
 * ever said how. `base`: the path its address begins with.
 */
export function micromdmScript(apiKey: string, udids: readonly string[], base = '', others: readonly string[] = []) {
  const queues = new Map<string, { uuid: string; plist: string }[]>();
  const queueOf = (id: string) => queues.get(id) ?? [];
  const authorization = `Basic ${Buffer.from(`micromdm:${apiKey}`).toString('base64')}`;
  const answer = (method: string, path: string, body: string): ScriptedAnswer => {
    const id = decodeURIComponent(path.split('/').at(-1) ?? '');
    if (path === '/v1/devices') {
      const asked = filter.parse(JSON.parse(body)).filter_udid;
      const found = udids.filter((udid) => asked.includes(udid)).map((udid) => ({ udid, serial_number: '' }));
      return { json: { devices: found.length === 0 ? null : found } };
    }
    if (path.startsWith('/push/')) {
      if ([...udids, ...others].includes(id)) return { json: { status: 'success', push_notification_id: 'p' } };
      return { status: 500, json: { error: `retrieving PushInfo by UDID: not found: PushInfo udid ${id}` } };
    }
    if (method === 'GET') return { json: { commands: queueOf(id).map(({ uuid }) => ({ uuid, payload: '' })) } };
    const { CommandUUID: uuid } = command.parse(parse(body));
    queues.set(id, [...queueOf(id), { uuid, plist: body }]);
    return { status: 201, json: { payload: { udid: id, command_uuid: uuid } } };
  };
  const script: Script = ({ method, path, headers, body }) =>
    headers.authorization === authorization
      ? answer(method, path.slice(base.length), body)
      : { status: 401, json: { error: 'you need to log in' } };
  return { script, queueOf };
}
