import type { Arithmetic } from '../../licensing/rules/arithmetic.js';
import type { DeploymentAction } from '../../licensing/rules/deployment.js';
import { deploymentActions } from './deploy-words.js';
import { code, counted, formatNumber, listed, mention } from './format.js';

/** What a deployment takes and leaves, label beside figure, at most ten. */
export function arithmeticFields(action: DeploymentAction, arithmetic: Arithmetic): (readonly [string, string])[] {
  const { people, alreadyLicensed, needed, atMost, free, reservedByOthers, awaitingApproval } = arithmetic;
  const { balanceAfter, comingBack, toInvite } = arithmetic;
  const have = [
    ['People', formatNumber(people)],
    [action === 'uninstall' ? 'Of them with a licence' : 'Of them with one already', formatNumber(alreadyLicensed)],
  ] as const;
  if (action === 'uninstall')
    return [...have, ['Licences that come back', formatNumber(comingBack)], ['Free now', figure(free)]];
  return [
    ...have,
    ['Licences needed', action === 'available' ? `none now, at most ${formatNumber(atMost)}` : formatNumber(needed)],
    ['Free now', figure(free)],
    ['Reserved by others', formatNumber(reservedByOthers)],
    ['Free afterwards', figure(balanceAfter)],
    ...(awaitingApproval > 0 ? [['Asked for by other requests', formatNumber(awaitingApproval)] as const] : []),
    ...(toInvite > 0 ? [['To accept Apple’s terms first', formatNumber(toInvite)] as const] : []),
  ];
}

function figure(licences: number | null): string {
  return licences === null ? 'unlimited' : formatNumber(licences);
}

/** What an approval brings about at Apple and for people, a line each. */
export function consequenceLines(action: DeploymentAction, arithmetic: Arithmetic): string[] {
  const { needed, atMost, toInvite, comingBack, spentForEver, alreadyLicensed, byDevices } = arithmetic;
  const invited =
    toInvite === 0
      ? []
      : [
          `${counted(toInvite, 'person has', 'people have')} not accepted them yet: Apple’s invitation comes first, and ${toInvite === 1 ? 'the licence waits' : 'their licences wait'}.`,
        ];
  const forEver = spentForEver ? ['Apple never takes licences of this app back: what is given is spent for ever.'] : [];
  if (action === 'required')
    return [
      `${counted(needed, 'licence is', 'licences are')} held at once, and given at Apple to each person who has accepted Apple’s terms.`,
      ...invited,
      ...forEver,
    ];
  if (action === 'available')
    return [
      `At Apple: nothing now. A licence is taken when somebody presses Install, ${formatNumber(atMost)} at most.`,
      'Each person gets a message with an Install button.',
      ...forEver,
    ];
  return [
    ...(byDevices === true ? removedFromDevices(alreadyLicensed) : removedByPeople(alreadyLicensed)),
    spentForEver
      ? 'At Apple: no licence comes back, since Apple never takes licences of this app back.'
      : `At Apple: up to ${counted(comingBack, 'licence comes', 'licences come')} back, each one once its app is gone.`,
  ];
}

function removedFromDevices(people: number): string[] {
  return [
    `On devices: the app is removed, with what is in it, from every device of the ${counted(people, 'person', 'people')} with a licence. Whoever has no device here is asked to remove it.`,
  ];
}

function removedByPeople(people: number): string[] {
  return [
    `Each of the ${counted(people, 'person', 'people')} with a licence is asked to remove the app.`,
    'On devices: the bot removes nothing. Once the licence is back at Apple the app may stop opening, and what is only in the app may be lost.',
  ];
}

/** Other deployments of the app that want something else for some of the people. */
export function contradictionLines({ contradictions }: Arithmetic): string[] {
  if (contradictions.length === 0) return [];
  const shown = contradictions.slice(0, 5).map(({ deploymentId, action, people, who }) => {
    const named = [...who.map(mention), ...(people > who.length ? [`${formatNumber(people - who.length)} more`] : [])];
    return `• ${code(deploymentId)} (${deploymentActions[action].name}) for ${listed(named)}`;
  });
  const more = contradictions.length - shown.length;
  return [
    '*Other deployments want something else*',
    ...shown,
    ...(more > 0 ? [`• and ${formatNumber(more)} more`] : []),
    'Required comes before Uninstall, and Uninstall before Available.',
  ];
}
