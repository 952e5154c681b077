import { ActFailed } from '../act-failed.js';
import { isObject, type JsonObject, withoutNulls } from '../json.js';
import { findElement } from '../state/blocks.js';
import { isStateful, withValue } from '../state/form.js';
import type { User } from '../state/records.js';
import type { ActResult, InputState, Surface } from '../workspace.js';
import { acted, interact, type Stage } from './act.js';
import { settledState } from './choices.js';
import { actionsPayload } from './payloads.js';
import { type Place, placeOf } from './places.js';

const CLICKABLE = new Set(['button', 'icon_button', 'workflow_button']);

/** The element of an act with its place; throws `ActFailed` when there is none. */
export function elementAt(stage: Stage, user: User, surface: Surface, blockId: string, actionId: string) {
  const place = placeOf(stage.store, user, surface);
  const found = findElement(place.blocks, blockId, actionId);
  if (found === undefined) throw new ActFailed('no_such_element', `there is no ${actionId} in the block ${blockId}`);
  return { place, ...found };
}

/** The members of a payload that say where an act happened, with a fresh response_url for messages. */
export function describePlace(stage: Stage, user: User, place: Place): JsonObject {
  return place.describe(
    (target) => `${stage.baseUrl()}${stage.tickets.issueResponse('actions', { ...target, userId: user.id })}`,
  );
}

function dispatchAction(stage: Stage, user: User, place: Place, action: JsonObject) {
  const facts = {
    place: describePlace(stage, user, place),
    action: { ...action, action_ts: stage.store.newTs() },
    triggerId: stage.tickets.issueTrigger(user.id, place.viewId ?? undefined),
  };
  return interact(stage, actionsPayload(stage.store, user, facts));
}

/** Presses a button. */
export function click(
  stage: Stage,
  user: User,
  surface: Surface,
  blockId: string,
  actionId: string,
): Promise<ActResult> {
  return acted(stage, user, `click ${actionId}`, () => {
    const { place, element } = elementAt(stage, user, surface, blockId, actionId);
    if (!CLICKABLE.has(String(element.type))) {
      throw new ActFailed('no_such_element', `a ${element.type} is not a button`);
    }
    const { type, text, value, style, url, confirm } = element;
    const action = withoutNulls({ type, text, value, style, url, confirm, block_id: blockId, action_id: actionId });
    return dispatchAction(stage, user, place, action);
  });
}

/** Whether changing this element tells the app at once. */
function dispatches(block: JsonObject): boolean {
  return block.type !== 'input' || block.dispatch_action === true;
}

/** Changes an input in place; in an input block without `dispatch_action` nothing is sent before the form is. */
export function select(
  stage: Stage,
  user: User,
  surface: Surface,
  blockId: string,
  actionId: string,
  state: InputState,
): Promise<ActResult> {
  return acted(stage, user, `select ${actionId}`, async () => {
    const { place, block, element } = elementAt(stage, user, surface, blockId, actionId);
    const context = { store: stage.store, user, baseUrl: stage.baseUrl() };
    const settled = settledState(element, state, context);
    if (isStateful(element)) {
      place.keep(withValue(place.values, blockId, actionId, settled));
      stage.store.touch();
    }
    if (!dispatches(block)) return { ack: null, latency: 0 };
    const confirm = isObject(element.confirm) ? { confirm: element.confirm } : {};
    const action = { ...settled, ...confirm, block_id: blockId, action_id: actionId };
    return dispatchAction(stage, user, placeOf(stage.store, user, surface), action);
  });
}
