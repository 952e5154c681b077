import { isObject } from '../json.js';
import { validateBlocks, validateView } from '../validator.js';
import type { Method } from './method.js';
import { Refusal } from './refusal.js';

const authTest: Method = {
  token: 'bot',
  scopes: [],
  tier: 'none',
  run({ store }) {
    return {
      url: `https://${store.team.domain}.slack.com/`,
      team: store.team.name,
      team_id: store.team.id,
      user: store.users.get(store.app.botUserId)?.handle,
      user_id: store.app.botUserId,
      bot_id: store.app.botId,
      is_enterprise_install: false,
    };
  },
};

const apiTest: Method = {
  token: 'none',
  scopes: [],
  tier: 'tier4',
  run(_context, call) {
    const { token: _token, ...args } = call.raw();
    const error = call.text('error');
    if (error !== null) throw new Refusal(error, { args });
    return { args };
  },
};

const connectionsOpen: Method = {
  token: 'app',
  scopes: [],
  tier: 'tier1',
  run(context) {
    if (!context.manifest.socketMode) throw new Refusal('socket_mode_disabled');
    return { url: context.openConnection() };
  },
};

const teamInfo: Method = {
  token: 'bot',
  scopes: ['team:read'],
  tier: 'tier3',
  run({ store }) {
    return { team: { ...store.team, email_domain: '', icon: { image_default: true } } };
  },
};

const POINTER = /^(.*) \[json-pointer:(.*)\]$/;

const blocksValidate: Method = {
  token: 'none',
  scopes: [],
  tier: 'tier4',
  run(_context, call) {
    const message = call.json('message');
    const blocks = call.json('blocks') ?? (isObject(message) ? message.blocks : undefined);
    const problems = call.has('view') ? validateView(call.json('view')) : validateBlocks('message', blocks);
    if (problems.length === 0) return {};
    const errors = problems.map((problem) => {
      const [, text, pointer] = POINTER.exec(problem) ?? [];
      return { code: 'invalid', message: text ?? problem, pointer: pointer ?? '' };
    });
    throw new Refusal('invalid_blocks', { errors, response_metadata: { messages: problems } });
  },
};

export const appMethods = {
  'api.test': apiTest,
  'auth.test': authTest,
  'apps.connections.open': connectionsOpen,
  'team.info': teamInfo,
  'blocks.validate': blocksValidate,
} satisfies Record<string, Method>;
