import { expect } from "chai";
import type { CloudClient } from "../../../localCloud/api/client";
import { cutRequests } from "../../../rehearsal/crash/faults/fleets";

const killed = { fromMs: 5000, untilMs: 8000 };

/** How many of these failures of a load balancer a task's death explains. */
function cut(...errors: { atMs: number; status?: number; reason?: string }[]): Promise<number> {
  const all = errors.map(({ atMs, status = 502, reason = "10.0.0.1:80: reset" }) => ({
    ...{ at: new Date(atMs).toISOString(), status, reason },
  }));
  const edges = [{ errors: all }] as Awaited<ReturnType<CloudClient["edges"]>>;
  return cutRequests({ edges: () => Promise.resolve(edges) }, "10.0.0.1:80", killed);
}

describe("the requests that a killed task was answering", () => {
  it("fail from the start of the call that kills it until a second after its end", async () => {
    expect(await cut({ atMs: 5000 }, { atMs: 7000 }, { atMs: 8999 })).to.equal(3);
    expect(await cut({ atMs: 4999 }, { atMs: 9000 })).to.equal(0);
  });

  it("fail with 502 of that task", async () => {
    const others = [{ status: 503 }, { status: 504 }, { reason: "10.0.0.2:80: reset" }];
    expect(await cut(...others.map((one) => ({ atMs: 6000, ...one })))).to.equal(0);
  });
});
