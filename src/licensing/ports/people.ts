import type { Role, Standing } from '../rules/policy.js';

/** Who somebody is in the organisation's Slack, and what they may do. Owner: slack/. */
export interface People {
  /** Asked fresh for each click; every doubt answers `excluded`, never a throw. */
  standing(userId: string): Promise<Standing>;
  /** Active members who hold the role now, in the configuration's order. */
  holders(role: Role): Promise<readonly string[]>;
}
