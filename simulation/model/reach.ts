import type { Backend } from "./backend";
import type { Deployer } from "./deployer";
import type { Engine } from "./engine";
import type { ModelEnvironment } from "./environment";
import type { Moments } from "./moments";
import type { SettingsFile } from "./settingsFile";
import type { VirtualTime } from "./time";
import type { World } from "./world";

/** What the deployer does with a definition as a whole; each can be removed, to show that the checkers notice. */
export interface DefinitionRules {
  /** A release that changes only settings is tested like any other. */
  testSettings: boolean;
  /** A rollback brings back the settings with the image. */
  rollBackSettings: boolean;
}

/** Everything that the ports of a deployer can reach. */
export interface Reach {
  world: World;
  backend: Backend;
  engine: Engine;
  time: VirtualTime;
  moments: Moments;
  environment: ModelEnvironment;
  file: SettingsFile;
  definitionRules: DefinitionRules;
  /** Null if nobody reads the timeline. */
  log: ((what: string) => void) | null;
  kill: (deployer: Deployer) => void;
  /** The deployer is suspended, and looks dead from outside. */
  froze: () => void;
}
