import { button, el } from './dom.js';
import type { TokenSummary } from './protocol.js';
import { type DateReader, use } from './text/dates.js';

/** What the chooser needs of the page. */
interface TokenDesk {
  tokens(): TokenSummary[];
  downloadToken(): Promise<TokenSummary | undefined>;
  dates(): DateReader;
}

/** Lets the person pick one of the tokens that were downloaded at Apple, or download one. `undefined` when they changed their mind. */
export function chooseToken(desk: TokenDesk): Promise<TokenSummary | undefined> {
  return new Promise((resolve) => {
    const dialog = el('dialog', { class: 'small-dialog', 'aria-labelledby': 'token-chooser-title' });
    const choose = (token: TokenSummary | undefined) => {
      dialog.remove();
      resolve(token);
    };
    const tokens = desk.tokens();
    const choices = tokens.map((token) =>
      el(
        'li',
        {},
        tokenButton(token, desk.dates(), () => choose(token)),
      ),
    );
    const none = el('p', { class: 'faint' }, 'Nobody downloaded a token yet.');
    dialog.append(
      el('h2', { id: 'token-chooser-title' }, 'Which token?'),
      el('p', { class: 'faint' }, 'These files were downloaded from Apple Business Manager on Apple’s side.'),
      tokens.length === 0 ? none : el('ul', { class: 'token-choices' }, ...choices),
      el(
        'div',
        { class: 'dialog-buttons' },
        button('Cancel', 'button', () => choose(undefined)),
        button('Download a new one', tokens.length === 0 ? 'button primary' : 'button', async () =>
          choose(await desk.downloadToken()),
        ),
      ),
    );
    dialog.addEventListener('cancel', () => choose(undefined));
    document.body.append(dialog);
    dialog.showModal();
  });
}

function tokenButton(token: TokenSummary, dates: DateReader, press: () => void): HTMLButtonElement {
  const made = button('', 'token-choice', press);
  const expires = use('date_short', Date.parse(token.expires), dates);
  const about = `${token.location === 'main' ? 'Our location' : `Location ${token.location}`} · ${token.state} · expires ${expires}`;
  made.append(el('strong', {}, token.fileName), el('small', {}, about));
  return made;
}
