import { createHash } from 'node:crypto';
import type { WireAnswer } from './answers.js';
import type { Place, World } from './world.js';

function escaped(text: string): string {
  const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
  return text.replaceAll(/[&<>"]/g, (character) => entities[character] ?? character);
}

const style = `
:root { color-scheme: light dark; font: 17px/1.5 system-ui, sans-serif }
body { max-width: 34rem; margin: 12vh auto; padding: 0 1.25rem }
h1 { font-size: 1.6rem; line-height: 1.25 }
label { display: block; font-weight: 600 }
input, button { box-sizing: border-box; width: 100%; margin: .3rem 0 1rem; padding: .6rem .8rem; border: 1px solid #8d899b; border-radius: .5rem; font: inherit; font-weight: 400 }
button { border: 0; background: #0f6b5c; color: #fff; font-weight: 600; cursor: pointer }
small { color: GrayText }
`;

/** The form is posted with its origin, which `no-referrer` would hide and so be refused as foreign. */
const headers = {
  'content-type': 'text/html;charset=UTF-8',
  'content-security-policy': `default-src 'none'; style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'`,
  'referrer-policy': 'same-origin',
} as const;

function page(status: number, title: string, body: string): WireAnswer {
  const head = `<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title><style>${style}</style>`;
  const foot = '<p><small>This is the sandbox’s stand-in for Apple’s page. Nothing leaves this computer.</small></p>';
  return { status, headers, body: `<!doctype html><html lang="en">${head}<h1>${title}</h1>${body}${foot}</html>` };
}

const goBack = '<p><strong>Close this tab and go back to Slack.</strong></p>';

/** Whose open invitation this code is, or `null`. */
export function invited(world: World, inviteCode: string) {
  for (const place of world.places.values()) {
    const user = place.location.invited(inviteCode);
    if (user !== null) return { place, user };
  }
  return null;
}

/** The page behind an invitation link: whose licences these are, and the Apple Account that is going to be tied. */
export function showInvitation(world: World, inviteCode: string): WireAnswer {
  const found = invited(world, inviteCode);
  if (found === null)
    return page(
      404,
      'This invitation is not valid',
      `<p>It was accepted already, withdrawn or never made. Nothing was changed.</p>${goBack}`,
    );
  const { place, user } = found;
  const account = escaped(user.email ?? '');
  const whose = `<p>${escaped(place.location.facts.organization)} invites ${account || escaped(user.clientUserId)} to get its apps and books.</p>`;
  const note =
    '<p>Accept once, with the Apple Account of your device. Whoever accepts here ties their own Apple Account to this invitation.</p>';
  const field = `<label>Apple Account <input name="appleAccount" type="email" required value="${account}"></label>`;
  return page(
    200,
    'Apps and books from your organisation',
    `${whose}${note}<form method="post">${field}<button>Accept the terms</button></form>`,
  );
}

/** Accepts for an Apple Account. One account belongs to at most one active user of a location. */
export function acceptInvitation(
  place: Place,
  inviteCode: string,
  appleAccount: string,
): 'accepted' | 'unknown' | 'taken' {
  const user = place.location.invited(inviteCode);
  if (user === null) return 'unknown';
  if (place.location.userOf(appleAccount) !== null) return 'taken';
  place.location.associate(user, appleAccount);
  place.announcements.userAssociated(user);
  return 'accepted';
}

/** The answer to the form. */
export function postInvitation(world: World, inviteCode: string, form: string): WireAnswer {
  const found = invited(world, inviteCode);
  const appleAccount = new URLSearchParams(form).get('appleAccount')?.trim() ?? '';
  if (found === null) return showInvitation(world, inviteCode);
  if (!/^[^\s@]+@[^\s@]+$/.test(appleAccount) || appleAccount.length > 255)
    return page(400, 'That is no Apple Account', '<p>Nothing was changed. Go back and correct it.</p>');
  if (acceptInvitation(found.place, inviteCode, appleAccount) === 'taken')
    return page(
      409,
      'This Apple Account belongs to another user',
      '<p>Nothing was changed. Go back and use another Apple Account.</p>',
    );
  const { organization } = found.place.location.facts;
  const done = `<p>You are associated with ${escaped(organization)} as ${escaped(appleAccount)}: apps and books can be assigned to you now.</p>`;
  return page(200, 'You have accepted', `${done}${goBack}`);
}
