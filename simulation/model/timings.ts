/**
 * Durations of the model: about a tenth of the real ones. Only their proportions matter, and short ones
 * simulate faster.
 */
export const timings = {
  ttlSeconds: 6,
  /** Longer than that of the load balancers, as where a name was served before. */
  originTtlSeconds: 15,
  /** The margin that a deployer adds to the TTL. */
  marginSeconds: 2,
  quietSeconds: 2,
  maxQuietSeconds: 4,
  /** Poll interval of a deployer. */
  pollMs: 2000,
  bootMs: 700,
  healthyMs: 600,
  slowBootMs: 15_000,
  testsMs: 1000,
  stopMs: 900,
  /** A worker finishes the job it has. */
  workerStopMs: 5000,
  hookMs: 1000,
  /** How long a stopped task stays known. */
  rememberMs: 40_000,
  /** ECS replaces tasks that died. */
  replaceMs: 5000,
  /** One resource of an `up`, and each of its other steps. */
  effectMs: 300,
  landsLateMs: 3000,
  /** When each authoritative server has a change. */
  serverLagMs: [200, 1200, 2500],
  serverSlowMs: 5000,
  serverStuckMs: 400_000,
  serverSilentMs: 20_000,
  timeoutMs: 10_000,
  freezeMs: 300_000,
  /** Until a person or a CI job looks at what a deployer left. */
  recoveryGapMs: 4000,
  /** How long windows are closed, and an alarm that blocks releases is on. */
  heldMs: 90_000,
  clockJumpMs: 3_600_000,
  frozenSeconds: 60,
  expiresHours: 0.02,
};
