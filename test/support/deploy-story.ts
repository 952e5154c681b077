import { bindMainToken, eventually, input, type Person, type Story } from './story.js';

/** Bound, and what another product made is left where it is: the first deployment may come. */
export async function readyToDeploy(story: Story): Promise<void> {
  await bindMainToken(story);
  const alva = story.as('alva');
  await alva.slash('token clean-up');
  await eventually('the count', () => alva.canPress('Leave them (waiver)…'));
  await alva.press('Leave them (waiver)…');
  await alva.submit({
    'waiver-reason': input.text('The old product is switched off next week'),
  });
  await eventually('the waiver', async () => {
    const house = await story.sandbox.bot().house();
    return house?.state === 'bound' && house.cleanliness === 'waived';
  });
  await alva.closeModals();
}

const actionNames = { required: 'Required', available: 'Available', uninstall: 'Uninstall' } as const;

export interface DeployEntry {
  /** As it is typed into the search. */
  app: string;
  action: keyof typeof actionNames;
  /** Of the form, by `block_id`, as `{ 'deploy-people': input.people('U…') }`. */
  audience: Parameters<Person['submit']>[0];
  reason?: string;
}

/** `/vpp deploy`, filled in, up to the preview. */
export async function fillInDeployment(person: Person, { app, action, audience, reason }: DeployEntry): Promise<void> {
  await person.slash('deploy');
  await person.dialogue('Deploy');
  const [option] = await person.offers('deploy-app', 'vpp.deploy.app', app);
  if (option === undefined) throw new Error(`no app “${app}” is offered`);
  await person.submit(
    {
      'deploy-action': input.radio(actionNames[action], action),
      'deploy-reason': input.text(reason ?? 'The drivers need it on Monday'),
      ...audience,
    },
    { 'deploy-app': { 'vpp.deploy.app': input.choice(option) } },
  );
}

/** “Ask for approval” on the preview, or “Deploy now” where nobody has to approve. */
async function sendPreview(person: Person): Promise<void> {
  const submits = ['Ask for approval', 'Deploy now'];
  await eventually('the preview', () => submits.includes(person.view().modals.at(-1)?.submit ?? ''));
  await person.submit({});
}

/** `/vpp deploy` with both submits: the card stands in the approvers' channel. */
export async function askToDeploy(person: Person, entry: DeployEntry): Promise<void> {
  await fillInDeployment(person, entry);
  await sendPreview(person);
}

/** “Change…” on `/vpp deployment`, with the same people, up to the card in the approvers' channel. */
export async function askToChange(
  person: Person,
  deploymentId: string,
  { action, reason }: Pick<DeployEntry, 'action'> & { reason: string },
): Promise<void> {
  await person.closeModals();
  await person.slash(`deployment ${deploymentId}`);
  await eventually('“Change…”', () => person.canPress('Change…'));
  await person.press('Change…');
  await person.dialogue(`Change ${deploymentId}`);
  await person.submit({
    'deploy-action': input.radio(actionNames[action], action),
    'deploy-reason': input.text(reason),
  });
  await sendPreview(person);
}

export const APPROVALS = 'C0APPROVAL';
