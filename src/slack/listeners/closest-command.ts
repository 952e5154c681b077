/** Edits that turn one word into the other (Levenshtein). */
function distance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (const [row, letter] of [...a].entries()) {
    const current = [row + 1];
    for (const [column, other] of [...b].entries()) {
      const substituted = (previous[column] ?? 0) + (letter === other ? 0 : 1);
      current.push(Math.min((previous[column + 1] ?? 0) + 1, (current[column] ?? 0) + 1, substituted));
    }
    previous = current;
  }
  return previous[b.length] ?? 0;
}

/** The command that was probably meant, `null` when none is near. */
export function closestCommand(word: string, commands: readonly string[]): string | null {
  const typed = word.slice(0, 40).toLowerCase();
  const [best] = commands
    .map((command) => ({
      command,
      edits: command.startsWith(typed) && typed.length > 1 ? 0 : distance(typed, command),
    }))
    .sort((a, b) => a.edits - b.edits);
  if (best === undefined || best.edits > Math.max(2, Math.floor(best.command.length / 2) - 1)) return null;
  return best.command;
}
