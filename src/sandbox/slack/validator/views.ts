import { isObject, objectsOf } from '../json.js';
import { type Check, flag, object, oneOf, optional, type Report, required, type Shape, text } from './checks.js';
import { plainText } from './composition.js';
import { judgeBlocks } from './surfaces.js';

const common: Shape = {
  private_metadata: optional(text(3000, 0)),
  callback_id: optional(text(255, 0)),
  external_id: optional(text(255, 0)),
};

const modal: Check = object(
  {
    ...common,
    type: required(oneOf('modal')),
    title: required(plainText(24)),
    submit: optional(plainText(24)),
    close: optional(plainText(24)),
    clear_on_close: optional(flag),
    notify_on_close: optional(flag),
    submit_disabled: optional(flag),
    blocks: required((value, at, report) => judgeBlocks('modal', value, at, report)),
  },
  (value, at, report) => {
    const blocks = objectsOf(value.blocks);
    const asks = blocks.some((block) => block.type === 'input');
    if (asks && value.submit === undefined) report.problem(at, 'submit is required when an input block is in the view');
    if (blocks.length === 0) report.problem(`${at}/blocks`, 'no less than 1 items allowed');
  },
);

const home: Check = object({
  ...common,
  type: required(oneOf('home')),
  blocks: required((value, at, report) => judgeBlocks('home', value, at, report)),
});

const VIEWS: Record<string, Check> = { modal, home };

/** Judges a whole view. */
export function judgeView(view: unknown, at: string, report: Report): void {
  const type = isObject(view) && typeof view.type === 'string' ? view.type : '';
  const check = Object.hasOwn(VIEWS, type) ? VIEWS[type] : undefined;
  if (check === undefined) report.problem(`${at}/type`, 'must be one of modal, home');
  else check(view, at, report);
}
