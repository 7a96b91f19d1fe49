/** The fleet's worker; it takes jobs from the local cloud's queue. */
export const worker = "mailer";
/** The service that only `matching` reaches. */
export const inside = "catalog";
/** The service that is added and removed. */
export const prototype = "prototype";
/** What each request for a service asks: every one for `matching` calls `users` and the private service. */
export const paths = { matching: "/match" };

/**
 * Duration of the job that a worker has when it gets SIGTERM: longer than the deployer needs to start
 * another worker, and within `stopSeconds` as they pass in the local cloud.
 */
const lastJobSeconds = 18;

/** Settings of the fleet in addition to the usual ones (rehearsal/run/settings.ts), by service. */
export function fleetServices(
  controlUrl: string,
  startSeconds: number,
  overlap: boolean,
): Record<string, object> {
  return {
    matching: { calls: ["users", inside] },
    [inside]: {
      ...{ public: false, size: 2, compute: { type: "fargate" }, startSeconds },
      ...{ deregistrationSeconds: 20, stopSeconds: 20 },
      selfTest: { command: ["node", "server.cjs", "self-test"], timeoutSeconds: 60 },
    },
    [worker]: {
      kind: "worker",
      size: 2,
      compute: { type: "fargate" },
      selfTest: { command: ["node", "server.cjs", "self-test"], timeoutSeconds: 60 },
      overlap,
      environment: {
        QUEUE_URL: new URL("queue", controlUrl).href,
        LAST_JOB_SECONDS: String(lastJobSeconds),
      },
      stopSeconds: 120,
      startSeconds,
    },
  };
}
