import { expect } from "chai";
import { ofNamespace } from "../../../config/raw";
import type { ApiSettings } from "../../../config/schema";
import { isLong } from "../../../automation/world/productionTraffic";
import { readSettings } from "../../../config/settings";
import { parseOptions } from "../../../rehearsal/run/options";
import { groundOf } from "../../../rehearsal/run/scenario";
import { settings } from "../../../rehearsal/run/settings";

function servicesWith(...flags: string[]) {
  const options = parseOptions(flags);
  const { startSeconds, more } = groundOf(options);
  const { ttlSeconds } = options;
  const config = settings({ ttlSeconds, startSeconds, more: more("http://127.0.0.1:7") });
  const reading = readSettings(ofNamespace(config, "bluegreen"));
  if (!reading.ok) throw new Error(JSON.stringify(reading.problems));
  return reading.value.services;
}

describe("the environment of a scenario", () => {
  it("has two services for a single release", () => {
    const services = servicesWith();
    expect(Object.keys(services)).to.deep.equal(["users", "matching"]);
    expect(services.matching!.calls).to.deep.equal([]);
  });

  it("gives a candidate that never becomes healthy less time", () => {
    expect(servicesWith().users!.startSeconds).to.equal(120);
    expect(servicesWith("--image", "bad-health").users!.startSeconds).to.equal(12);
  });

  it("counts no request as failed that is open at the end of a played minute of a canary", () => {
    const long = (...flags: string[]) => isLong(servicesWith(...flags).users as ApiSettings);
    expect([long("--canary"), long("--compare")]).to.deep.equal([true, false]);
  });

  it("has a call and a worker for the fleet, in settings that the program accepts", () => {
    const { users, matching, mailer } = servicesWith("--scenario", "fleet");
    expect([users!.kind, matching!.kind, mailer!.kind]).to.deep.equal(["api", "api", "worker"]);
    expect(matching!.calls).to.deep.equal(["users", "catalog"]);
    expect(mailer).to.deep.include({ overlap: false, size: 2 });
    expect(mailer!.environment.QUEUE_URL).to.equal("http://127.0.0.1:7/queue");
  });

  it("lets the worker overlap if requested", () => {
    const { mailer } = servicesWith("--scenario", "fleet", "--overlap");
    expect(mailer).to.deep.include({ overlap: true });
  });

  it("has a service of each shape in settings that the program accepts, and none besides", () => {
    const services = servicesWith("--scenario", "shapes") as Record<string, ApiSettings>;
    const shapes = Object.entries(services).map(([name, one]) => [
      ...[name, one.protocol, one.stickySeconds, one.longestRequestSeconds],
    ]);
    expect(shapes).to.deep.equal([
      ["chat", "http1", undefined, 30],
      ["ledger", "grpc", undefined, 30],
      ["search", "http2", undefined, 30],
      ["basket", "http1", 3600, 30],
    ]);
  });

  it("leaves a worker time for its last job", () => {
    const { mailer } = servicesWith("--scenario", "fleet");
    const { timeScale } = groundOf(parseOptions(["--scenario", "fleet"])).cloud;
    const lastJobSeconds = Number(mailer!.environment.LAST_JOB_SECONDS);
    expect(lastJobSeconds).to.be.lessThan(mailer!.stopSeconds / timeScale);
  });
});
