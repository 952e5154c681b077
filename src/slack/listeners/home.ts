import { readHouse } from '../../licensing/flows/read-house.js';
import { sortByNeed } from '../../licensing/rules/needs.js';
import { homeView } from '../blocks/home.js';
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
    const assets = (await core.records.list('asset')).map(({ value }) => value);
    const apps = sortByNeed(assets.filter((asset) => asset.presence === 'listed')).slice(0, TOP);
    return homeView({
      standing,
      house: await readHouse(core),
      apps,
      context: contextOf(conversation, reference),
      custodians: await holdersOf(conversation, ['custodian']),
    });
  };
}
