/**
 * The Node.js that the unit tests and the rehearsal run on: `.ci/run` names one in `SECOND_NODE`, so that
 * one run covers two versions. Without it, the one that runs the tests.
 */
export function secondNode(): string {
  return process.env.SECOND_NODE || process.execPath;
}
