import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { APPROVALS } from './deploy-story.js';
import { eventually, type Person, people, type Story, textOf } from './story.js';

export const IT_APPS = 'C000ITAPPS';

/** A house whose Apple does everything as soon as it is asked to. */
export const promptApple = { eventLatencyMilliseconds: 0, eventMillisecondsPerTask: 0 } as const;

/** What of a story is needed to let Apple go on. */
type AtApple = { sandbox: Pick<Story['sandbox'], 'apple'> };

/** Waits like `eventually`, and lets Apple send at once what is due meanwhile. */
export function comes<T>(
  story: AtApple,
  what: string,
  look: () => T | Promise<T>,
  holds: (seen: T) => boolean = Boolean,
): Promise<T> {
  const looking = async () => {
    await story.sandbox.apple.deliverDue();
    return look();
  };
  return eventually(what, looking, holds);
}

/** Until the conversation holds these words; without a channel the one with the bot. */
export function saysTo(story: AtApple, person: Person, words: string | RegExp, channelId?: string): Promise<string> {
  const holds = (text: string) => (typeof words === 'string' ? text.includes(words) : words.test(text));
  return comes(story, `“${words}”`, () => person.reads(channelId), holds);
}

/** Presses as soon as it is on the screen. */
export async function pressSoon(story: AtApple, person: Person, label: string) {
  await comes(story, `“${label}”`, () => person.canPress(label));
  return person.press(label);
}

/** What Apple has of an app. */
export function atApple({ sandbox }: Story, name: string) {
  const asset = sandbox.apple.levers.view().assets.find((one) => one.name === name && one.pricingParam === 'STDQ');
  if (asset === undefined) throw new Error(`Apple has no “${name}”`);
  return asset;
}

/** Requests of one kind that Apple was sent so far. */
export function sentToApple({ sandbox }: Story, path: string): number {
  return sandbox.apple.requests().filter((one) => one.method === 'POST' && one.path.endsWith(path)).length;
}

/** Opens the private link of the invitation and accepts on Apple's page, as a browser would. Answers the link's code. */
export async function acceptInvitation(story: AtApple, person: Person, appleAccount?: string): Promise<string> {
  await pressSoon(story, person, 'Open Apple’s invitation…');
  const link = await eventually(
    'the link to Apple',
    () => /"url":"(http:[^"]*inviteCode=[^"]*)"/.exec(JSON.stringify(person.view().modals))?.[1],
    (url) => url !== undefined,
  );
  const url = new URL(link ?? '');
  const page = await (await fetch(url)).text();
  const offered = /name="appleAccount"[^>]*value="([^"]*)"/.exec(page)?.[1] ?? '';
  const account = appleAccount ?? offered;
  const answer = await fetch(url, { method: 'POST', body: new URLSearchParams({ appleAccount: account }) });
  const said = await answer.text();
  if (!said.includes('You are associated')) throw new Error(`Apple’s page says: ${said}`);
  await person.closeModals();
  return url.searchParams.get('inviteCode') ?? '';
}

/** The one card of a deployment in the approvers' channel, and what stands in its thread. */
export function cardOf(person: Person, deploymentId: string) {
  const all = person.messages(APPROVALS);
  const card = all.find((one) => one.threadTs === null && textOf(one.blocks).includes(`\`${deploymentId}\``));
  if (card === undefined) throw new Error(`no card of ${deploymentId}`);
  const thread = all.filter(({ threadTs, ts }) => threadTs === card.ts && ts !== card.ts);
  return {
    card,
    text: `${card.text}\n${textOf(card.blocks)}`,
    thread: thread.map(({ text, blocks }) => `${text}\n${textOf(blocks)}`).join('\n---\n'),
  };
}

/** What only whoever acts is told in that channel, as soon as it stands there. */
export async function toldIn(person: Person, channelId: string, act: () => Promise<unknown>): Promise<string> {
  const told = () => person.messages(channelId).filter(({ ephemeral }) => ephemeral);
  const before = new Set(told().map(({ ts }) => ts));
  await act();
  const fresh = await eventually(
    'an answer',
    () => told().filter(({ ts }) => !before.has(ts)),
    (answers) => answers.length > 0,
  );
  return fresh.map(({ text, blocks }) => `${text}\n${textOf(blocks)}`).join('\n---\n');
}

/** The answer to a command. */
export function asks(person: Person, command: string): Promise<string> {
  return toldIn(person, IT_APPS, () => person.slash(command, IT_APPS));
}

/** Presses a button of the deployment's card; the answer. */
export function pressesCard(person: Person, deploymentId: string, label: string): Promise<string> {
  return toldIn(person, APPROVALS, () => person.pressOn(cardOf(person, deploymentId).card, label));
}

/** The newest file of a person's conversation with the bot. */
export async function newestFile({ sandbox, as }: Story, name: keyof typeof people) {
  const person = as(name);
  const file = await eventually(
    'a file',
    () =>
      person
        .messages()
        .flatMap(({ files = [] }) => files)
        .at(-1),
    (found) => found !== undefined,
  );
  if (file === undefined) throw new Error('no file');
  return { name: file.name, text: await sandbox.slack.actAs(people[name]).download(file.id) };
}

/** Everything that stands in the bot's files, as text. */
export async function everyFile(folder: string): Promise<string> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((one) => one.isFile()).map((one) => join(one.parentPath, one.name));
  return (await Promise.all(files.map((file) => readFile(file, 'latin1')))).join('\n');
}
