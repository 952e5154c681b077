import type { PersonView } from '../slack/workspace.js';
import { post } from './api.js';
import { drawApplePanel } from './apple-panel.js';
import { Composer } from './composer.js';
import { ask } from './confirm.js';
import { openDesk } from './desk.js';
import { button, el, place, redraw } from './dom.js';
import type { HintStep } from './hint-step.js';
import { drawHints } from './hints.js';
import { HomeTab } from './home.js';
import { MessageList } from './messages.js';
import { Modals } from './modals.js';
import { drawPhonePanel, promptsOf } from './phone-panel.js';
import { explain } from './plain-words.js';
import type { PageState, WhatIfLook } from './protocol.js';
import { text } from './read.js';
import { botConversation, botName, drawSidebar } from './sidebar.js';
import { drawSlackPanel } from './slack-panel.js';
import { type Place, Store } from './store.js';
import { TimePanel } from './time-panel.js';
import { announce, toast } from './toasts.js';
import { WhatIfPanel } from './what-if-panel.js';
import { WorldTabs } from './world-tabs.js';

const store = new Store(() => draw());
const desk = openDesk(store);
const composer = new Composer(desk);
const messages = new MessageList(place('messages'), desk);
const home = new HomeTab(place('home'), desk);
const modals = new Modals(desk, () => composer.focus());
const time = new TimePanel(store, () => desk.dates());
const tabs = new WorldTabs();
const whatIf = new WhatIfPanel((look) => void lookAt(look));

let openingHome = 0;
/** The people whose Home tab was opened by this page, so that acting as somebody shows it at once. */
const greeted = new Set<string>();

function draw(): void {
  const state = store.state();
  if (!state) return;
  document.body.classList.remove('loading');
  document.body.classList.toggle('offline', !store.online());
  drawSidebar(state, store, whereabouts(state), {
    become,
    openHome: () => void openHome(),
    open: (conversation) => openConversation(conversation.id),
  });
  drawStage(state);
  modals.show(state.workspace.modals, state.workspace.me.id);
  drawApplePanel(state, desk.dates());
  drawSlackPanel(state);
  drawPhonePanel(state);
  whatIf.show(state);
  tabs.offer(panelsOf(state));
  tabs.count('phones', promptsOf(state));
  time.show(state);
  drawHints(state, (step) => void follow(step));
  drawTools(state);
  if (whereabouts(state).kind === 'home' && !greeted.has(state.workspace.me.id)) void openHome();
}

function panelsOf(state: PageState): string[] {
  const { phones, slack } = state;
  return [
    ...(state.whatIf === null ? [] : ['what-if']),
    ...(phones === null ? [] : ['phones']),
    'apple',
    ...(slack === null ? [] : ['slack-side']),
  ];
}

/** Where whoever acts looks; who has no conversation with the app has no Home tab of it either. */
function whereabouts(state: PageState): Place {
  const here = store.place();
  const first = state.workspace.conversations[0];
  const lost =
    here.kind === 'conversation' && !state.workspace.conversations.some((candidate) => candidate.id === here.id);
  if (here.kind === 'conversation' && !lost) return here;
  return botConversation(state) || !first ? { kind: 'home' } : { kind: 'conversation', id: first.id };
}

function drawStage(state: PageState): void {
  const here = whereabouts(state);
  const { workspace } = state;
  const conversation =
    here.kind === 'conversation' ? workspace.conversations.find((candidate) => candidate.id === here.id) : undefined;
  const bot = botConversation(state);
  const name =
    conversation === undefined || conversation.id === bot?.id
      ? botName(state)
      : `${conversation.kind === 'direct' ? '' : '#'}${conversation.name}`;
  redraw(place('stage-head'), [name, here, bot?.id, conversation?.shared, workspace.me], () => {
    const tab = (label: string, current: boolean, press: () => void) => {
      const made = button(label, 'tab', press);
      made.dataset.key = `tab-${label}`;
      if (current) made.setAttribute('aria-current', 'page');
      return made;
    };
    const tabs = conversation === undefined || conversation.id === bot?.id;
    const homeTab = tab('Home', conversation === undefined, () => void openHome());
    const messagesTab = bot ? tab('Messages', conversation !== undefined, () => openConversation(bot.id)) : null;
    const shared = conversation?.shared ? el('span', { class: 'badge external' }, 'Shared with another company') : null;
    return [
      el('h1', {}, name),
      shared,
      tabs ? el('nav', { class: 'tabs', 'aria-label': `${name} tabs` }, homeTab, messagesTab) : null,
    ];
  });
  place('home').hidden = conversation !== undefined;
  place('conversation').hidden = conversation === undefined;
  drawEmpty(state, conversation);
  composer.aim(conversation ? { id: conversation.id, label: name } : null, workspace.commands);
  if (conversation === undefined) home.show(workspace, openingHome > 0);
  else messages.show(conversation, workspace.me.id);
}

function drawEmpty(state: PageState, conversation: { messages: unknown[] } | undefined): void {
  const empty = place('empty');
  empty.hidden = conversation === undefined || conversation.messages.length > 0;
  const command = state.workspace.commands[0]?.name;
  redraw(empty, [command], () => [
    el('h3', {}, 'No messages yet'),
    el('p', {}, 'Type a slash command below. The bot answers here or where it says.'),
    command === undefined ? null : button(`Type ${command} help`, 'button', () => composer.prefill(`${command} help`)),
  ]);
}

function drawTools(state: PageState): void {
  redraw(place('tools'), state.can, () => [
    state.can.restart ? button('Restart the bot', 'button on-dark', () => tool('/restart')) : null,
    state.can.reset ? button('Start over', 'button on-dark', startOver) : null,
  ]);
}

async function tool(path: string): Promise<void> {
  try {
    toast(text(await post(path, {}), 'said'));
  } catch (error) {
    toast(explain(error), 'failure');
  }
  await store.refresh();
}

async function startOver(): Promise<void> {
  const body = 'Every message, the binding and everything you did at Apple’s side are forgotten.';
  if (!(await ask({ title: 'Start over?', body, yes: 'Start over', no: 'Cancel', danger: true }))) return;
  await tool('/reset');
  sessionStorage.clear();
  location.reload();
}

async function become(person: PersonView): Promise<void> {
  await store.become(person.id);
  announce(`You act as ${person.name}, ${person.title}`);
}

async function openHome(): Promise<void> {
  const current = store.state();
  if (!current) return;
  const me = current.workspace.me.id;
  greeted.add(me);
  if (!botConversation(current)) return;
  openingHome += 1;
  store.goTo({ kind: 'home' });
  await desk.act({ act: 'openHome' });
  openingHome -= 1;
  draw();
}

function openConversation(id: string): void {
  store.goTo({ kind: 'conversation', id });
  composer.focus();
}

/** Goes to where a story ended. */
async function lookAt({ personId, conversationId }: WhatIfLook): Promise<void> {
  const person = store.state()?.workspace.people.find(({ id }) => id === personId);
  if (person === undefined) return;
  await become(person);
  openConversation(conversationId);
  messages.showEnd();
}

async function follow(step: HintStep): Promise<void> {
  if (step.person) await become(step.person);
  const state = store.state();
  const { goal } = step;
  if (goal.kind === 'phones') return tabs.show('phones');
  const channel = state?.workspace.conversations.find(({ name }) => goal.kind === 'channel' && name === goal.name);
  const target = channel ?? (state && (botConversation(state) ?? state.workspace.conversations[0]));
  if (goal.kind === 'home' || !target) {
    await openHome();
    return;
  }
  openConversation(target.id);
  if (goal.kind === 'type') composer.prefill(goal.command);
}

store.follow();
