import { ActFailed } from '../act-failed.js';
import { isObject, type JsonObject } from '../json.js';
import type { StoredView } from '../state/records.js';
import type { Store } from '../state/store.js';
import { closeAll, closeFrom, placeOnTop, replaceView, STACK_LIMIT, stackOf } from '../state/views.js';
import { validateView } from '../validator.js';

type Answer = (store: Store, view: StoredView, payload: JsonObject) => void;

function refuse(reason: string): never {
  throw new ActFailed('invalid_acknowledgement', `Slack shows an error in the dialog: ${reason}`);
}

function soundView(payload: JsonObject): JsonObject {
  const { view } = payload;
  if (!isObject(view)) return refuse('the acknowledgement carries no view');
  const problems = view.type === 'modal' ? validateView(view) : ['must be a modal'];
  return problems.length === 0 ? view : refuse(problems.join('; '));
}

/** What an acknowledgement of a submission may do, by its `response_action`. */
const ANSWERS: Record<string, Answer> = {
  errors(store, view, payload) {
    const given = isObject(payload.errors) ? Object.entries(payload.errors) : [];
    if (given.length === 0) refuse('the errors are empty');
    const inputs = new Set(view.blocks.filter((block) => block.type === 'input').map((block) => block.block_id));
    const errors: Record<string, string> = {};
    for (const [blockId, text] of given) {
      if (!inputs.has(blockId)) refuse(`there is no input block "${blockId}"`);
      errors[blockId] = typeof text === 'string' && text !== '' ? text : refuse('an error is no text');
    }
    view.errors = errors;
    store.touch();
  },
  update: (store, view, payload) => replaceView(store, view, soundView(payload)),
  push(store, view, payload) {
    const fresh = soundView(payload);
    if (stackOf(store, view.ownerId).length >= STACK_LIMIT) refuse('three views are open already');
    placeOnTop(store, view.ownerId, fresh);
  },
  clear: (store, view) => {
    closeAll(store, view.ownerId);
  },
};

/** Applies the acknowledgement of a `view_submission`; an empty one closes the view. Throws `ActFailed`. */
export function applySubmission(store: Store, view: StoredView, payload: unknown): void {
  if (payload === null) {
    closeFrom(store, view);
    return;
  }
  const action = isObject(payload) ? payload.response_action : undefined;
  const answer = typeof action === 'string' && Object.hasOwn(ANSWERS, action) ? ANSWERS[action] : undefined;
  if (answer === undefined || !isObject(payload)) refuse('the acknowledgement carries no known response_action');
  else answer(store, view, payload);
}
