import { expect } from "chai";
import { type Traffic, trafficAt } from "../../rehearsal/run/trafficProcess";
import type { Scene } from "../../rehearsal/scene";
import { patientTimeoutMs } from "../../rehearsal/traffic/protocol";

/** Constant traffic on each of the names of `users`. */
export async function trafficOnNames(
  { processes, cloud }: Pick<Scene, "processes" | "cloud">,
  names: readonly string[],
): Promise<Traffic[]> {
  // As it is now: zones may have been created since it started.
  const info = await cloud.client.info();
  return Promise.all(
    names.map((name) => {
      const services = { users: name };
      const plan = { ratePerSecond: 10, seed: 1, timeoutMs: patientTimeoutMs, services };
      return trafficAt(processes, info, plan);
    }),
  );
}

/** Stops it; fails if any request failed, or if there were none. */
export async function allSucceeded(traffic: readonly Traffic[]): Promise<void> {
  for (const { failed, failures, requests } of await Promise.all(
    traffic.map((one) => one.stop()),
  )) {
    expect(failed, JSON.stringify(failures.slice(0, 5))).to.equal(0);
    expect(requests).to.be.greaterThan(2);
  }
}
