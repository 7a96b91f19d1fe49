/**
 * Durations of the model: those of the real world, about ten times as fast. What matters is how they
 * compare with each other, and short ones simulate faster.
 */
export const timings = {
  ttlSeconds: 6,
  /** What a deployer adds to the TTL. */
  marginSeconds: 2,
  quietSeconds: 2,
  maxQuietSeconds: 4,
  /** Between two questions of a deployer. */
  pollMs: 2000,
  bootMs: 700,
  healthyMs: 600,
  slowBootMs: 15_000,
  testsMs: 1000,
  stopMs: 900,
  /** A worker finishes what it has taken on. */
  workerStopMs: 5000,
  hookMs: 1000,
  /** For so long the world knows a task that has stopped. */
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
  clockJumpMs: 3_600_000,
};
