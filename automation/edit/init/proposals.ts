/** A service as a Dockerfile or a compose file describes it. */
export interface Proposal {
  /** Valid in the settings, and of this service alone. */
  name: string;
  /** Its name there, or the folder's. */
  from: string;
  port: number;
  /** Path of the health check; null: none was found. */
  health: string | null;
  /** Of the health check, unless it is the service's own. */
  healthPort?: number;
}

/** A service that is not proposed. */
export interface LeftOut {
  /** Valid in the settings. */
  name: string;
  why: string;
  /** What it can be added from by hand; null: it is no service of this repository. */
  template: "prototype" | "worker" | null;
}

export interface Proposals {
  services: Proposal[];
  leftOut: LeftOut[];
}

export const noProposals: Proposals = { services: [], leftOut: [] };
