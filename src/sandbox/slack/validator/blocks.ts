import { isObject, type JsonObject, objectsOf } from '../json.js';
import {
  anything,
  byType,
  type Check,
  flag,
  list,
  object,
  oneOf,
  optional,
  type Report,
  refuseRepeats,
  required,
  type Shape,
  text,
  visibleText,
} from './checks.js';
import { anyText, markdownText, plainText, webAddress } from './composition.js';
import { elements, imageShape, oneElement } from './elements.js';
import { richText, richTextShape } from './rich-text.js';
import { dataTableShape, tableShape } from './tables.js';

type Also = (value: JsonObject, at: string, report: Report) => void;

function block(type: string, members: Shape, also?: Also): Check {
  return object({ type: required(oneOf(type)), block_id: optional(text(255)), ...members }, also);
}

const SELECTS = [
  'static_select',
  'external_select',
  'users_select',
  'conversations_select',
  'channels_select',
  'multi_static_select',
  'multi_external_select',
  'multi_users_select',
  'multi_conversations_select',
  'multi_channels_select',
];
const PICKERS = ['checkboxes', 'radio_buttons', 'datepicker', 'timepicker'];
const ACTIONS = [...SELECTS, ...PICKERS, 'button', 'overflow', 'datetimepicker', 'workflow_button', 'rich_text_input'];
const ACCESSORIES = [...SELECTS, ...PICKERS, 'button', 'overflow', 'image', 'workflow_button'];
const INPUTS = [
  ...SELECTS,
  ...PICKERS,
  'datetimepicker',
  'plain_text_input',
  'email_text_input',
  'url_text_input',
  'number_input',
  'rich_text_input',
  'file_input',
];

const image = elements.image ?? anything;

const uniqueActions: Also = (value, at, report) => {
  const ids = objectsOf(value.elements ?? value.actions).map((element) => element.action_id);
  refuseRepeats(ids, at, 'action_id', report);
};

const textOrFields: Also = (value, at, report) => {
  if (value.text === undefined && value.fields === undefined) report.problem(at, 'must have text or fields');
};

const titled: Also = (value, at, report) => {
  if ((value.title === undefined) === (value.rich_text_title === undefined)) {
    report.problem(at, 'must have either title or rich_text_title');
  }
};

const cardContent: Also = (value, at, report) => {
  const said = ['hero_image', 'title', 'body', 'actions'].some((name) => value[name] !== undefined);
  if (!said) report.problem(at, 'must have an image, a title, a body or actions');
  uniqueActions(value, at, report);
};

const card = block(
  'card',
  {
    hero_image: optional(image),
    icon: optional(image),
    title: optional(anyText(150)),
    subtitle: optional(anyText(150)),
    body: optional(anyText(200)),
    actions: optional(list(oneElement(['button']), 1, 2)),
  },
  cardContent,
);

const taskCardShape: Shape = {
  task_id: required(text(255)),
  title: required(visibleText(3000)),
  status: required(oneOf('pending', 'in_progress', 'complete', 'error')),
  details: optional(richText),
  output: optional(richText),
  sources: optional(
    list(object({ type: required(oneOf('url')), url: required(webAddress), text: required(text(3000)) }), 1, 100),
  ),
};

const contained = byType(
  {
    ...Object.fromEntries(
      [
        'actions',
        'context',
        'divider',
        'file',
        'header',
        'image',
        'input',
        'rich_text',
        'section',
        'table',
        'video',
      ].map((type): [string, Check] => [type, (value, at, report) => (blocks[type] ?? anything)(value, at, report)]),
    ),
  },
  'block in a container',
);

/** Every block that Slack knows, by type; what @slack/types 3.2.0 does not know is refused. */
export const blocks: Record<string, Check> = {
  section: block(
    'section',
    {
      text: optional(anyText(3000)),
      fields: optional(list(anyText(2000), 1, 10)),
      accessory: optional(oneElement(ACCESSORIES)),
      expand: optional(flag),
    },
    textOrFields,
  ),
  header: block('header', { text: required(plainText(150)) }),
  divider: block('divider', {}),
  context: block('context', {
    elements: required(
      list(byType({ image, plain_text: plainText(3000), mrkdwn: markdownText(3000) }, 'context element'), 1, 10),
    ),
  }),
  actions: block('actions', { elements: required(list(oneElement(ACTIONS), 1, 25)) }, uniqueActions),
  context_actions: block(
    'context_actions',
    { elements: required(list(oneElement(['feedback_buttons', 'icon_button']), 1, 5)) },
    uniqueActions,
  ),
  input: block('input', {
    label: required(plainText(2000)),
    element: required(oneElement(INPUTS)),
    hint: optional(plainText(2000)),
    optional: optional(flag),
    dispatch_action: optional(flag),
  }),
  image: block('image', ...imageShape({ title: optional(plainText(2000)) })),
  rich_text: block('rich_text', richTextShape),
  table: block('table', tableShape),
  data_table: block('data_table', dataTableShape),
  markdown: block('markdown', { text: required(visibleText(12_000)) }),
  alert: block('alert', {
    text: required(anyText(200)),
    level: optional(oneOf('default', 'info', 'warning', 'error', 'success')),
  }),
  card,
  carousel: block('carousel', { elements: required(list(byType({ card }, 'block in a carousel'), 1, 10)) }),
  container: block(
    'container',
    {
      title: optional(plainText(150)),
      rich_text_title: optional(richText),
      subtitle: optional(anyText(150)),
      child_blocks: required(list(contained, 1, 10)),
      width: optional(oneOf('narrow', 'standard', 'wide', 'full')),
      icon: optional(image),
      is_collapsible: optional(flag),
      default_collapsed: optional(flag),
      has_header_divider: optional(flag),
    },
    titled,
  ),
  task_card: block('task_card', taskCardShape),
  plan: block('plan', {
    title: required(visibleText(3000)),
    tasks: optional(list(block('task_card', taskCardShape), 1, 50)),
  }),
  file: block('file', { source: required(oneOf('remote')), external_id: required(text(255)) }),
  video: block('video', {
    video_url: required(webAddress),
    thumbnail_url: required(webAddress),
    alt_text: required(text(2000)),
    title: required(plainText(200)),
    title_url: optional(webAddress),
    author_name: optional(text(50)),
    provider_name: optional(text(50)),
    provider_icon_url: optional(webAddress),
    description: optional(plainText(200)),
  }),
};

/** One block of any known type. */
export const anyBlock: Check = byType(blocks, 'block');

/** Every element of a block that a person can act on, with where it stands. */
export function actionElements(value: unknown, at: string): { element: JsonObject; at: string }[] {
  if (!isObject(value)) return [];
  const found = ['accessory', 'element'].flatMap((name) => {
    const element = value[name];
    return isObject(element) ? [{ element, at: `${at}/${name}` }] : [];
  });
  const listed = objectsOf(value.elements).map((element, index) => ({ element, at: `${at}/elements/${index}` }));
  const inside = objectsOf(value.child_blocks).flatMap((child, index) => {
    return actionElements(child, `${at}/child_blocks/${index}`);
  });
  return [...found, ...listed, ...inside];
}
