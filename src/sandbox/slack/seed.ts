export interface SeedUser {
  id: string;
  /** Slack's `name`, what stands behind an @. */
  handle: string;
  realName: string;
  title: string;
  kind: 'member' | 'guest' | 'external' | 'deactivated' | 'bot';
  /** Absent for bots. */
  email?: string;
  /** Another organisation's team; absent means the workspace's own. */
  teamId?: string;
  admin?: boolean;
}

export interface SeedChannel {
  id: string;
  /** Without '#'. */
  name: string;
  kind: 'channel' | 'private';
  extShared?: boolean;
  members: readonly string[];
}

export interface WorkspaceSeed {
  team: { id: string; name: string; domain: string };
  app: { id: string; botId: string; botUserId: string };
  timeZone: string;
  users: readonly SeedUser[];
  channels: readonly SeedChannel[];
  userGroups: readonly { id: string; handle: string; name: string; members: readonly string[] }[];
}

const member = (id: string, realName: string, title: string, extra: Partial<SeedUser> = {}): SeedUser => {
  const handle = realName.toLowerCase().replace(' ', '.');
  return { id, handle, realName, title, kind: 'member', email: `${handle}@northwind.example`, ...extra };
};

const everybody = [
  'U0000ALVA',
  'U00000BO',
  'U0000CARL',
  'U0000DORA',
  'U0000EMMA',
  'U0000FILI',
  'U0000GUNN',
  'U0000VPPB',
];

/** One ordinary workspace with every kind of person that a bot must tell apart. */
export const northwind: WorkspaceSeed = {
  team: { id: 'T0NORTHWIND', name: 'Northwind Logistics', domain: 'northwind' },
  app: { id: 'A0000VPPB', botId: 'B0000VPPB', botUserId: 'U0000VPPB' },
  timeZone: 'Europe/Stockholm',
  users: [
    member('U0000ALVA', 'Alva Lind', 'IT administrator', { admin: true }),
    member('U00000BO', 'Bo Ek', 'IT administrator', { admin: true }),
    member('U0000CARL', 'Carl Nyman', 'Head of IT'),
    member('U0000DORA', 'Dora Holm', 'Finance'),
    member('U0000EMMA', 'Emma Berg', 'Driver'),
    member('U0000FILI', 'Filip Sand', 'Warehouse'),
    member('U0000GUNN', 'Gunn Roth', 'Consultant', { kind: 'guest' }),
    member('U0000HUGO', 'Hugo Vance', 'Partner at Contoso', {
      kind: 'external',
      teamId: 'T0CONTOSO',
      email: 'hugo.vance@contoso.example',
    }),
    member('U0000IRIS', 'Iris Dahl', 'Left the company', { kind: 'deactivated' }),
    { id: 'U0000VPPB', handle: 'vpp-bot', realName: 'vpp-bot', title: '', kind: 'bot' },
  ],
  channels: [
    {
      id: 'C000ITAPPS',
      name: 'it-apps',
      kind: 'channel',
      members: ['U0000ALVA', 'U00000BO', 'U0000CARL', 'U0000DORA', 'U0000VPPB'],
    },
    {
      id: 'C0APPROVAL',
      name: 'app-approvals',
      kind: 'private',
      members: ['U0000ALVA', 'U00000BO', 'U0000CARL', 'U0000VPPB'],
    },
    { id: 'C0GENERAL0', name: 'general', kind: 'channel', members: everybody },
    {
      id: 'C00PARTNER',
      name: 'partner-contoso',
      kind: 'channel',
      extShared: true,
      members: ['U0000ALVA', 'U00000BO', 'U0000EMMA', 'U0000HUGO', 'U0000VPPB'],
    },
  ],
  userGroups: [
    { id: 'S0APPROVER', handle: 'app-approvers', name: 'App approvers', members: ['U0000CARL'] },
    { id: 'S0ITADMINS', handle: 'it-admins', name: 'IT administrators', members: ['U0000ALVA', 'U00000BO'] },
  ],
};
