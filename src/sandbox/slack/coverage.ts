/** How far the stand-in goes: `whole`, `part` (the note says what is missing) or `absent`. */
export interface Coverage {
  status: 'whole' | 'part' | 'absent';
  note: string;
}

const whole = (note = ''): Coverage => ({ status: 'whole', note });
const part = (note: string): Coverage => ({ status: 'part', note });
const absent = (note: string): Coverage => ({ status: 'absent', note });

/** Web API methods; one that is absent answers `unknown_method`. */
export const methodCoverage: Record<string, Coverage> = {
  'api.test': whole(),
  'auth.test': whole(),
  'apps.connections.open': whole('the refusal with Socket Mode turned off is ours to name'),
  'team.info': whole(),
  'blocks.validate': whole('judges by our validator, with messages of our own'),
  'chat.postMessage': part('no attachments, no unfurling, no reply_broadcast, channels by id only'),
  'chat.postEphemeral': part('no attachments'),
  'chat.update': part(
    'no attachments; a text over 4,000 bytes is msg_too_long, as others have met it; is_inactive in an archived channel, as Slack lists it; goes on in a public channel that the bot has left, which we assume',
  ),
  'chat.delete': whole(),
  'chat.getPermalink': whole(),
  'chat.scheduleMessage': part('no attachments; looked at once a second'),
  'chat.scheduledMessages.list': part('no oldest and latest'),
  'chat.deleteScheduledMessage': whole(),
  'views.open': whole('a modal that is open is replaced, which we assume'),
  'views.push': whole(),
  'views.update': whole(),
  'views.publish': whole(),
  'users.info': part('the members that a bot decides by, not the whole profile'),
  'users.list': part('as users.info; people of other organisations are listed too'),
  'users.lookupByEmail': whole(),
  'usergroups.list': whole(),
  'usergroups.users.list': whole(),
  'conversations.open': part('one person, no group conversations'),
  'conversations.info': part('the members that a bot decides by'),
  'conversations.list': part('no group conversations'),
  'conversations.members': whole(),
  'conversations.join': part('no event tells of it'),
  'files.info': part('no comments, no previews'),
  'files.getUploadURLExternal': whole(),
  'files.completeUploadExternal': part(
    'the message object and the file object do not name each other; no sharing with several channels; at once, where Slack takes a moment',
  ),
  'conversations.history': absent('the app asks for no history scopes'),
  'chat.startStream': absent('streaming is not used'),
  'chat.unfurl': absent('links are not unfurled'),
  'reactions.add': absent('reactions are not used'),
};

/** Routes beside the Web API, by the beginning of their path. */
export const routeCoverage: Record<string, Coverage> = {
  '/api/': whole('forms and JSON'),
  '/commands/': part('replace_original finds no message after a command'),
  '/actions/': whole('five uses, thirty minutes'),
  '/files-pri/': part('a login page with status 200 stands for every refusal'),
  '/upload/': whole('raw or multipart'),
};

/** What people can do. */
export const actCoverage: Record<string, Coverage> = {
  view: whole(),
  slash: part(
    'not in threads, as in Slack; the command itself is not shown in the channel; works in the direct conversation although the manifest may make it read-only',
  ),
  click: part('the buttons of feedback_buttons cannot be pressed'),
  select: whole('check boxes, radio buttons, selects, pickers, overflow menus and inputs'),
  typeahead: whole('external selects ask the app, others are answered by the client'),
  submit: part('no response_urls of conversation selects'),
  close: whole(),
  openHome: part('the Messages tab sends no event'),
  upload: part('text only'),
  download: part('text only'),
};

/** How envelopes reach the app. */
export const transportCoverage: Record<string, Coverage> = {
  socket: part('a connection is not ended by itself after some hours; the disconnect lever does that'),
  http: part(
    'one address for commands, interactions, options and events; no ssl_check; no redirect is followed, where the Events API follows two; no signature of the retired kind; the address given at the start counts as verified',
  ),
};

/** What the levers' settings turn. */
export const settingCoverage: Record<string, Coverage> = {
  scopes: whole(),
  paidPlan: whole('user groups only'),
  rateLimits: whole(),
  botToken: part('revoked or valid, never expired'),
  clockSkew: part(
    "Slack's clock as seen in signatures, Date headers, ts, event times and post_at; what lasts (trigger ids, response_urls, rate limits) follows wire time; a clock that is put back does not repeat a ts",
  ),
  triggerErrors: whole(),
  unfetchableImages: part(
    'judged by the address alone, nothing is fetched; not in acknowledgements and blocks.validate; that views are refused with the word of messages is assumed',
  ),
};

/** What can happen beside what people do. */
export const leverCoverage: Record<string, Coverage> = {
  settings: whole('each by itself below'),
  disconnect: whole(),
  dropConnections: whole(),
  connections: whole('Socket Mode only'),
  whenConnected: whole('Socket Mode only'),
  setRequestUrl: whole('the challenge as text, JSON or form'),
  failNext: part('the Web API only, neither response_urls nor files; a hanging call is never given up by Slack'),
  clearFaults: whole(),
  changePerson: whole(),
  addPerson: whole(),
  setGroupMembers: whole(),
  setChannelMembers: part('told to nobody'),
  removeFromChannel: part('Slackbot says nothing of it'),
  addToChannel: part('Slackbot says nothing of it'),
  archive: part('told to nobody; that members stay is assumed'),
  say: part('the app is told nothing of it'),
  releaseScheduled: whole(),
};

/** Requests made by hand. */
export const forgingCoverage: Record<string, Coverage> = {
  send: whole('any body, content type, timestamp, signature and header'),
  replay: whole('to the letter'),
  sent: whole('the last hundred'),
};

/** Events of the Events API that something here sends; any other is never sent. */
export const eventCoverage: Record<string, Coverage> = {
  app_home_opened: whole(),
  user_change: whole(),
  team_join: whole(),
  subteam_members_changed: whole(),
  member_joined_channel: part('by the lever only, not by conversations.join'),
  member_left_channel: part(
    'by the lever only; whether Slack tells an app of its own removal by this event is assumed',
  ),
  channel_left: absent('the app asks for no event of its own removal'),
  channel_archive: absent('archiving is told to nobody'),
  'message.im': absent('people cannot write messages to the app'),
  app_uninstalled: absent('the app is never removed'),
  tokens_revoked: absent('the lever revokes without an event'),
};
