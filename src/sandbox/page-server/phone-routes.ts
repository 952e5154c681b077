import {
  addPhoneBody,
  appOnPhoneBody,
  lockBody,
  pressBody,
  productBody,
  signInBody,
  switchOffBody,
  telling,
  thePhone,
} from './phone-bodies.js';
import { lever, offered, type Route } from './route.js';

/** What hands do to phones. */
export const phoneRoutes = {
  'POST /phones/press': lever(pressBody, ({ phones }, { phone, prompt, choice }) =>
    offered(phones).answer(phone, prompt, choice),
  ),
  'POST /phones/lock': lever(lockBody, ({ phones }, { phone, locked }) => offered(phones).setLocked(phone, locked)),
  'POST /phones/switch-off': lever(switchOffBody, ({ phones }, { phone, off }) =>
    offered(phones).setSilent(phone, off),
  ),
  'POST /phones/delete-app': lever(appOnPhoneBody, ({ phones }, { phone, bundleId }) =>
    offered(phones).deleteApp(phone, bundleId),
  ),
  'POST /phones/install-app': lever(productBody, ({ phones }, { phone, adamId }) =>
    offered(phones).installByHand(phone, adamId),
  ),
  'POST /phones/sign-in': lever(signInBody, ({ phones }, { phone, appleAccount }) =>
    offered(phones).signIn(phone, appleAccount),
  ),
  'POST /phones/enrol': lever(thePhone, ({ phones }, { phone }) => offered(phones).enrol(phone)),
  'POST /phones/check-out': lever(thePhone, ({ phones }, { phone }) => offered(phones).checkOut(phone)),
  'POST /phones/add': lever(addPhoneBody, ({ phones }, { person, name }) => offered(phones).add(person, name)),
  'POST /phones/telling': lever(telling, ({ phoneEvents }, { lost }) => offered(phoneEvents).lose(lost)),
} satisfies Record<string, Route>;
