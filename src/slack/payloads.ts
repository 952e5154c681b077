import * as z from 'zod';
import type { InputValue, UploadedFile, ViewContext } from './interaction.js';

/** Who acted, and the ways to answer them. */
export interface Caller {
  userId: string;
  /** The acting person's own team. */
  teamId: string;
  enterpriseId: string | null;
  channelId: string | null;
  triggerId: string | null;
  responseUrl: string | null;
}

const id = z.string().min(1).max(255);
const text = z.string().max(40_000);

const uploadedFile: z.ZodType<UploadedFile> = z
  .object({
    id,
    name: z.string().max(1_000).nullish(),
    size: z.number().nonnegative().nullish(),
    url_private_download: z.string().max(3_000).nullish(),
    url_private: z.string().max(3_000).nullish(),
  })
  .transform((file) => ({
    id: file.id,
    name: file.name ?? '',
    size: file.size ?? 0,
    url: file.url_private_download ?? file.url_private ?? null,
  }));

const option = z.object({ value: z.string().max(255) }).nullish();

/** The state of any Block Kit element, as in `view.state.values` and in `actions[0]`. */
const inputValue: z.ZodType<InputValue> = z
  .object({
    value: text.nullish(),
    selected_date: text.nullish(),
    selected_time: text.nullish(),
    selected_date_time: z.number().nullish(),
    selected_option: option,
    selected_options: z
      .array(z.object({ value: z.string().max(255) }))
      .max(1_000)
      .nullish(),
    selected_user: id.nullish(),
    selected_users: z.array(id).max(1_000).nullish(),
    selected_channel: id.nullish(),
    selected_channels: z.array(id).max(1_000).nullish(),
    selected_conversation: id.nullish(),
    selected_conversations: z.array(id).max(1_000).nullish(),
    files: z.array(uploadedFile).max(10).nullish(),
  })
  .transform((state) => ({
    text: state.value ?? state.selected_date ?? state.selected_time ?? state.selected_date_time?.toString() ?? null,
    selected: [
      state.selected_option?.value,
      ...(state.selected_options ?? []).map((chosen) => chosen.value),
      state.selected_user,
      ...(state.selected_users ?? []),
      state.selected_channel,
      ...(state.selected_channels ?? []),
      state.selected_conversation,
      ...(state.selected_conversations ?? []),
    ].filter((chosen) => typeof chosen === 'string'),
    files: state.files ?? [],
  }));

const view: z.ZodType<ViewContext> = z
  .object({
    id,
    hash: z.string().max(255).nullish(),
    callback_id: z.string().max(255).nullish(),
    private_metadata: z.string().max(3_000).nullish(),
    state: z.object({ values: z.record(z.string(), z.record(z.string(), inputValue)) }).nullish(),
  })
  .transform((raw) => ({
    viewId: raw.id,
    hash: raw.hash ?? '',
    callbackId: raw.callback_id ?? '',
    privateMetadata: raw.private_metadata ?? '',
    values: raw.state?.values ?? {},
  }));

/** The acting person in an interactive payload. `team` is null in org-wide installations (read in Bolt's source). */
export const interactiveCaller: z.ZodType<Caller> = z
  .object({
    user: z.object({ id, team_id: id.nullish() }),
    team: z.object({ id, enterprise_id: id.nullish() }).nullish(),
    enterprise: z.object({ id }).nullish(),
    channel: z.object({ id }).nullish(),
    container: z.object({ channel_id: id.nullish() }).nullish(),
    trigger_id: id.nullish(),
    response_url: z.string().max(3_000).nullish(),
  })
  .transform((body) => ({
    userId: body.user.id,
    teamId: body.user.team_id ?? body.team?.id ?? '',
    enterpriseId: body.enterprise?.id ?? body.team?.enterprise_id ?? null,
    channelId: body.channel?.id ?? body.container?.channel_id ?? null,
    triggerId: body.trigger_id ?? null,
    responseUrl: body.response_url ?? null,
  }));

export const commandCaller: z.ZodType<Caller> = z
  .object({
    user_id: id,
    team_id: id,
    enterprise_id: id.nullish(),
    channel_id: id,
    trigger_id: id.nullish(),
    response_url: z.string().max(3_000).nullish(),
  })
  .transform((body) => ({
    userId: body.user_id,
    teamId: body.team_id,
    enterpriseId: body.enterprise_id ?? null,
    channelId: body.channel_id,
    triggerId: body.trigger_id ?? null,
    responseUrl: body.response_url ?? null,
  }));

/** Slack escapes these three characters in what people type (Slack documents). */
function unescaped(typed: string): string {
  return typed.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}

export const commandPayload = z.object({ command: id, text: text.nullish(), channel_id: id }).transform((body) => ({
  command: body.command,
  text: unescaped(body.text ?? '').trim(),
  channelId: body.channel_id,
}));

const element = z.looseObject({ type: id, action_id: id, block_id: z.string().max(255), value: text.nullish() });

/** A block action; Slack sends one per payload, and Bolt reads the first. */
export const actionPayload = z
  .object({
    actions: z.tuple([element], element),
    container: z
      .object({ channel_id: id.nullish(), message_ts: id.nullish(), is_ephemeral: z.boolean().nullish() })
      .nullish(),
    view: view.nullish(),
  })
  .transform((body) => {
    const [action] = body.actions;
    const isButton = action.type === 'button';
    const { channel_id: channelId, message_ts: ts, is_ephemeral: ephemeral } = body.container ?? {};
    return {
      actionId: action.action_id,
      blockId: action.block_id,
      actionValue: isButton ? (action.value ?? null) : null,
      element: isButton ? {} : action,
      message: channelId && ts ? { channelId, ts, ephemeral: ephemeral ?? false } : null,
      view: body.view ?? null,
    };
  })
  .transform(({ element: state, ...click }, context) => {
    const input = inputValue.safeParse(state);
    if (input.success) return { ...click, input: input.data };
    context.addIssue({ code: 'custom', message: 'unreadable state' });
    return z.NEVER;
  });

export const viewPayload = z.object({ view }).transform((body) => body.view);

export const typeaheadPayload = z
  .object({
    action_id: id,
    block_id: z.string().max(255),
    value: text,
    view: z.object({ private_metadata: z.string().max(3_000).nullish() }).nullish(),
  })
  .transform((body) => ({
    actionId: body.action_id,
    blockId: body.block_id,
    typed: body.value,
    privateMetadata: body.view?.private_metadata ?? null,
  }));

export const homeOpened = z.object({ user: id, tab: z.string().max(50) });
