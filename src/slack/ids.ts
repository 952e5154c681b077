/** `action_id`s. Buttons carry only a key as their value. */
export const actionIds = {
  openHelp: 'vpp.help.open',
  openToken: 'vpp.token.open',
  openApps: 'vpp.apps.open',
  /** Value: page number and search text, `2:keynote`. */
  appsPage: 'vpp.apps.page',
  /** As `appsPage`, for “Previous”: action ids must differ within one block (Slack documents). */
  appsPageBack: 'vpp.apps.page-back',
  /** Value: the search so far, if any. */
  searchApps: 'vpp.apps.search',
  /** Value: asset key. */
  showApp: 'vpp.app.show',
  syncNow: 'vpp.sync.now',
  pause: 'vpp.pause',
  resume: 'vpp.resume',
  startBinding: 'vpp.binding.start',
  /** Value of the five below: proposal id. */
  continueBinding: 'vpp.binding.continue',
  checkBindingAgain: 'vpp.binding.check-again',
  cancelBinding: 'vpp.binding.cancel',
  confirmBinding: 'vpp.binding.confirm',
  denyBinding: 'vpp.binding.deny',
  confirmSignIn: 'vpp.sign-in.confirm',
  /** Value of the three below: request id. */
  confirmRequest: 'vpp.request.confirm',
  denyRequest: 'vpp.request.deny',
  withdrawRequest: 'vpp.request.withdraw',
  /** Inputs of modals all have this one; their `block_id` names them. */
  input: 'value',
} as const;

/** `action_id`s of buttons that only open an address; they need no listener. */
export const linkIds = {
  portal: 'vpp.link.portal',
} as const;

/** `callback_id`s of modals. */
export const callbackIds = {
  token: 'vpp.binding.token',
  /** Submit is “Back”: leads to the token dialog again. */
  tokenRefused: 'vpp.binding.token-refused',
  confirmBinding: 'vpp.binding.confirm',
  searchApps: 'vpp.apps.search',
  /** Nothing to submit. */
  note: 'vpp.note',
} as const;

/** `block_id`s of inputs. */
export const blockIds = {
  tokenText: 'token-text',
  tokenFile: 'token-file',
  tokenOnServer: 'token-on-server',
  tokenName: 'token-name',
  appleAccount: 'apple-account',
  locationName: 'location-name',
  acknowledged: 'acknowledged',
  newlyGenerated: 'newly-generated',
  signIn: 'sign-in',
  takeOver: 'take-over',
  search: 'search',
} as const;
