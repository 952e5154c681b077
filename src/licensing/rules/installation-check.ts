/**
 * Devices are to be looked at: the licence of a person and app was given or is to go, or a device came or changed. Stored
 * with its cause and removed with what was done about it. Id: as the assignment's.
 */
export interface InstallationCheck {
  since: number;
}

/** An installation came into another state, and whoever it concerns was not told yet. Id: the installation's. */
export interface InstallationNews {
  since: number;
}
