import type { Inspector } from "../../world/inspector";
import type { Observer } from "../../world/ports";
import type { OneOffTasks } from "../../world/oneOffTasks";
import type { Endpoint } from "../gate/checks";

/** The world that a stack lives in: AWS, or the local cloud of a rehearsal. */
export interface World {
  observer: Observer;
  inspector: Inspector;
  oneOffTasks: OneOffTasks;
  endpoint: Endpoint;
}

export const localCloudVariable = "BLUEGREEN_LOCAL_CLOUD";

/** AWS, unless the environment names a local cloud. Loads the SDK only for the one that is used. */
export function connectWorld(
  env: NodeJS.ProcessEnv,
  options: { region: string; signal: AbortSignal },
): World {
  const localCloud = env[localCloudVariable];
  if (localCloud) {
    const { connectLocalCloud } =
      require("../../../localCloud/world/world") as typeof import("../../../localCloud/world/world");
    return connectLocalCloud(localCloud, options);
  }
  const { createAwsObserver } = require("./observer") as typeof import("./observer");
  const { createAwsInspector } = require("./inspector") as typeof import("./inspector");
  const { createAwsTasks } = require("./oneOffTasks") as typeof import("./oneOffTasks");
  return {
    observer: createAwsObserver(options),
    inspector: createAwsInspector(options),
    oneOffTasks: createAwsTasks(options),
    endpoint: (address) => Promise.resolve({ host: address, port: 443 }),
  };
}
