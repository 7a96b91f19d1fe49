import type { Inspector } from "../inspector";
import type { Observer } from "../ports";
import type { OneOffTasks } from "../oneOffTasks";
import type { Endpoint } from "./gate/checks";

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
    const { connectLocalCloud } = require("./local/world") as typeof import("./local/world");
    return connectLocalCloud(localCloud, options);
  }
  const { createAwsObserver } = require("./aws/observer") as typeof import("./aws/observer");
  const { createAwsInspector } = require("./aws/inspector") as typeof import("./aws/inspector");
  const { createAwsTasks } = require("./aws/oneOffTasks") as typeof import("./aws/oneOffTasks");
  return {
    observer: createAwsObserver(options),
    inspector: createAwsInspector(options),
    oneOffTasks: createAwsTasks(options),
    endpoint: (address) => Promise.resolve({ host: address, port: 443 }),
  };
}
