import type { ExportedList } from '../../licensing/flows/export-lists.js';
import { code, counted } from './format.js';
import { nothingChanged, type Words } from './words.js';

/** The file is in the person's own conversation with the bot. */
export function listSentWords({ name, rows, cutOff }: ExportedList): Words {
  const cut = cutOff ? ' It is not whole: more rows than one file may hold.' : '';
  return {
    title: cutOff ? 'The file was sent, but not whole' : 'The file was sent',
    text: `${code(name)} with ${counted(rows, 'row')} is in your direct messages with this bot; nobody else sees it.${cut} It was recorded that you have it. ${nothingChanged}`,
    next: cutOff ? 'Next: choose fewer, for example by dates or by an app.' : 'Next: nothing to do.',
  };
}

/** What the file was to be about is not there. */
export function nothingToSendWords(): Words {
  return {
    title: 'Nothing to send',
    text: `There is no such deployment, so no file was made. ${nothingChanged}`,
    next: 'Next: look at the list with `/vpp deployments`.',
  };
}
