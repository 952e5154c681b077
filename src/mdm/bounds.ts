/** Characters of one text of a device or a server that are kept. */
export const TEXT_LENGTH = 500;

/** Cut by characters, so that no half of a surrogate pair is left. */
export function boundedText(text: string): string {
  return text.length <= TEXT_LENGTH ? text : [...text.slice(0, TEXT_LENGTH * 2)].slice(0, TEXT_LENGTH).join('');
}

/** Ids that stand in a path as they are; NanoMDM takes a comma for the beginning of another id. */
const ID = /^(?!\.+$)[^\s,/?#%\\\p{Cc}]{1,255}$/u;

/** Whether something may be an enrolment id. */
export function isEnrolmentId(text: string): boolean {
  return ID.test(text);
}
