import { expect } from "chai";
import { toDerivedConfig } from "../../release/derivedConfig";
import { colors, type ReleaseState } from "../../release/state";
import { config } from "../config/samples";
import { type Run, runProgram } from "./engine";
import { find } from "./find";
import { phases, programAt, registered } from "./phases";

const matching = {
  ...{ ruleSlot: 1, port: 9090, compute: { type: "ec2" }, calls: ["users"] },
};

async function upWith(users: object, release: ReleaseState = phases.idle): Promise<Run> {
  const settings = config({ users: { ruleSlot: 0, port: 8080, ...users }, matching });
  const run = await runProgram({
    config: { ...settings, ...toDerivedConfig(release) },
    deployed: { release, colorSecret: "s3cret" },
  });
  expect(run.error).to.equal(undefined);
  return run;
}

describe("target groups of another protocol", function () {
  // Each state is a run of the program.
  this.timeout(60_000);
  // Pulumi's mocks are global: other files' runs have to be over.
  before(() => programAt("idle"));

  it("speak it at every load balancer, and check health in it", async () => {
    const users = { protocol: "grpc", slowStartSeconds: 30, stickySeconds: 60 };
    const { users: before, ...others } = registered(phases.idle, ...colors).services;
    // Both fleets follow the settings, as in a state that kept none.
    const fleets = structuredClone(before!.fleets);
    for (const color of colors) delete fleets[color].settings;
    const release = { ...phases.idle, services: { ...others, users: { ...before!, fleets } } };
    const run = await upWith(users, release);
    for (const name of ["bb", "bg", "gb", "gg", "bbp", "bgp", "gbp", "ggp"]) {
      const { inputs } = find(run, "TargetGroup", `users-${name}`);
      expect(inputs, name).to.include({ protocol: "HTTP", protocolVersion: "GRPC", slowStart: 30 });
      expect(inputs["stickiness"]).to.deep.equal({
        ...{ type: "lb_cookie", enabled: true, cookieDuration: 60 },
      });
      expect(inputs["healthCheck"]).to.include({
        ...{ protocol: "HTTP", port: "traffic-port" },
        ...{ path: "/grpc.health.v1.Health/Check", matcher: "0" },
      });
    }
    const { services } = run.outputs!["inventory"] as { services: Record<string, object> };
    expect(services["users"]).to.include({ protocol: "grpc" });
    expect(services["matching"]).to.not.have.property("protocol");
  });
});

describe("a health check on a port of its own", function () {
  this.timeout(60_000);
  before(() => programAt("idle"));

  /** Ports that load balancers, public and private, may reach tasks of users on, with whether it is protected. */
  const doors = (run: Run) =>
    run.resources
      .filter(({ type, name }) => type.endsWith("IngressRule") && /^users-(tasks|calls)/.test(name))
      .map(({ name, inputs, protect }) => [name, inputs["fromPort"], protect ?? false])
      .sort();

  it("is let through from all load balancers, once for each fleet that needs it", async () => {
    const release = registered(phases.idle, ...colors);
    const withPort = (settings: object) => {
      const { users, ...others } = release.services;
      const blue = { ...users!.fleets.blue, settings };
      return {
        ...release,
        services: { ...others, users: { ...users!, fleets: { ...users!.fleets, blue } } },
      } as ReleaseState;
    };
    const own = [
      ["users-calls-called-blue-in", 8080, true],
      ["users-calls-called-green-in", 8080, true],
      ["users-tasks-from-blue-edge", 8080, true],
      ["users-tasks-from-green-edge", 8080, true],
    ];
    const check = { healthCheck: { port: 9000 } };
    // What serves was released without it.
    expect(doors(await upWith(check, withPort({ cpu: 256 })))).to.deep.equal(own);
    const run = await upWith({}, withPort(check));
    expect(doors(run)).to.deep.equal(
      [
        ...own,
        ["users-calls-called-blue-health-9000-in", 9000, true],
        ["users-calls-called-green-health-9000-in", 9000, true],
        ["users-tasks-health-9000-from-blue-edge", 9000, true],
        ["users-tasks-health-9000-from-green-edge", 9000, true],
      ].sort(),
    );
    const { inputs } = find(run, "TargetGroup", "users-bb");
    expect(inputs["healthCheck"]).to.include({ port: "9000" });
  });
});
