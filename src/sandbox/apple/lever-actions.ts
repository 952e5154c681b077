import * as other from './levers/other-product.js';
import * as portal from './levers/portal.js';
import type { LeverScene } from './levers/scene.js';
import * as tokens from './levers/tokens.js';
import { viewOf } from './levers/view.js';
import type { AppleStandInLevers } from './levers.js';

/** The levers over a scene. Each settles what was due first, so that a lever acts on what is so at this moment. */
export function leversOf(scene: LeverScene): AppleStandInLevers {
  const settled = <Given extends unknown[], Result>(action: (scene: LeverScene, ...given: Given) => Result) => {
    return (...given: Given): Result => {
      for (const place of scene.world().places.values()) place.events.settle(scene.now());
      return action(scene, ...given);
    };
  };
  const download = settled(tokens.downloadToken);
  return {
    view: settled(viewOf),
    buy: settled(portal.buy),
    refund: settled(portal.refund),
    refundBelowAssigned: settled(portal.refundBelowAssigned),
    transfer: settled(portal.transfer),
    acceptInvitation: settled(portal.accept),
    rename: settled(portal.rename),
    revokeToken: settled(tokens.revokeToken),
    expireToken: settled(tokens.expireToken),
    changePassword: settled(tokens.changePassword),
    downloadToken: (asked = 'main') => download(asked),
    reset: () => scene.reset(),
    claim: settled(other.claim),
    clearClaim: settled(other.clearClaim),
    claimByOldProduct: settled(other.claimByOldProduct),
    takeOver: settled(other.takeOver),
    retireOurUsers: settled(other.retireOurUsers),
    takeOurLicences: settled(other.takeOurLicences),
    assignElsewhere: settled(other.assignElsewhere),
    takeElsewhere: settled(other.takeElsewhere),
    retireElsewhere: settled(other.retireElsewhere),
  };
}
