import type { ReleaseState } from "../../../release/state";
import { safetyRules } from "../../../simulation/breaks";
import type { Watched } from "../../../simulation/checkers/checker";
import { Backend } from "../../../simulation/model/backend";
import { environmentOf } from "../../../simulation/model/environment";
import { History } from "../../../simulation/model/history";
import { resourcesOf } from "../../../simulation/model/resources";
import { SettingsFile } from "../../../simulation/model/settingsFile";
import { VirtualTime } from "../../../simulation/model/time";
import { World } from "../../../simulation/model/world";

/** Blue serves, all is well; each test then breaks it by hand, with no deployer anywhere. */
export function calm(): Watched & { users: World["services"][number] } {
  const time = new VirtualTime(() => undefined);
  const world = new World(time, ["users"], () => undefined);
  world.releaseLongAgo(2);
  const environment = environmentOf({
    services: 1,
    worker: null,
    hooks: true,
    neighbour: null,
    canary: false,
    approval: false,
    compare: false,
  });
  const outputs = environment.initial.released;
  const file = new SettingsFile(environment.settings);
  const resources = resourcesOf(world.services[0]!, safetyRules(null).program, file);
  const backend = new Backend(resources, outputs, new History(time));
  return {
    world,
    backend,
    engine: {
      ups: new Map(),
      lastWanted: outputs,
      retracted: new Set(),
      left: new Set(),
      returned: new Set(),
      passedOver: [],
      surprised: new Set(),
      onlyRecorded: new Set(),
    } as unknown as Watched["engine"],
    person: { busy: false } as Watched["person"],
    environment,
    users: world.services[0]!,
  };
}

/** A release under way. */
export const release = (id: string): NonNullable<ReleaseState["current"]> => ({
  id,
  services: { users: { candidate: "green" } },
  phase: "staged",
  owner: "somebody",
  startedAt: "2026-01-01T00:00:00Z",
});
