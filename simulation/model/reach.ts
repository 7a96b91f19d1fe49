import type { Backend } from "./backend";
import type { Deployer } from "./deployer";
import type { Engine } from "./engine";
import type { ModelEnvironment } from "./environment";
import type { Moments } from "./moments";
import type { VirtualTime } from "./time";
import type { World } from "./world";

/** Everything that the ports of a deployer can reach. */
export interface Reach {
  world: World;
  backend: Backend;
  engine: Engine;
  time: VirtualTime;
  moments: Moments;
  environment: ModelEnvironment;
  /** Null if nobody reads the timeline. */
  log: ((what: string) => void) | null;
  kill: (deployer: Deployer) => void;
  /** The deployer is suspended, and looks dead from outside. */
  froze: () => void;
}
