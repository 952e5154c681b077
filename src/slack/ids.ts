/** `action_id`s. Buttons carry only a key as their value. */
export const actionIds = {
  openHelp: 'vpp.help.open',
  openToken: 'vpp.token.open',
  openApps: 'vpp.apps.open',
  openDoctor: 'vpp.doctor.open',
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
  /** Value: the card's key, so that a pressed copy is the one kept up to date. */
  confirmSignIn: 'vpp.sign-in.confirm',
  /** Value: whose sign-in; none where a custodian chooses. */
  handOverSignIn: 'vpp.sign-in.hand-over',
  /** Value of the three below: handover key. */
  acceptSignIn: 'vpp.sign-in.accept',
  declineSignIn: 'vpp.sign-in.decline',
  withdrawSignIn: 'vpp.sign-in.withdraw',
  renewToken: 'vpp.token.renew',
  /** Value: which warning of which token. */
  acknowledgeWarning: 'vpp.token.take-care',
  /** Value of the two below: renewal id. */
  useNewToken: 'vpp.renewal.use',
  discardRenewal: 'vpp.renewal.discard',
  /** Value of the three below: request id. */
  confirmRequest: 'vpp.request.confirm',
  denyRequest: 'vpp.request.deny',
  withdrawRequest: 'vpp.request.withdraw',
  /** Value: subject of the card. */
  takeBack: 'vpp.take-back.open',
  decommission: 'vpp.decommission.open',
  sendExport: 'vpp.decommission.export',
  countOthers: 'vpp.clean-up.count',
  /** Value of the two below: id of the count. */
  continueCleanUp: 'vpp.clean-up.continue',
  waiveCleanUp: 'vpp.clean-up.waive',
  /** Value of the two below: id of the clean-up. */
  stopCleanUp: 'vpp.clean-up.stop',
  goOnCleanUp: 'vpp.clean-up.go-on',
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
  renewToken: 'vpp.renewal.token',
  /** Submit is “Back”: leads to the dialogue for the new token again. */
  renewalRefused: 'vpp.renewal.refused',
  searchApps: 'vpp.apps.search',
  takeBack: 'vpp.take-back',
  decommission: 'vpp.decommission',
  handOverSignIn: 'vpp.sign-in.hand-over',
  cleanUp: 'vpp.clean-up.ask',
  waiveCleanUp: 'vpp.clean-up.waive',
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
  handOverFrom: 'hand-over-from',
  handOverTo: 'hand-over-to',
  takeOver: 'take-over',
  cleanUpFigure: 'clean-up-figure',
  waiverReason: 'waiver-reason',
  search: 'search',
} as const;
