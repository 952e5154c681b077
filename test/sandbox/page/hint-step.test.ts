import { describe, expect, it } from 'vitest';
import { hintStep } from '../../../src/sandbox/page/hint-step.js';
import type { PersonView } from '../../../src/sandbox/slack/workspace.js';

const person = (id: string, name: string, kind: PersonView['kind'] = 'member'): PersonView => ({
  id,
  name,
  title: '',
  kind,
});
const alva = person('U1', 'Alva Lind');
const bo = person('U2', 'Bo Ek');
const people = [person('U9', 'vpp-bot', 'bot'), bo, alva];

describe('hintStep', () => {
  it.each([
    ['/vpp sync', 'Type /vpp sync', { kind: 'type', command: '/vpp sync' }],
    ['Send `/vpp app Keynote` to the bot.', 'Type /vpp app Keynote', { kind: 'type', command: '/vpp app Keynote' }],
    ['As Alva Lind, type /vpp token, press “Start”.', 'Type /vpp token', { kind: 'type', command: '/vpp token' }],
    ['Open the conversation with vpp-bot.', 'Open the conversation', { kind: 'messages' }],
    ['Open #app-approvals and press “Approve”.', 'Open #app-approvals', { kind: 'channel', name: 'app-approvals' }],
    ['Look at “Phones” on the right.', 'Open Phones', { kind: 'phones' }],
    ['Press either/or.', 'Open Home', { kind: 'home' }],
  ])('does as %j says', (how, label, goal) => {
    expect(hintStep(how, people, alva)).toEqual({ person: null, goal, label });
  });

  it('first acts as the person whom the hint names first', () => {
    const how = 'Now act as Bo Ek, open the conversation with vpp-bot and confirm what Alva Lind began.';
    expect(hintStep(how, people, alva)).toEqual({ person: bo, goal: { kind: 'messages' }, label: 'Act as Bo Ek' });
    expect(hintStep(how, people, bo)).toEqual({
      person: null,
      goal: { kind: 'messages' },
      label: 'Open the conversation',
    });
  });
});
