import { download, forget, type PhoneScene, proceed } from './installing.js';
import { type AppOnPhone, ask, type Prompt, withdraw } from './phone.js';
import { PhoneRefused } from './refused.js';
import type { PhonePrompt } from './view.js';

/** What a press does; answers one sentence. */
type Press = (scene: PhoneScene, prompt: Prompt) => string;

interface PromptKind {
  title: (subject: string) => string;
  text: string;
  /** The buttons, left to right. */
  choices: Readonly<Record<string, Press>>;
}

function appOf({ phone }: PhoneScene, { bundleId }: Prompt): AppOnPhone {
  const app = phone.apps.get(bundleId ?? '');
  if (app === undefined) throw new PhoneRefused('no_app', 'The app that this was about is gone.');
  return app;
}

const reject =
  (status: 'UserRejected' | 'ManagementRejected', words: string): Press =>
  (scene, prompt) => {
    const app = appOf(scene, prompt);
    app.management = status;
    return `${words} ${app.name}.`;
  };

const install: Press = (scene, prompt) => {
  const app = appOf(scene, prompt);
  if (download(scene, app) === 'Installing') return `${app.name} is being installed.`;
  return `${app.name} could not be installed: this Apple Account has no licence for it.`;
};

const manage: Press = (scene, prompt) => {
  const app = appOf(scene, prompt);
  app.management = 'Managed';
  return `The organisation manages ${app.name} now.`;
};

const signInWithOwn: Press = (scene, prompt) => {
  const { ownAccount } = scene.phone;
  if (ownAccount === null) throw new PhoneRefused('no_account', 'Choose the Apple Account to sign in with.');
  const said = signIn(scene, ownAccount);
  withdraw(scene.phone, ({ id }) => id === prompt.id);
  return said;
};

const cancelSignIn: Press = (scene, prompt) => {
  if (prompt.bundleId === null) return 'Nobody signed in.';
  return reject('UserRejected', 'Nobody signed in, so the phone did not take')(scene, prompt);
};

/** The link is a credential: it stands in no sentence. */
const accept: Press = ({ phone, apple }, prompt) => {
  if (phone.appleAccount === null) {
    withdraw(phone, ({ kind, bundleId }) => kind === 'sign-in' && bundleId === null);
    ask(phone, 'sign-in', {});
    throw new PhoneRefused('no_account', 'No Apple Account is signed in. Sign in first, then accept.');
  }
  const outcome = apple.accept(prompt.url ?? '', phone.appleAccount);
  if (outcome === 'taken') {
    throw new PhoneRefused('already_so', `${phone.appleAccount} belongs to another user of the organisation.`);
  }
  return outcome === 'accepted'
    ? `The invitation was accepted with ${phone.appleAccount}.`
    : 'The invitation is not valid any more. Nothing was changed.';
};

const kinds = {
  install: {
    title: (name) => `Install “${name}”?`,
    text: 'Your organisation wants to install and manage this app. You pay nothing for it.',
    choices: { Cancel: reject('UserRejected', 'The owner refused'), Install: install },
  },
  'sign-in': {
    title: () => 'Sign in to the App Store',
    text: 'An Apple Account is needed to get what your organisation bought for you.',
    choices: { Cancel: cancelSignIn, 'Sign in': signInWithOwn },
  },
  manage: {
    title: (name) => `Let your organisation manage “${name}”?`,
    text: 'You installed this app yourself. Its data will belong to your organisation, and goes when the app is removed.',
    choices: { Cancel: reject('ManagementRejected', 'The owner keeps'), Manage: manage },
  },
  invitation: {
    title: () => 'Apps and books from your organisation',
    text: 'Accept once, so that apps can be assigned to your Apple Account.',
    choices: { 'Not now': () => 'The invitation was put aside.', 'Accept…': accept },
  },
} as const satisfies Record<PhonePrompt['kind'], PromptKind>;

const table: Readonly<Record<PhonePrompt['kind'], PromptKind>> = kinds;

/** A prompt as its reader sees it; never the link of an invitation. */
export function shown(scene: PhoneScene, { id, kind, bundleId }: Prompt): PhonePrompt {
  const { title, text, choices } = table[kind];
  const subject = scene.phone.apps.get(bundleId ?? '')?.name ?? '';
  return { id, kind, title: title(subject), text, choices: Object.keys(choices) };
}

/** Presses a button. Throws PhoneRefused; the prompt then stays. */
export function press(scene: PhoneScene, promptId: string, choice: string): string {
  const { phone } = scene;
  const prompt = phone.prompts.find(({ id }) => id === promptId);
  if (prompt === undefined) throw new PhoneRefused('no_prompt', 'That question is not on the screen any more.');
  const { choices } = table[prompt.kind];
  const does = Object.hasOwn(choices, choice) ? choices[choice] : undefined;
  if (does === undefined) throw new PhoneRefused('no_choice', `There is no button “${choice}”.`);
  const said = does(scene, prompt);
  withdraw(phone, ({ id }) => id === promptId);
  return said;
}

/** Signs an account in; installations that waited for one go on with it. */
export function signIn(scene: PhoneScene, appleAccount: string): string {
  const { phone } = scene;
  phone.appleAccount = appleAccount;
  withdraw(phone, ({ kind, bundleId }) => kind === 'sign-in' && bundleId === null);
  for (const app of phone.apps.values()) if (app.management === 'PromptingForLogin') proceed(scene, app);
  return `${appleAccount} is signed in on ${phone.name}.`;
}

/** Deletes an app by hand; management remembers what was its own. */
export function deleteByHand({ phone }: PhoneScene, bundleId: string): string {
  const app = phone.apps.get(bundleId);
  if (app === undefined || !(app.installed || app.installingSince !== null)) {
    throw new PhoneRefused('no_app', 'That app is not on this phone.');
  }
  const managed = app.management === 'Managed' || app.management === 'Installing';
  Object.assign(app, { installed: false, installingSince: null });
  withdraw(phone, (prompt) => prompt.bundleId === bundleId);
  if (managed) app.management = 'ManagedButUninstalled';
  else forget(phone, app);
  return `${app.name} was deleted from ${phone.name}.`;
}

/** Installs an app from the store by hand. One that waited for its owner's consent is theirs then. */
export function installByHand({ phone, apple }: PhoneScene, adamId: string): string {
  if (phone.appleAccount === null) throw new PhoneRefused('no_account', 'No Apple Account is signed in.');
  const product = apple.product(adamId);
  if (product === null) throw new PhoneRefused('no_product', 'The App Store does not have that app.');
  const known = phone.apps.get(product.bundleId);
  if (known?.installed || known?.installingSince) throw new PhoneRefused('already_so', `${product.name} is there.`);
  withdraw(phone, ({ bundleId }) => bundleId === product.bundleId);
  const management = known === undefined || known.management === null ? null : handOver(known);
  const app = { ...product, adamId, installed: true, management, managementFlags: 0, installingSince: null };
  phone.apps.set(product.bundleId, app);
  return `${product.name} was installed by hand on ${phone.name}.`;
}

/** An app that management had before is managed again when it comes back; one that it waited for is its owner's. */
function handOver({ management }: AppOnPhone): 'Managed' | 'UserInstalledApp' {
  return management === 'ManagedButUninstalled' ? 'Managed' : 'UserInstalledApp';
}
