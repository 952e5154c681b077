import type { InputState, Surface } from '../slack/workspace.js';
import { type Field, fieldKey } from './blocks/drawing.js';
import { drawBlocks } from './blocks/table.js';
import type { Desk } from './elements/control.js';

/** The drawn blocks of a message, the Home tab or a dialog. */
export interface Drawn {
  content: DocumentFragment;
  fields: Field[];
}

/** Draws blocks; what the person had entered in the `previous` drawing stays where block and action keep their ids. */
export function drawSurface(desk: Desk, surface: Surface, key: string, blocks: unknown[], previous: Field[]): Drawn {
  const entered = previous.map(({ control }): [string, InputState] => [
    fieldKey(control.blockId, control.actionId),
    control.state,
  ]);
  const fields: Field[] = [];
  const content = drawBlocks(blocks, {
    desk: enteringFirst(desk, fields),
    surface,
    key,
    saved: new Map(entered),
    fields,
  });
  return { content, fields };
}

/** Before a button is pressed Slack holds what was entered around it, so that the app can read it. */
function enteringFirst(desk: Desk, fields: Field[]): Desk {
  const enter = async () => {
    for (const field of fields.filter(({ unsent }) => unsent)) {
      const { surface, blockId, actionId, state } = field.control;
      field.unsent = false;
      await desk.act({ act: 'select', surface, blockId, actionId, state });
    }
  };
  return {
    ...desk,
    act: async (act) => {
      if (act.act === 'click') await enter();
      return desk.act(act);
    },
  };
}
