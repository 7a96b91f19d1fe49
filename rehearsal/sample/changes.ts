/** What may be different in an image that is released, or wrong with it. */
export const changes = [
  "bad-health",
  "bad-tests",
  "slow-start",
  "slow",
  "fast",
  "differs",
  "errors",
] as const;
