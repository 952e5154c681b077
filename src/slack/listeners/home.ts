import { readHomeLists } from '../../licensing/flows/home-lists.js';
import { judgedApps } from '../../licensing/flows/judged-apps.js';
import { myApps } from '../../licensing/flows/my-apps.js';
import { readHouse } from '../../licensing/flows/read-house.js';
import { sortApps } from '../../licensing/rules/needs.js';
import { homeView } from '../blocks/home.js';
import { myAppsBlocks } from '../blocks/home-employee.js';
import type { HomeHandler } from '../interaction.js';
import { type Conversation, contextOf, holdersOf, standingOf } from './conversation.js';

/** Apps shown on the Home tab; the rest is a button away. */
const TOP = 8;

/** The Home tab for whoever looks; none while Slack does not say who that is. */
export function homeTab(conversation: Conversation): HomeHandler {
  return async ({ userId, reference }) => {
    const { core } = conversation;
    const standing = await standingOf(conversation, userId);
    if (standing.result === 'excluded' && standing.reason === 'cannot-check') return null;
    const listed = (await judgedApps(core)).filter(({ asset }) => asset.presence === 'listed');
    const apps = sortApps(listed).slice(0, TOP);
    return homeView({
      standing,
      house: await readHouse(core),
      apps,
      context: contextOf(conversation, reference),
      custodians: await holdersOf(conversation, ['custodian']),
      lists: await readHomeLists(core, standing),
      mine: standing.result === 'member' ? myAppsBlocks(await myApps(core, userId)) : [],
    });
  };
}
