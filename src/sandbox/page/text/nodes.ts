/** What each kind of formatted text carries. */
export interface TextKinds {
  text: { text: string };
  break: object;
  bold: { children: TextNode[] };
  italic: { children: TextNode[] };
  strike: { children: TextNode[] };
  quote: { children: TextNode[] };
  heading: { level: number; children: TextNode[] };
  code: { text: string };
  preformatted: { text: string };
  link: { href: string; children: TextNode[] };
  list: { ordered: boolean; indent: number; items: TextNode[][] };
  user: { id: string; label: string };
  channel: { id: string; label: string };
  group: { id: string; label: string };
  broadcast: { range: string };
  date: { seconds: number; format: string; fallback: string; href: string | null };
  emoji: { name: string };
}

/** A node of kind `K`. */
export type TextNodeOf<K extends keyof TextKinds> = { [P in K]: { kind: P } & TextKinds[P] }[K];

/** Formatted text, whatever it was written in: Slack's mrkdwn, Markdown or a `rich_text` block. */
export type TextNode = TextNodeOf<keyof TextKinds>;

/** The address when its scheme is http, https or mailto, otherwise `null`: nothing else ever becomes a link. */
export function safeAddress(address: string): string | null {
  return /^(?:https?:\/\/|mailto:)[^\s]+$/i.test(address) ? address : null;
}
