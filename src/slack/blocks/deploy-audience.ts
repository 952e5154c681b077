import type { Checkboxes, InputBlock, PlainTextOption } from '@slack/types';
import type { UserGroup } from '../../licensing/ports/people.js';
import type { DraftEntries } from '../../licensing/rules/draft.js';
import { MOST_ADDRESSES, MOST_LINES } from '../../licensing/rules/draft-faults.js';
import { actionIds, blockIds, selectIds } from '../ids.js';
import { plain } from './elements.js';
import { counted, externalPlain, formatNumber, shorten } from './format.js';

/** Chosen by hand at once. */
const MOST_PICKED = 200;
const MOST_GROUPS = 10;
/** Characters of one of Slack's text fields (Slack documents). */
const FIELD_LENGTH = 3_000;

/** What stands around an input. */
export interface Asking {
  id: string;
  label: string;
  hint?: string;
  optional?: true;
}

/** A field of the form with its label; `optional` is how Slack marks it. */
export function input({ id, label, hint, optional }: Asking, element: InputBlock['element']): InputBlock {
  return {
    type: 'input',
    block_id: id,
    ...(optional === true ? { optional } : {}),
    label: plain(label, 2_000),
    ...(hint === undefined ? {} : { hint: plain(hint, 2_000) }),
    element,
  };
}

/** One box that is ticked while what it names is kept. */
function keepBox(text: string, ticked: boolean): Checkboxes {
  const option: PlainTextOption = { text: plain(text, 75), value: 'keep' };
  return {
    type: 'checkboxes',
    action_id: actionIds.input,
    options: [option],
    ...(ticked ? { initial_options: [option] } : {}),
  };
}

/** The tick that keeps the people of the deployment that is changed. */
export function keepBlocks(entries: DraftEntries, keptPeople: number): InputBlock[] {
  if (entries.deploymentId === null || keptPeople === 0) return [];
  const people = `Keep the ${counted(keptPeople, 'person', 'people')} of ${entries.deploymentId}`;
  return [
    input({ id: blockIds.deployKeep, label: 'Those it has now', optional: true }, keepBox(people, entries.keepPeople)),
  ];
}

/** Chosen people. */
export function peopleInput({ people }: DraftEntries): InputBlock {
  return input(
    { id: blockIds.deployPeople, label: 'People', optional: true },
    {
      type: 'multi_users_select',
      action_id: actionIds.input,
      max_selected_items: MOST_PICKED,
      ...(people.length === 0 ? {} : { initial_users: people.slice(0, MOST_PICKED) }),
    },
  );
}

/** A channel whose members are read once. */
export function channelInput({ channelId }: DraftEntries): InputBlock {
  return input(
    {
      id: blockIds.deployChannel,
      label: 'Everybody in a channel',
      hint: 'Who is in it now; who joins later is not meant. A private channel must have this bot in it.',
      optional: true,
    },
    {
      type: 'conversations_select',
      action_id: actionIds.input,
      filter: { include: ['public', 'private'] },
      ...(channelId === null ? {} : { initial_conversation: channelId }),
    },
  );
}

/** Pasted addresses; Slack takes 3,000 characters. */
export function addressInput({ addresses }: DraftEntries): InputBlock {
  const initial = shorten(addresses, FIELD_LENGTH);
  return input(
    {
      id: blockIds.deployAddresses,
      label: 'E-mail addresses',
      hint: `Up to ${MOST_ADDRESSES}, one a line or with commas between them.`,
      optional: true,
    },
    {
      type: 'plain_text_input',
      action_id: actionIds.input,
      multiline: true,
      max_length: FIELD_LENGTH,
      ...(initial === '' ? {} : { initial_value: initial }),
    },
  );
}

/** A file is read once and kept with the draft, as no dialogue can be opened with a file in it. */
export function fileBlocks({ file }: DraftEntries): InputBlock[] {
  const kept =
    file === null
      ? []
      : [
          input(
            { id: blockIds.deployKeepFile, label: 'The file you gave', optional: true },
            keepBox(`Keep ${externalPlain(file.name, 30)} (${counted(file.lines.length, 'line')})`, true),
          ),
        ];
  return [
    ...kept,
    input(
      {
        id: blockIds.deployFile,
        label: file === null ? 'Or a CSV file' : 'Another CSV file in its place',
        hint: `Up to ${formatNumber(MOST_LINES)} lines, with an e-mail address in one of the columns.`,
        optional: true,
      },
      { type: 'file_input', action_id: actionIds.input, max_files: 1 },
    ),
  ];
}

/** User groups that are followed, searched by the bot. */
export function groupsInput(groups: readonly UserGroup[]): InputBlock {
  return input(
    {
      id: blockIds.deployGroups,
      label: 'Or user groups that are followed',
      hint: 'They are read again at each sync: who joins gets it, up to a number that is approved; who leaves is listed for you.',
      optional: true,
    },
    {
      type: 'multi_external_select',
      action_id: selectIds.deployGroups,
      min_query_length: 0,
      max_selected_items: MOST_GROUPS,
      ...(groups.length === 0 ? {} : { initial_options: groups.map(groupOption) }),
    },
  );
}

/** People who are taken out, whatever names them. */
export function exclusionsInput({ exclusions }: DraftEntries): InputBlock {
  return input(
    { id: blockIds.deployExclusions, label: 'But not these people', optional: true },
    {
      type: 'multi_users_select',
      action_id: actionIds.input,
      max_selected_items: MOST_PICKED,
      ...(exclusions.length === 0 ? {} : { initial_users: exclusions.slice(0, MOST_PICKED) }),
    },
  );
}

/** A user group in a list to choose from. */
export function groupOption({ id, name, handle }: UserGroup): PlainTextOption {
  return {
    text: plain(externalPlain(name, 75), 75),
    value: id,
    ...(handle === '' ? {} : { description: plain(`@${externalPlain(handle, 70)}`, 75) }),
  };
}
