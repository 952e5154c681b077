/** Slack writes a person that was chosen after the @ as `<@U123|anna>`. */
const mentioned = /^<@([UW][A-Z0-9]{1,30})(?:\|[^>]*)?>\s*/;

export interface PersonArgument {
  userId: string;
  rest: string;
}

/** Somebody at the beginning of what was typed, `me` being whoever typed it; `null` = nobody is named there. */
export function personArgument(typed: string, self: string): PersonArgument | null {
  const text = typed.trim();
  const [whole = '', userId] = mentioned.exec(text) ?? [];
  if (userId !== undefined) return { userId, rest: text.slice(whole.length) };
  const [me = ''] = /^me(?:\s+|$)/i.exec(text) ?? [];
  return me === '' ? null : { userId: self, rest: text.slice(me.length) };
}
