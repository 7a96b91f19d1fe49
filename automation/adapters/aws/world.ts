import type { Connecting, Surroundings, World } from "../../world/connected";

/** AWS, with the SDK loaded once a command connects. */
export const onAws: Surroundings = { connect: connectAws, rehearsed: false };

function connectAws({ login, ...where }: Connecting): World {
  const { createAwsObserver } = require("./observer") as typeof import("./observer");
  const { createAwsMetrics } = require("./metrics") as typeof import("./metrics");
  const { createAwsInspector } = require("./inspector") as typeof import("./inspector");
  const { createAwsTasks } = require("./oneOffTasks") as typeof import("./oneOffTasks");
  const { createAwsExecSessions } = require("./execSessions") as typeof import("./execSessions");
  const { createAwsLogs } = require("./logs") as typeof import("./logs");
  const { createAwsOutlets } = require("./outlets") as typeof import("./outlets");
  const { createAwsImageKeeper } = require("./imageKeeper") as typeof import("./imageKeeper");
  const { createAwsPrices } = require("./prices") as typeof import("./prices");
  const { createEcsReader } = require("./ecsService") as typeof import("./ecsService");
  const { createAwsBuckets } = require("./buckets") as typeof import("./buckets");
  const { identityOf } = require("./login") as typeof import("./login");
  const options = { ...where, identity: identityOf(login, where.region) };
  return {
    observer: createAwsObserver(options),
    metrics: createAwsMetrics(options),
    inspector: createAwsInspector(options),
    oneOffTasks: createAwsTasks(options),
    logs: createAwsLogs(options),
    execSessions: createAwsExecSessions(options),
    outlets: createAwsOutlets(options),
    imageKeeper: createAwsImageKeeper(options),
    prices: createAwsPrices(options),
    buckets: createAwsBuckets(options),
    ecsService: createEcsReader(options),
    endpoint: (address) => Promise.resolve({ host: address, port: 443 }),
    minuteMs: 60_000,
  };
}
