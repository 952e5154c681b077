import type { ActAs } from '../slack/workspace.js';
import type { ActBody } from './body.js';

type Acts = { [K in ActBody['act']]: (actor: ActAs, body: Extract<ActBody, { act: K }>) => Promise<unknown> };

const acts: Acts = {
  slash: (actor, body) => actor.slash(body.channelId, body.command, body.text),
  click: (actor, body) => actor.click(body.surface, body.blockId, body.actionId),
  select: (actor, body) => actor.select(body.surface, body.blockId, body.actionId, body.state),
  typeahead: (actor, body) => actor.typeahead(body.surface, body.blockId, body.actionId, body.text),
  submit: (actor, body) => actor.submit(body.viewId, body.values),
  close: (actor, body) => actor.close(body.viewId),
  openHome: (actor) => actor.openHome(),
  upload: (actor, body) => actor.upload({ name: body.name, content: body.content }),
};

type BodyOf<K extends ActBody['act']> = { [P in K]: Extract<ActBody, { act: P }> }[K];

/** Does one act as one person; rejects with what the stand-in threw. */
export function perform<K extends ActBody['act']>(actor: ActAs, body: BodyOf<K>): Promise<unknown> {
  const act: Acts[K] = acts[body.act];
  return act(actor, body);
}
