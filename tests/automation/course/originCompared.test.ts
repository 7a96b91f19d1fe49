import { expect } from "chai";
import { planRelease } from "../../../automation/plan/plan";
import { release } from "../../../automation/runbook/release";
import { baselineAddresses, comparedPart } from "../../../automation/world/baseline";
import type { Read, ReadAnswer } from "../../../automation/world/reads";
import type { OriginRecord } from "../../../release/state";
import { adopted, name, refusal } from "./adopted";
import { calmOrigin } from "./calmWorld";
import { line } from "./play";

describe("a release from an origin, with `compare`,", () => {
  const compare = { requests: [{ path: "/users/1", headers: { "x-team": "a" } }], pairs: 120 };
  const answer = (seconds: number, status = 200): ReadAnswer => ({ status, body: "{}", seconds });

  it("asks the origin at its own address, as clients do, without what only its fleets may know", async () => {
    const { run, environment, asked, trouble } = await adopted({ compare });
    const sent: Read[] = [];
    trouble.send = (read) => {
      sent.push(read);
      return answer(read.address === "192.0.2.7" ? 0.09 : 0.03);
    };
    const plan = await planRelease(run(), environment(), asked);
    const named = "compare: compare users blue with its origin for 13 to 33 minutes";
    expect(plan.steps.map(line)).to.include(named);
    sent.length = 0;
    const result = await release(run(), environment(), asked);
    expect(result).to.include({ ok: true, outcome: "done" });
    expect(result.steps.map(line)).to.include(named);
    const [one, ...more] = result.compared;
    expect(more).to.deep.equal([]);
    expect(one).to.include({ service: "users", verdict: "faster", pairs: 120, equal: 120 });
    expect([one!.oldMs, one!.newMs]).to.deep.equal([90, 30]);
    const [old, candidate] = ["192.0.2.7", "10.0.0.1"].map((address) =>
      sent.filter((read) => read.address === address),
    );
    expect(candidate).to.have.length(100 + 120);
    expect(old).to.have.length(2 * candidate!.length + 2);
    expect(old!.length + candidate!.length).to.equal(sent.length);
    for (const { headers, hostName } of old!) {
      expect([headers, hostName]).to.deep.equal([{ "x-team": "a" }, name]);
    }
    for (const { headers, hostName } of candidate!) {
      expect(headers).to.include({ "x-bluegreen-color": "blue", "x-bluegreen-secret": "secret" });
      expect(hostName).to.equal(name);
    }
  });

  it("leaves the record alone where the candidate is slower, or answers otherwise", async () => {
    for (const [seconds, status, found] of [
      [0.09, 200, "3.0x slower"],
      [0.03, 404, "status 200 -> 404"],
    ] as const) {
      const { run, environment, asked, trouble, place } = await adopted({ compare });
      trouble.send = ({ address }) =>
        address === "192.0.2.7" ? answer(0.03) : answer(seconds, status);
      const result = await release(run(), environment(), asked);
      expect(result).to.include({ ok: false, outcome: "rolledBack" });
      expect(result.reasons.join("; ")).to.include(found);
      expect(place()).to.equal("origin");
    }
  });

  it("is refused where the origin fails the requests itself; forced, nothing is compared", async () => {
    const { run, environment, asked, trouble } = await adopted({ compare });
    trouble.send = ({ address }) =>
      address === "192.0.2.7" ? { error: "self-signed certificate" } : answer(0.03);
    const warned: string[] = [];
    const playing = run();
    playing.ports.reporter.warn = (text) => void warned.push(text);
    const before = environment();
    expect(await refusal(release(playing, before, asked))).to.equal(
      "pre-flight checks failed: the release would fail",
    );
    expect(environment()).to.deep.equal(before);
    const forced = { ...asked, forceFromBroken: true };
    const result = await release(playing, environment(), forced);
    expect(result).to.include({ ok: true, outcome: "done" });
    expect(result.compared).to.deep.equal([]);
    expect(warned.filter((text) => text.includes("not compared"))).to.deep.equal([
      `users: not compared, since the origin of ${name} fails these requests itself: ` +
        "GET /users/1 gives no answer: self-signed certificate",
    ]);
  });

  it("is not compared where the service has given up the names that were adopted", async () => {
    const { run, environment, asked } = await adopted({ compare, hosts: ["people"] });
    const result = await release(run(), environment(), asked);
    expect(result).to.include({ ok: true, outcome: "done" });
    expect(result.compared).to.deep.equal([]);
    expect(result.steps.map(line)).to.include("compare: find nothing to compare users with");
  });

  it("resolves an origin that is an alias or a CNAME, and compares at the first adopted name", async () => {
    const { environment, ports } = await adopted({ compare });
    const users = { name: "users", candidate: "blue", productionName: name } as const;
    const settings = { longestRequestSeconds: 60, protocol: "http1" } as const;
    const { inventory } = environment();
    const at = (origin: OriginRecord) =>
      baselineAddresses(ports, inventory, { ...users, settings, adopted: origin });
    const alias = { name: "lb.elb.amazonaws.com.", zoneId: "Z1", evaluateTargetHealth: false };
    expect(await at({ type: "A", alias })).to.deep.equal(["address of lb.elb.amazonaws.com."]);
    const cname = await at({ type: "CNAME", ttlSeconds: 300, values: ["app.herokudns.com"] });
    expect(cname).to.deep.equal(["address of app.herokudns.com"]);
    expect(comparedPart(environment(), { ...users, settings })).to.include({
      productionName: name,
      adopted: calmOrigin,
    });
  });
});
