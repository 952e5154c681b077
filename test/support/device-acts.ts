import type { MdmStandIn } from '../../src/sandbox/mdm/server.js';
import type { Phone, PhoneKind, PhonePrompt } from '../../src/sandbox/mdm/view.js';
import type { SandboxOptions } from '../../src/sandbox/sandbox.js';
import { atApple, comes, promptApple } from './deploy-acts.js';
import { APPROVALS, askToDeploy, type DeployEntry, readyToDeploy } from './deploy-story.js';
import { input, type people, type Story, startStory, textOf } from './story.js';

export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

type Name = keyof typeof people;

/** Bound, ready to deploy, with an MDM server whose phones install at once. */
export async function deviceStory(options: Partial<SandboxOptions> = {}): Promise<Story> {
  const story = await startStory({ mdm: 'nanomdm', ...options });
  Object.assign(story.sandbox.apple.switches, promptApple);
  mdmOf(story).switches.installMilliseconds = 0;
  await readyToDeploy(story);
  return story;
}

export function mdmOf({ sandbox: { mdm } }: Story): MdmStandIn {
  if (mdm === null) throw new Error('This story has no MDM server.');
  return mdm;
}

/** The phone of that name as its owner sees it now. */
export function phoneOf(story: Story, name: string): Phone {
  const phone = mdmOf(story)
    .levers.view()
    .find((one) => one.name === name);
  if (phone === undefined) throw new Error(`There is no phone “${name}”.`);
  return phone;
}

/** Puts a new phone into somebody's hands, enrolled by a profile that names them. */
export function handOver(story: Story, userId: string, name: string, kind: PhoneKind): Phone {
  mdmOf(story).levers.add(userId, name, kind);
  mdmOf(story).levers.enrol(phoneOf(story, name).id);
  return phoneOf(story, name);
}

/** Waits like `comes`, and lets business time go on by `step` between two looks. */
export function passes<T>(
  story: Story,
  what: string,
  look: () => T | Promise<T>,
  { until = Boolean, step = 5 * SECOND }: { until?: (seen: T) => boolean; step?: number } = {},
): Promise<T> {
  let began = false;
  const looking = async () => {
    if (began) story.sandbox.clock.move(step);
    began = true;
    await story.sandbox.bot().ring();
    await mdmOf(story).settled();
    return look();
  };
  return comes(story, what, looking, until);
}

/** As soon as the phone asks, as time goes on. */
export async function answersOn(
  story: Story,
  name: string,
  kind: PhonePrompt['kind'],
  choice: string,
  step = 5 * SECOND,
): Promise<string> {
  const prompts = () => phoneOf(story, name).prompts.filter((one) => one.kind === kind);
  const [prompt] = await passes(story, `the question (${kind}) on ${name}`, prompts, {
    until: (seen) => seen.length > 0,
    step,
  });
  return mdmOf(story).levers.answer(phoneOf(story, name).id, prompt?.id ?? '', choice);
}

/** What its owner sees of an app on a phone; `null`: nothing. */
export function appOn(story: Story, name: string, app: string): Phone['apps'][number]['state'] | null {
  return phoneOf(story, name).apps.find((one) => one.name === app)?.state ?? null;
}

/** All that a person reads in the conversation with the bot, as time goes on. */
export function isTold(story: Story, name: Name, words: RegExp, step = 5 * SECOND): Promise<string> {
  return passes(story, `${name} to read ${words}`, () => story.as(name).reads(), {
    until: (text) => words.test(text),
    step,
  });
}

/** Asked for by Alva and approved by Carl; answers the deployment's id. */
export async function deployed(story: Story, { app, action, audience }: Omit<DeployEntry, 'reason'>): Promise<string> {
  const [alva, carl] = [story.as('alva'), story.as('carl')];
  await askToDeploy(alva, { app, action, audience });
  await alva.closeModals();
  const label = action === 'required' ? 'Approve 1 licence' : 'Approve for 1 person';
  await comes(story, `“${label}”`, () => carl.canPress(label));
  const waiting = carl.messages(APPROVALS).findLast(({ blocks }) => textOf(blocks).includes(label));
  await carl.press(label);
  return /`(D-\d+)`/.exec(textOf(waiting?.blocks ?? []))?.[1] ?? '';
}

export const toPerson = (userId: string) => ({ 'deploy-people': input.people(userId) });

/** The person's card of an app says so of a device, as time goes on. */
export function cardSays(story: Story, name: Name, app: string, label: string, step = 5 * SECOND): Promise<string> {
  return isTold(story, name, new RegExp(`: ${app}\\. .*: ${label}\\.`), step);
}

/** Business time goes on by so much, in steps. */
export async function goesOn(story: Story, duration: number, step: number): Promise<void> {
  const end = story.sandbox.clock.now() + duration;
  await passes(story, 'the time', () => story.sandbox.clock.now() >= end, { step });
}

/** How many licences of an app are free at Apple. */
export function freeOf(story: Story, app: string): number {
  return atApple(story, app).availableCount;
}

/** The commands of one type that the server was asked to queue: CommandUUID and how it answered, oldest first. */
export function enqueued(story: Story, requestType: string): readonly { uuid: string; status: number }[] {
  return mdmOf(story)
    .requests()
    .flatMap(({ command, status }) => (command?.requestType === requestType ? [{ uuid: command.uuid, status }] : []));
}
