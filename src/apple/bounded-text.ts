/** Cut by characters, so that no half of a surrogate pair is left. */
export function bounded(text: string, most: number): string {
  return text.length <= most ? text : [...text.slice(0, most * 2)].slice(0, most).join('');
}
