import type { Button } from '@slack/types';
import type { Deployment, PendingApproval } from '../../licensing/rules/deployment.js';
import { actionIds } from '../ids.js';
import { button, confirmation } from './elements.js';
import { counted } from './format.js';

/** The key of a card's buttons. */
export interface DeploymentKey {
  deploymentId: string;
  /** `null` where the button means whatever waits. */
  revision: number | null;
  refreshed: number;
}

function keyOf(deploymentId: string, { revision, refreshed = 0 }: PendingApproval): string {
  return `${deploymentId}:${revision.number}:${refreshed}`;
}

/** `null`: no key of ours. */
export function parseDeploymentKey(value: string): DeploymentKey | null {
  const found = /^(D-\d{1,9})(?::(\d{1,6}):(\d{1,6}))?$/.exec(value);
  const [, deploymentId, revision, refreshed] = found ?? [];
  if (deploymentId === undefined) return null;
  return {
    deploymentId,
    revision: revision === undefined ? null : Number(revision),
    refreshed: Number(refreshed ?? 0),
  };
}

/** Approve, Deny… and Edit… of what waits. */
export function approvalButtons(deploymentId: string, pending: PendingApproval): Button[] {
  const value = keyOf(deploymentId, pending);
  return [
    approveButton(value, pending),
    button({ text: 'Deny…', actionId: actionIds.denyDeployment, value, label: 'Deny the request, with a reason' }),
    button({ text: 'Edit…', actionId: actionIds.editDeployment, value, label: 'Fewer people or another action' }),
  ];
}

function approveButton(value: string, { revision, arithmetic }: PendingApproval): Button {
  const { action } = revision;
  const text = {
    required: `Approve ${counted(arithmetic.needed, 'licence')}`,
    available: `Approve for ${counted(arithmetic.people, 'person', 'people')}`,
    uninstall: `Approve uninstalling for ${counted(arithmetic.people, 'person', 'people')}`,
  }[action];
  const facts = { text, actionId: actionIds.approveDeployment, value };
  if (action !== 'uninstall' && !arithmetic.spentForEver) return button({ ...facts, style: 'primary' });
  const uninstall = action === 'uninstall';
  return button({
    ...facts,
    style: 'danger',
    confirm: confirmation({
      title: uninstall ? 'Take the app from these people?' : 'Spend these licences for ever?',
      text: uninstall
        ? 'The people are asked to remove the app. What is only in the app may be lost.'
        : 'Apple never takes licences of this app back.',
      confirm: 'Approve',
      deny: 'Not yet',
      style: 'danger',
    }),
  });
}

/** Takes a request back, for whoever wrote it. */
export function withdrawButton(deploymentId: string, pending: PendingApproval): Button {
  return button({
    text: 'Withdraw',
    actionId: actionIds.withdrawDeployment,
    value: keyOf(deploymentId, pending),
    label: 'Withdraw the request; nothing changes',
  });
}

/** Asks for the same again after a request expired. */
export function askAgainButton(deploymentId: string): Button {
  return button({
    text: 'Ask again',
    actionId: actionIds.askAgainDeployment,
    value: deploymentId,
    label: 'Ask for the same again; everything is counted anew',
  });
}

/** Ends it for good, so it asks once more. */
export function closeButton(deploymentId: string): Button {
  return button({
    text: 'Close…',
    actionId: actionIds.closeDeployment,
    value: deploymentId,
    label: `Close deployment ${deploymentId}`,
    confirm: confirmation({
      title: 'Close this deployment?',
      text: 'What it holds becomes free, and nothing more is sent for it. Licences that people have stay theirs. It cannot be opened again.',
      confirm: 'Close it',
      deny: 'Not now',
      style: 'danger',
    }),
  });
}

/** Stop, or Go on where somebody stopped it. */
export function haltButton(deploymentId: string, stopped: boolean): Button {
  return stopped
    ? button({
        text: 'Go on',
        actionId: actionIds.goOnDeployment,
        value: deploymentId,
        label: `Go on with deployment ${deploymentId}`,
      })
    : button({
        text: 'Stop',
        actionId: actionIds.stopDeployment,
        value: deploymentId,
        label: `Stop deployment ${deploymentId} after the present batch`,
      });
}

/** What may be done with a deployment as it stands, for its page. */
export function deploymentButtons(deploymentId: string, deployment: Deployment): Button[] {
  const { state, pending, stopped } = deployment;
  return [
    ...(pending === null ? [] : [withdrawButton(deploymentId, pending)]),
    ...(state === 'active' || state === 'awaiting-approval'
      ? [
          button({
            text: 'Change…',
            actionId: actionIds.changeDeployment,
            value: deploymentId,
            label: `Change deployment ${deploymentId}; the change is approved anew`,
          }),
        ]
      : []),
    ...(state === 'active' ? [haltButton(deploymentId, stopped !== null), closeButton(deploymentId)] : []),
  ];
}
