import type { JsonObject } from '../json.js';
import {
  findView,
  homeOf,
  openModal,
  placeOnTop,
  publishHome,
  replaceView,
  STACK_LIMIT,
  stackOf,
} from '../state/views.js';
import type { Arguments } from './arguments.js';
import { viewArgument } from './content.js';
import type { ApiContext, Method, Settings } from './method.js';
import { viewObject } from './objects.js';
import { Refusal } from './refusal.js';

/** The two vocabularies that Slack's own pages use; clients have seen the first from `views.open`. */
const TRIGGER_ERRORS: Record<Settings['triggerErrors'], Record<'invalid' | 'expired' | 'exchanged-before', string>> = {
  method: {
    invalid: 'invalid_trigger_id',
    expired: 'expired_trigger_id',
    'exchanged-before': 'exchanged_trigger_id',
  },
  guide: { invalid: 'invalid_trigger', expired: 'trigger_expired', 'exchanged-before': 'trigger_exchanged' },
};

function exchanged(context: ApiContext, call: Arguments): { userId: string; viewId: string | null } {
  const use = context.tickets.exchange(call.required('trigger_id'));
  if (use.result === 'exchanged-now') return use;
  throw new Refusal(TRIGGER_ERRORS[context.settings.triggerErrors][use.result]);
}

function refuseTakenExternalId(context: ApiContext, view: JsonObject, ownId: string | null): void {
  const externalId = typeof view.external_id === 'string' && view.external_id !== '' ? view.external_id : null;
  const holder = findView(context.store, { id: null, externalId });
  if (holder !== undefined && holder.id !== ownId) throw new Refusal('duplicate_external_id');
}

const open: Method = {
  token: 'bot',
  scopes: [],
  tier: 'tier4',
  run(context, call) {
    const view = viewArgument(context, call, 'modal');
    refuseTakenExternalId(context, view, null);
    const { userId } = exchanged(context, call);
    return { view: viewObject(context.store, openModal(context.store, userId, view)) };
  },
};

const push: Method = {
  token: 'bot',
  scopes: [],
  tier: 'tier4',
  run(context, call) {
    const view = viewArgument(context, call, 'modal');
    refuseTakenExternalId(context, view, null);
    const { userId, viewId } = exchanged(context, call);
    const depth = stackOf(context.store, userId).length;
    if (viewId === null || depth === 0) throw new Refusal('not_found');
    if (depth >= STACK_LIMIT) throw new Refusal('push_limit_reached');
    return { view: viewObject(context.store, placeOnTop(context.store, userId, view)) };
  },
};

const update: Method = {
  token: 'bot',
  scopes: [],
  tier: 'tier4',
  run(context, call) {
    const by = { id: call.text('view_id'), externalId: call.text('external_id') };
    const stored = findView(context.store, by);
    if (stored === undefined) throw new Refusal('not_found');
    const view = viewArgument(context, call, stored.type);
    refuseTakenExternalId(context, view, stored.id);
    const hash = call.text('hash');
    if (hash !== null && hash !== stored.hash) throw new Refusal('hash_conflict');
    replaceView(context.store, stored, view);
    return { view: viewObject(context.store, stored) };
  },
};

const publish: Method = {
  token: 'bot',
  scopes: [],
  tier: 'tier4',
  run(context, call) {
    const userId = call.required('user_id');
    const view = viewArgument(context, call, 'home');
    if (!context.manifest.homeTab) throw new Refusal('not_enabled');
    const user = context.store.users.get(userId);
    if (user === undefined || user.deleted || user.bot || user.teamId !== context.store.team.id) {
      throw new Refusal('user_not_found');
    }
    const hash = call.text('hash');
    if (hash !== null && hash !== homeOf(context.store, userId)?.hash) throw new Refusal('hash_conflict');
    return { view: viewObject(context.store, publishHome(context.store, userId, view)) };
  },
};

export const viewMethods = {
  'views.open': open,
  'views.push': push,
  'views.update': update,
  'views.publish': publish,
} satisfies Record<string, Method>;
