import { hasDirect } from '../state/store.js';
import { type Method, pageOf } from './method.js';
import { groupObject, userObject } from './objects.js';
import { Refusal } from './refusal.js';

const EMAIL_SCOPE = 'users:read.email';

const info: Method = {
  token: 'bot',
  scopes: ['users:read'],
  tier: 'tier4',
  run(context, call) {
    const user = context.store.users.get(call.required('user'));
    if (user === undefined) throw new Refusal('user_not_found');
    return { user: userObject(context.store, user, context.settings.scopes.has(EMAIL_SCOPE)) };
  },
};

const list: Method = {
  token: 'bot',
  scopes: ['users:read'],
  tier: 'tier2',
  run(context, call) {
    const { page, cursor } = pageOf([...context.store.users.values()], call, { max: 1000, byDefault: 0 });
    const withEmail = context.settings.scopes.has(EMAIL_SCOPE);
    const members = page.map((user) => userObject(context.store, user, withEmail));
    return { members, cache_ts: Math.floor(context.store.now() / 1000), response_metadata: { next_cursor: cursor } };
  },
};

const lookupByEmail: Method = {
  token: 'bot',
  scopes: ['users:read', EMAIL_SCOPE],
  tier: 'tier3',
  run(context, call) {
    const email = call.required('email').toLowerCase();
    const user = [...context.store.users.values()].find(
      (candidate) => hasDirect(candidate, context.store) && candidate.email?.toLowerCase() === email,
    );
    if (user === undefined) throw new Refusal('users_not_found');
    return { user: userObject(context.store, user, true) };
  },
};

const groups: Method = {
  token: 'bot',
  scopes: ['usergroups:read'],
  tier: 'tier2',
  run(context, call) {
    if (!context.settings.paidPlan) throw new Refusal('plan_upgrade_required');
    const shown = [...context.store.groups.values()].filter((group) => group.enabled || call.flag('include_disabled'));
    return { usergroups: shown.map((group) => groupObject(context.store, group, call.flag('include_users'))) };
  },
};

const groupMembers: Method = {
  token: 'bot',
  scopes: ['usergroups:read'],
  tier: 'tier2',
  run(context, call) {
    if (!context.settings.paidPlan) throw new Refusal('plan_upgrade_required');
    const group = context.store.groups.get(call.required('usergroup'));
    if (group === undefined || !(group.enabled || call.flag('include_disabled'))) throw new Refusal('no_such_subteam');
    return { users: [...group.members] };
  },
};

export const peopleMethods = {
  'users.info': info,
  'users.list': list,
  'users.lookupByEmail': lookupByEmail,
  'usergroups.list': groups,
  'usergroups.users.list': groupMembers,
} satisfies Record<string, Method>;
