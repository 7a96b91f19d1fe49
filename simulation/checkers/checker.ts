import type { Engine } from "../model/engine";
import type { Backend } from "../model/backend";
import type { ModelEnvironment } from "../model/environment";
import type { Person } from "../model/person";
import type { World } from "../model/world";

/** What a checker may look at: the actual state of the model and of Pulumi, never the runbook's view. */
export interface Watched {
  world: World;
  backend: Backend;
  engine: Engine;
  person: Person;
  environment: ModelEnvironment;
}

/** Called after every change; may keep state, so each run has its own. */
export interface Checker {
  /** Number of the invariant in docs/architecture.md. */
  invariant: 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10 | 11 | 12 | 13;
  /** What is violated now; null: nothing. */
  check: (watched: Watched) => string | null;
}
