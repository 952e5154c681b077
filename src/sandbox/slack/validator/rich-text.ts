import {
  anything,
  byType,
  type Check,
  flag,
  integer,
  list,
  matching,
  object,
  oneOf,
  optional,
  required,
  type Shape,
  text,
} from './checks.js';

const style = optional(
  object({
    bold: optional(flag),
    code: optional(flag),
    italic: optional(flag),
    strike: optional(flag),
    underline: optional(flag),
    highlight: optional(flag),
    client_highlight: optional(flag),
    unlink: optional(flag),
  }),
);

const MOST = 40_000;

function piece(type: string, members: Shape): Check {
  return object({ type: required(oneOf(type)), style, ...members });
}

const pieces: Record<string, Check> = {
  text: piece('text', { text: required(text(MOST)) }),
  link: piece('link', { url: required(text(3000)), text: optional(text(MOST)), unsafe: optional(flag) }),
  emoji: piece('emoji', { name: required(text(255)), unicode: optional(text(255)), url: optional(text(3000)) }),
  user: piece('user', { user_id: required(text(255)) }),
  usergroup: piece('usergroup', { usergroup_id: required(text(255)) }),
  channel: piece('channel', { channel_id: required(text(255)) }),
  team: piece('team', { team_id: required(text(255)) }),
  broadcast: piece('broadcast', { range: required(oneOf('here', 'channel', 'everyone')) }),
  color: piece('color', { value: required(matching(/^#[0-9a-fA-F]{6}$/, 'a colour in hexadecimal digits')) }),
  date: piece('date', {
    timestamp: required(integer(0, 99_999_999_999)),
    format: required(text(255)),
    url: optional(text(3000)),
    fallback: optional(text(255)),
  }),
};

const border = optional(integer(0, 1));
const inline = list(byType(pieces, 'rich text element'), 0, 1000);

const section = object({ type: required(oneOf('rich_text_section')), elements: required(inline) });

const parts: Record<string, Check> = {
  rich_text_section: section,
  rich_text_list: object({
    type: required(oneOf('rich_text_list')),
    elements: required(list(section, 1, 1000)),
    style: required(oneOf('bullet', 'ordered')),
    indent: optional(integer(0, 8)),
    offset: optional(integer(0, 10_000)),
    border,
  }),
  rich_text_quote: object({ type: required(oneOf('rich_text_quote')), elements: required(inline), border }),
  rich_text_preformatted: object({
    type: required(oneOf('rich_text_preformatted')),
    elements: required(
      list(byType({ text: pieces.text ?? anything, link: pieces.link ?? anything }, 'element'), 0, 1000),
    ),
    border,
    language: optional(text(255)),
  }),
};

/** The members of a rich_text block beside `type` and `block_id`. */
export const richTextShape: Shape = { elements: required(list(byType(parts, 'rich text part'), 1, 1000)) };

/** A whole rich_text block, as it stands in a table's cell or as an initial value. */
export const richText: Check = object({
  type: required(oneOf('rich_text')),
  block_id: optional(text(255)),
  ...richTextShape,
});
