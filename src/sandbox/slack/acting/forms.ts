import { ActFailed } from '../act-failed.js';
import { objectsOf, textOf } from '../json.js';
import { findElement } from '../state/blocks.js';
import { currentValues, isEmptyState, withValue } from '../state/form.js';
import type { FormValues, StoredView, User } from '../state/records.js';
import { closeAll, closeFrom, stackOf } from '../state/views.js';
import type { ActResult, InputState } from '../workspace.js';
import { acted, interact, type Stage } from './act.js';
import { settledState } from './choices.js';
import { clientErrors } from './client-checks.js';
import { closedPayload, submissionPayload } from './payloads.js';
import { applySubmission } from './submission.js';

function topmost(stage: Stage, user: User, viewId: string): StoredView {
  const top = stackOf(stage.store, user.id).at(-1);
  if (top === undefined || top.id !== viewId)
    throw new ActFailed('not_visible', `${user.realName} does not see that modal`);
  return top;
}

/** The form as the client would send it: what was chosen before, then what is entered now. */
function filledIn(
  stage: Stage,
  user: User,
  view: StoredView,
  entered: Record<string, Record<string, InputState>>,
): FormValues {
  const context = { store: stage.store, user, baseUrl: stage.baseUrl() };
  let values = view.values;
  for (const [blockId, block] of Object.entries(entered)) {
    for (const [actionId, state] of Object.entries(block)) {
      const found = findElement(view.blocks, blockId, actionId);
      if (found === undefined)
        throw new ActFailed('no_such_element', `there is no ${actionId} in the block ${blockId}`);
      values = withValue(values, blockId, actionId, settledState(found.element, state, context));
    }
  }
  return values;
}

function shareFiles(stage: Stage, values: FormValues): void {
  for (const state of Object.values(values).flatMap((block) => Object.values(block))) {
    if (state.type !== 'file_input' || isEmptyState(state)) continue;
    for (const chosen of objectsOf(state.files)) {
      const file = stage.store.files.get(textOf(chosen.id) ?? '');
      if (file !== undefined) file.sharedWithApp = true;
    }
  }
}

/** Submits the topmost modal. What the client itself objects to is shown as field errors, and nothing is sent. */
export function submit(
  stage: Stage,
  user: User,
  viewId: string,
  entered: Record<string, Record<string, InputState>>,
): Promise<ActResult> {
  return acted(stage, user, `submit ${viewId}`, async () => {
    const view = topmost(stage, user, viewId);
    if (view.submit === null) throw new ActFailed('no_such_element', 'this modal has no submit button');
    view.values = filledIn(stage, user, view, entered);
    const values = currentValues(view.blocks, view.values);
    view.errors = clientErrors(view.blocks, values);
    stage.store.touch();
    if (Object.keys(view.errors).length > 0) return { ack: null, latency: 0 };
    shareFiles(stage, values);
    const triggerId = stage.tickets.issueTrigger(user.id, view.id);
    const answer = await interact(stage, submissionPayload(stage.store, user, view, triggerId));
    applySubmission(stage.store, view, answer.ack);
    return answer;
  });
}

/** Closes the topmost modal, or all of them when it says `clear_on_close`; the app hears of it where it asked to. */
export function close(stage: Stage, user: User, viewId: string): Promise<ActResult> {
  return acted(stage, user, `close ${viewId}`, async () => {
    const view = topmost(stage, user, viewId);
    const closed = view.clearOnClose ? closeAll(stage.store, user.id) : closeFrom(stage.store, view);
    let last: { ack: unknown; latency: number } = { ack: null, latency: 0 };
    for (const gone of closed.filter((candidate) => candidate.notifyOnClose)) {
      last = await interact(stage, closedPayload(stage.store, user, gone, view.clearOnClose));
    }
    return last;
  });
}
