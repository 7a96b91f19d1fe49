import type { Reporter } from "../../automation/world/ports";

/** A step of the rehearsal itself, reported like the release's own. */
export async function setUpStep<T>(
  reporter: Reporter,
  name: string,
  action: () => Promise<T>,
): Promise<T> {
  const started = performance.now();
  reporter.stepStarted("init", name);
  const value = await action();
  reporter.stepEnded({ step: "init", name, seconds: (performance.now() - started) / 1000 });
  return value;
}
