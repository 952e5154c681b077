/** Characters of one text of a device or a server that are kept. */
export const TEXT_LENGTH = 500;

/** Cut by characters, so that no half of a surrogate pair is left, and without what may be an invitation's code. */
export function boundedText(text: string): string {
  const cut = text.length <= TEXT_LENGTH ? text : [...text.slice(0, TEXT_LENGTH * 2)].slice(0, TEXT_LENGTH).join('');
  return cut.replace(BEHIND_HOST, '$1/…').replace(INVITE_CODE, '$1…');
}

/** An error that repeats what was sent may repeat an invitation, whose address is a credential: the host alone is kept. */
const BEHIND_HOST = /(https?:\/\/[^\s/?#"'“”<>]{1,255})[/?#][^\s"'“”<>]*/giu;
const INVITE_CODE = /(invite_?code\W{1,3})[\w-]+/giu;

/** Ids that stand in a path as they are; NanoMDM takes a comma for the beginning of another id. */
const ID = /^(?!\.+$)[^\s,/?#%\\\p{Cc}]{1,255}$/u;

/** Whether something may be an enrolment id. */
export function isEnrolmentId(text: string): boolean {
  return ID.test(text);
}
