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
  /** Value: since when, as the card says. */
  answerInterference: 'vpp.interference.answer',
  openMyApps: 'vpp.my.open',
  /** Value of the two below: asset key. */
  installApp: 'vpp.my.install',
  giveBackApp: 'vpp.my.give-back',
  /** Value of the four below: an assignment's id and generation, `361309726.STDQ/U1#2`. */
  appGone: 'vpp.removal.gone',
  needApp: 'vpp.removal.need',
  keepApp: 'vpp.removal.keep',
  overrideRemoval: 'vpp.removal.override',
  openRemovals: 'vpp.removal.open',
  /** Value: how many licences the card says, `12:leavers-1790000000000`. */
  releaseLeavers: 'vpp.leavers.release',
  /** Value: asset key; none where the app is chosen in the form. */
  deployApp: 'vpp.deploy.open',
  /** Value of the two below: draft id. */
  backToDeploy: 'vpp.deploy.back',
  sendLeftOut: 'vpp.deploy.left-out',
  openDeployments: 'vpp.deployments.open',
  /** Value of the three below: page number and filter, `2:active keynote`. */
  deploymentsPage: 'vpp.deployments.page',
  deploymentsPageBack: 'vpp.deployments.page-back',
  filterDeployments: 'vpp.deployments.filter',
  /** Value: the filter. */
  exportDeployments: 'vpp.deployments.export',
  /** Value of the five below: deployment id, page and filters, `D-7 0 4 any`. */
  showDeployment: 'vpp.deployment.show',
  peoplePage: 'vpp.deployment.people',
  peoplePageBack: 'vpp.deployment.people-back',
  filterPeopleByState: 'vpp.deployment.filter-state',
  filterPeopleByTerms: 'vpp.deployment.filter-terms',
  /** Value: deployment id. */
  exportPeople: 'vpp.deployment.export',
  /** Value: Slack user id and asset key, `U1 361285480.STDQ`. */
  showWhy: 'vpp.why.show',
  /** Value of the four below: what is shown, page number and asset key, `holding:0:361285480.STDQ`. */
  showHolders: 'vpp.holders.show',
  holdersPage: 'vpp.holders.page',
  holdersPageBack: 'vpp.holders.page-back',
  filterHolders: 'vpp.holders.filter',
  /** Value of the two below: asset key. */
  exportHolders: 'vpp.holders.export',
  uninstallFrom: 'vpp.holders.uninstall',
  /** Value: subject of the card. */
  snoozeAlert: 'vpp.alert.snooze',
  openUnused: 'vpp.unused.open',
  /** Value of the two below: page number. */
  unusedAppsPage: 'vpp.unused.apps',
  unusedAppsPageBack: 'vpp.unused.apps-back',
  /** Value of the four below: what is shown, page number and asset key, `unused:0:361285480.STDQ`. */
  showUnused: 'vpp.unused.show',
  unusedPage: 'vpp.unused.page',
  unusedPageBack: 'vpp.unused.page-back',
  filterUnused: 'vpp.unused.filter',
  /** Value: asset key. */
  exportUnused: 'vpp.unused.export',
  /** Value: Slack user id and asset key, `U1 361285480.STDQ`. */
  askUnused: 'vpp.unused.ask',
  /** Value: how many people the list showed, and asset key, `12:361285480.STDQ`. */
  askAllUnused: 'vpp.unused.ask-all',
  /** Value of the two below: an assignment's id and generation, and when it was asked, `361309726.STDQ/U1#2@1790000000000`. */
  keepUnused: 'vpp.unused.keep',
  giveUnusedBack: 'vpp.unused.give-back',
  openAudit: 'vpp.audit.open',
  /** Value: number of the entry before which to go on, and what was typed, `120:app:Keynote`. */
  auditPage: 'vpp.audit.page',
  /** Value of the two below: what was typed. */
  auditNewest: 'vpp.audit.newest',
  exportAudit: 'vpp.audit.export',
  /** Value of the four below: deployment, revision and drawing of the card, `D-7:1:0`. */
  approveDeployment: 'vpp.deployment.approve',
  denyDeployment: 'vpp.deployment.deny',
  editDeployment: 'vpp.deployment.edit',
  withdrawDeployment: 'vpp.deployment.withdraw',
  /** Value of the five below: deployment id. */
  askAgainDeployment: 'vpp.deployment.ask-again',
  changeDeployment: 'vpp.deployment.change',
  closeDeployment: 'vpp.deployment.close',
  stopDeployment: 'vpp.deployment.stop',
  goOnDeployment: 'vpp.deployment.go-on',
  /** Value of the two below: key of an invitation's message. */
  openInvitation: 'vpp.terms.open',
  termsAccepted: 'vpp.terms.accepted',
  /** Value: filter and page, `invited:2`. */
  usersFilter: 'vpp.users.filter',
  usersPage: 'vpp.users.page',
  usersPageBack: 'vpp.users.page-back',
  chooseUsers: 'vpp.users.choose',
  /** Value: filter. */
  exportUsers: 'vpp.users.export',
  /** Value of the three below: a person's id. */
  showUser: 'vpp.user.show',
  resendInvitation: 'vpp.user.invite',
  retireUser: 'vpp.user.retire',
  /** Value: what is typed; none = all. */
  openInstalls: 'vpp.installs.open',
  /** Value of the four below: page number and what was typed, `2 failed D-7`. */
  installsPage: 'vpp.installs.page',
  installsPageBack: 'vpp.installs.page-back',
  chooseInstalls: 'vpp.installs.choose',
  installsTrouble: 'vpp.installs.trouble',
  /** Value of the two below: what was typed. */
  retryInstalls: 'vpp.installs.retry',
  exportInstalls: 'vpp.installs.export',
  /** Value of the three below: an installation's id, `361285480.STDQ/U1/<enrolment id>`. */
  showInstall: 'vpp.install.show',
  retryInstall: 'vpp.install.retry',
  checkInstall: 'vpp.install.check',
  takeOverInstall: 'vpp.install.take-over',
  openMyDevices: 'vpp.my.devices',
  claimDevice: 'vpp.my.claim-device',
  /** Value of the three below: a claim's key. */
  withdrawClaim: 'vpp.device-claim.withdraw',
  confirmClaim: 'vpp.device-claim.confirm',
  denyClaim: 'vpp.device-claim.deny',
  openDevices: 'vpp.devices.open',
  /** Value of the three below: page number and what was typed, `2:unclaimed`. */
  devicesPage: 'vpp.devices.page',
  devicesPageBack: 'vpp.devices.page-back',
  chooseDevices: 'vpp.devices.choose',
  /** Value: what was typed. */
  exportDevices: 'vpp.devices.export',
  importOwners: 'vpp.devices.import',
  /** Value of the three below: enrolment id. */
  showDevice: 'vpp.device.show',
  setDeviceOwner: 'vpp.device.set-owner',
  retireDevice: 'vpp.device.retire',
  /** Value: whose it is and the enrolment id, `U1 <enrolment id>`. */
  removeDeviceOwner: 'vpp.device.remove-owner',
  /** Inputs of modals all have this one; their `block_id` names them. */
  input: 'value',
} as const;

/** `action_id`s of buttons that only open an address; they need no listener. */
export const linkIds = {
  portal: 'vpp.link.portal',
  invitation: 'vpp.link.invitation',
} as const;

/** `action_id`s of inputs whose choices come from the bot. */
export const selectIds = {
  deployApp: 'vpp.deploy.app',
  deployGroups: 'vpp.deploy.groups',
  claimDevice: 'vpp.claim.device',
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
  needApp: 'vpp.removal.need',
  overrideRemoval: 'vpp.removal.override',
  deploy: 'vpp.deploy.form',
  deployPreview: 'vpp.deploy.preview',
  /** Submit is “Back”: leads to the form again. */
  deployRefused: 'vpp.deploy.refused',
  denyDeployment: 'vpp.deployment.deny',
  editDeployment: 'vpp.deployment.edit',
  snoozeAlert: 'vpp.alert.snooze',
  uninstallFrom: 'vpp.holders.uninstall',
  claimDevice: 'vpp.my.claim-device',
  setDeviceOwner: 'vpp.device.set-owner',
  retireDevice: 'vpp.device.retire',
  importOwners: 'vpp.devices.import',
  importOwnersPreview: 'vpp.devices.import-preview',
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
  snoozeDays: 'snooze-days',
  snoozeReason: 'snooze-reason',
  uninstallPeople: 'uninstall-people',
  uninstallReason: 'uninstall-reason',
  denialReason: 'denial-reason',
  editAction: 'edit-action',
  editExclude: 'edit-exclude',
  editReason: 'edit-reason',
  needNote: 'need-note',
  claimDevice: 'claim-device',
  claimSerial: 'claim-serial',
  deviceOwner: 'device-owner',
  ownerText: 'owner-text',
  ownerFile: 'owner-file',
  deployApp: 'deploy-app',
  deployAction: 'deploy-action',
  deployKeep: 'deploy-keep',
  deployPeople: 'deploy-people',
  deployChannel: 'deploy-channel',
  deployGroups: 'deploy-groups',
  deployAddresses: 'deploy-addresses',
  deployFile: 'deploy-file',
  deployKeepFile: 'deploy-keep-file',
  deployExclusions: 'deploy-exclusions',
  deployReason: 'deploy-reason',
  deployStart: 'deploy-start',
} as const;
