import type { WireAnswer } from './answers.js';
import type { Place, World } from './world.js';

function escaped(text: string): string {
  const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
  return text.replaceAll(/[&<>"]/g, (character) => entities[character] ?? character);
}

function page(status: number, title: string, body: string): WireAnswer {
  const headers = {
    'content-type': 'text/html;charset=UTF-8',
    'content-security-policy': "default-src 'none'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    'referrer-policy': 'no-referrer',
  };
  const html = `<!doctype html><html lang="en"><meta charset="utf-8"><title>${title}</title><h1>${title}</h1>${body}</html>`;
  return { status, headers, body: html };
}

function invited(world: World, inviteCode: string) {
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
    return page(404, 'This invitation is not valid', '<p>It was accepted, withdrawn or never made.</p>');
  const { place, user } = found;
  const account = escaped(user.email ?? '');
  const whose = `<p>${escaped(place.location.facts.organization)} invites ${account || escaped(user.clientUserId)}.</p>`;
  const note = '<p>Whoever accepts here ties their own Apple Account to this invitation.</p>';
  const field = `<label>Apple Account <input name="appleAccount" type="email" required value="${account}"></label>`;
  return page(
    200,
    'Apps and books from your organisation',
    `${whose}${note}<form method="post">${field} <button>Accept</button></form>`,
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
    return page(400, 'That is no Apple Account', '<p>Nothing was changed.</p>');
  if (acceptInvitation(found.place, inviteCode, appleAccount) === 'taken')
    return page(409, 'This Apple Account belongs to another user', '<p>Nothing was changed.</p>');
  return page(200, 'You are associated', '<p>Apps and books can now be assigned to you.</p>');
}
