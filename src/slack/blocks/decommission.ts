import type { House } from '../../licensing/rules/house.js';
import type { Message } from '../interaction.js';
import { header, message } from './elements.js';
import type { RenderContext } from './render-context.js';

export function decommissionedPage(
  _receipt: Extract<House, { state: 'decommissioned' }>['receipt'],
  _render: RenderContext,
): Message {
  return message('Handed over for good', [header('Handed over for good')]);
}
