import type { Inspector } from "./inspector";
import type { Observer } from "./ports";
import type { OneOffTasks } from "./oneOffTasks";

/** The world that a stack lives in: AWS, or the local cloud of a rehearsal. */
export interface World {
  observer: Observer;
  inspector: Inspector;
  oneOffTasks: OneOffTasks;
  endpoint: Endpoint;
}

export interface Connection {
  host: string;
  port: number;
  /** PEM of the authority to trust besides the system's; a rehearsal has its own. */
  ca?: string;
}

/** Where to connect for HTTPS at an address. */
export type Endpoint = (address: string) => Promise<Connection>;

/** How a deployer gets to the world that its stacks live in. */
export interface Surroundings {
  connect: (options: { region: string; signal: AbortSignal }) => World;
  /** A rehearsal, where the deployer's rules may be broken on purpose. */
  rehearsed: boolean;
}
