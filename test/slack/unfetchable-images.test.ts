import type { KnownBlock } from '@slack/types';
import { describe, expect, it } from 'vitest';
import { validateBlocks, validateView } from '../../src/sandbox/slack/validator.js';
import { hasImages, withoutImages } from '../../src/slack/unfetchable-images.js';
import { renderingsOf } from './blocks/renderings.js';

const image = { type: 'image' as const, image_url: 'https://example.com/icon.png', alt_text: 'Icon' };
const words = { type: 'mrkdwn' as const, text: 'Keynote' };
const button: KnownBlock = {
  type: 'section',
  text: words,
  accessory: { type: 'button', action_id: 'go', text: { type: 'plain_text', text: 'Go' } },
};

describe('blocks without images', () => {
  it('lose image blocks, icons beside a section and icons in small print, and keep all words and buttons', () => {
    const blocks: KnownBlock[] = [
      image,
      { type: 'section', block_id: 'one', text: words, accessory: image },
      button,
      { type: 'context', elements: [image, words, image] },
      { type: 'context', elements: [image] },
      { type: 'divider' },
    ];
    expect(hasImages(blocks)).toBe(true);
    expect(withoutImages(blocks)).toEqual([
      { type: 'section', block_id: 'one', text: words },
      button,
      { type: 'context', elements: [words] },
      { type: 'divider' },
    ]);
    expect(blocks).toHaveLength(6);
  });

  it('are the same blocks where there was no image', () => {
    const blocks: KnownBlock[] = [button, { type: 'context', elements: [words] }, { type: 'divider' }];
    expect(hasImages(blocks)).toBe(false);
    expect(withoutImages(blocks)).toEqual(blocks);
  });

  it('can be made of every card and view, and Slack takes them', () => {
    const { messages, views } = renderingsOf('Keynote');
    const pictured = [...Object.values(messages), ...Object.values(views)].filter(({ blocks }) => hasImages(blocks));
    expect(pictured.length).toBeGreaterThan(2);
    for (const { blocks } of Object.values(messages)) {
      const plainer = withoutImages(blocks);
      expect(JSON.stringify(plainer)).not.toContain('image_url');
      expect(validateBlocks('message', plainer)).toEqual([]);
    }
    for (const view of Object.values(views)) {
      const plainer = { ...view, blocks: withoutImages(view.blocks) };
      expect(JSON.stringify(plainer)).not.toContain('image_url');
      expect(validateView(plainer)).toEqual([]);
    }
  });
});
