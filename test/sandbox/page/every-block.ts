const plain = (text: string) => ({ type: 'plain_text', text, emoji: true });
const mrkdwn = (text: string) => ({ type: 'mrkdwn', text });
const option = (text: string, description?: string) => ({
  text: plain(text),
  value: text.toLowerCase().replaceAll(' ', '-'),
  ...(description === undefined ? {} : { description: plain(description) }),
});
const button = (text: string, more: object = {}) => ({
  type: 'button',
  text: plain(text),
  action_id: text.toLowerCase().replaceAll(' ', '-'),
  ...more,
});

/** One message with every kind of block that may stand in one. */
export const everyMessageBlock: unknown[] = [
  { type: 'header', block_id: 'h', text: plain('All well :white_check_mark:') },
  {
    type: 'section',
    block_id: 's1',
    text: mrkdwn(
      '*Synced* with _Northwind Stockholm_ for <@U1ALVA> in <#C1>. Next sync <!date^1795413600^{date_short_pretty} at {time}|later>. ~Old~ `vb1.x` <https://example.com|the portal> :tada: :unknown_one:\n&gt; 3 &lt; 4 &amp; so on\nlast line',
    ),
  },
  {
    type: 'section',
    block_id: 's2',
    fields: [
      mrkdwn('*Licences*\n120 of 200'),
      mrkdwn('*Short*\n1 app'),
      mrkdwn('*Token*\n352 days'),
      mrkdwn('*Users*\n48'),
    ],
  },
  {
    type: 'section',
    block_id: 's3',
    text: mrkdwn('*Keynote*\n28 free of 40'),
    accessory: { type: 'image', image_url: 'https://not-allowed.example/icon.png', alt_text: 'Keynote' },
  },
  {
    type: 'section',
    block_id: 's4',
    text: mrkdwn('*Pages*\nnone free of 25'),
    accessory: { type: 'overflow', action_id: 'more', options: [option('Show'), option('Release all')] },
  },
  {
    type: 'table',
    block_id: 't',
    column_settings: [{ is_wrapped: true }, { align: 'right' }, { align: 'right' }],
    rows: [
      [
        { type: 'raw_text', text: 'App' },
        { type: 'raw_text', text: 'Free' },
        { type: 'raw_text', text: 'Total' },
      ],
      [
        { type: 'raw_text', text: 'Keynote' },
        { type: 'raw_number', value: 28, text: '28' },
        { type: 'raw_text', text: '40' },
      ],
      [
        {
          type: 'rich_text',
          elements: [{ type: 'rich_text_section', elements: [{ type: 'text', text: 'Pages', style: { bold: true } }] }],
        },
        { type: 'raw_text', text: '0' },
        { type: 'raw_text', text: '25' },
      ],
    ],
  },
  {
    type: 'rich_text',
    block_id: 'r',
    elements: [
      {
        type: 'rich_text_section',
        elements: [
          { type: 'text', text: 'What changed: ' },
          { type: 'user', user_id: 'U2BO' },
          { type: 'emoji', name: 'eyes' },
        ],
      },
      {
        type: 'rich_text_list',
        style: 'bullet',
        elements: [
          { type: 'rich_text_section', elements: [{ type: 'text', text: '+5 Keynote' }] },
          { type: 'rich_text_section', elements: [{ type: 'text', text: '2 people joined', style: { italic: true } }] },
        ],
      },
      { type: 'rich_text_preformatted', elements: [{ type: 'text', text: 'uId 1000001' }] },
    ],
  },
  { type: 'divider', block_id: 'd' },
  {
    type: 'actions',
    block_id: 'a',
    elements: [
      button('Approve 25 licences', { style: 'primary' }),
      button('Deny', {
        style: 'danger',
        confirm: {
          title: plain('Deny this?'),
          text: mrkdwn('The *requester* is told.'),
          confirm: plain('Deny it'),
          deny: plain('Keep'),
          style: 'danger',
        },
      }),
      {
        type: 'static_select',
        action_id: 'period',
        placeholder: plain('Period'),
        options: [option('One week'), option('One month')],
      },
      button('Open portal', { url: 'https://business.apple.com' }),
    ],
  },
  { type: 'context', block_id: 'c', elements: [mrkdwn('Numbers of 06:00 today · reference `9f2c`')] },
];

/** One dialog with every kind of input. */
export const everyInput: unknown[] = [
  { type: 'alert', block_id: 'al', level: 'warning', text: mrkdwn('This cannot be undone.') },
  {
    type: 'input',
    block_id: 'name',
    label: plain('Name'),
    hint: plain('Shown in every summary'),
    element: { type: 'plain_text_input', action_id: 'v', placeholder: plain('Stockholm token') },
  },
  {
    type: 'input',
    block_id: 'token',
    optional: true,
    label: plain('Token text'),
    element: { type: 'plain_text_input', action_id: 'v', multiline: true },
  },
  {
    type: 'input',
    block_id: 'file',
    optional: true,
    label: plain('Token file'),
    element: { type: 'file_input', action_id: 'v', max_files: 1 },
  },
  {
    type: 'input',
    block_id: 'mail',
    optional: true,
    label: plain('Apple ID'),
    element: { type: 'email_text_input', action_id: 'v' },
  },
  {
    type: 'input',
    block_id: 'count',
    optional: true,
    label: plain('Count'),
    element: { type: 'number_input', action_id: 'v', is_decimal_allowed: false, min_value: '1' },
  },
  {
    type: 'input',
    block_id: 'app',
    optional: true,
    label: plain('App'),
    element: { type: 'external_select', action_id: 'v', min_query_length: 1 },
  },
  {
    type: 'input',
    block_id: 'who',
    optional: true,
    label: plain('People'),
    element: { type: 'multi_users_select', action_id: 'v' },
  },
  {
    type: 'input',
    block_id: 'one',
    optional: true,
    label: plain('Owner'),
    element: { type: 'users_select', action_id: 'v' },
  },
  {
    type: 'input',
    block_id: 'kinds',
    optional: true,
    label: plain('Platforms'),
    element: { type: 'multi_static_select', action_id: 'v', options: [option('iOS'), option('macOS'), option('tvOS')] },
  },
  {
    type: 'input',
    block_id: 'when',
    optional: true,
    label: plain('Start'),
    element: { type: 'datepicker', action_id: 'v' },
  },
  {
    type: 'input',
    block_id: 'at',
    optional: true,
    label: plain('At'),
    element: { type: 'timepicker', action_id: 'v' },
  },
  {
    type: 'input',
    block_id: 'intent',
    optional: true,
    label: plain('Intent'),
    element: {
      type: 'radio_buttons',
      action_id: 'v',
      options: [option('Required', 'Installed by itself'), option('Available')],
    },
  },
  {
    type: 'input',
    block_id: 'sure',
    label: plain('Before you bind'),
    element: { type: 'checkboxes', action_id: 'v', options: [option('I understand that this is for good')] },
  },
  { type: 'section', block_id: 'extra', text: mrkdwn('Count what is not ours'), accessory: button('Count again') },
];

/** A Home tab with a dashboard. */
export const homeBlocks: unknown[] = [
  { type: 'header', block_id: 'h', text: plain('Apps and licences') },
  {
    type: 'section',
    block_id: 'st',
    text: mrkdwn('*No token is bound yet.*\nBind the content token of your location, once and for good.'),
    accessory: button('Bind the token', { style: 'primary' }),
  },
  { type: 'divider', block_id: 'd' },
  { type: 'section', block_id: 'f', fields: [mrkdwn('*Location*\nnot known'), mrkdwn('*Last sync*\nnever')] },
  {
    type: 'actions',
    block_id: 'a',
    elements: [button('Help'), { type: 'checkboxes', action_id: 'mute', options: [option('Mute the daily summary')] }],
  },
  { type: 'context', block_id: 'c', elements: [mrkdwn('You are a custodian. Questions: <@U3CARL>')] },
];
