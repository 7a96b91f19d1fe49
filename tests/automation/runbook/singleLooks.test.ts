import { expect } from "chai";
import type { FleetHealth } from "../../../automation/world/ports";
import { release } from "../../../automation/runbook/release";
import { refusalOf } from "../../support/refusalOf";
import { api, canary, play } from "../course/play";
import { colorOf, ok, old, serving } from "./comparing";

/** A second release, to green, of which this many looks in a phase find a fleet without healthy targets. */
async function released(phase: string, looks: number, service: object = api) {
  const { ports, run, environment, asked } = await play({ users: service });
  const { observer, clock } = ports;
  const fleet = observer.fleet.bind(observer);
  let left = looks;
  let sinceSeconds: number | undefined;
  observer.fleet = async (inventory, one) => {
    const health = await fleet(inventory, one);
    const isIt =
      environment().release.current?.phase === phase && one.serviceName === "users green";
    if (!isIt || !health || left-- <= 0) return health;
    sinceSeconds ??= clock.monotonicSeconds();
    return { ...health, targets: health.targets.map(initial) };
  };
  let failedSeconds = 0;
  ports.reporter.stepEnded = ({ failed }) => {
    if (failed) failedSeconds = clock.monotonicSeconds() - sinceSeconds!;
  };
  const { outcome, reasons } = await release(run(), environment(), asked);
  return { outcome, reasons, failedSeconds };
}

const initial = (target: FleetHealth["targets"][number]) => ({
  ...target,
  state: "initial" as const,
  reason: "registering",
});

describe("a release from a degraded production", () => {
  it("is refused with the command that says what is wrong", async () => {
    const { ports, run, environment, asked } = await play({ users: api });
    const fleet = ports.observer.fleet.bind(ports.observer);
    ports.observer.fleet = async (...of) => {
      const health = await fleet(...of);
      return health && { ...health, desired: 0, running: [], targets: [] };
    };
    const { kind, next } = await refusalOf(() => release(run(), environment(), asked));
    expect({ kind, next }).to.deep.equal({
      kind: "refused",
      next:
        "see what is wrong: bluegreen verify --stack dev; if this release is the fix, add " +
        "--force-from-broken",
    });
  });
});

describe("a look that finds too few healthy targets", () => {
  it("is repeated during the drain, since ECS may just have replaced a task", async () => {
    expect(await released("switched", 10)).to.include({ outcome: "done" });
  });

  it("rolls production back if it lasts for 10 seconds", async () => {
    const { outcome, reasons, failedSeconds } = await released("switched", Infinity);
    expect({ outcome, failedSeconds }).to.deep.equal({ outcome: "rolledBack", failedSeconds: 10 });
    expect(reasons.slice(0, 3)).to.deep.equal([
      "production of users became unhealthy on green",
      "0 of 2 targets are healthy at the green load balancer",
      "target users green 0 is initial: registering",
    ]);
  });

  it("is repeated during a canary", async () => {
    const withCanary = { ...api, canary };
    expect(await released("canary", 10, withCanary)).to.include({ outcome: "done" });
    const { outcome, reasons, failedSeconds } = await released("canary", Infinity, withCanary);
    expect({ outcome, failedSeconds }).to.deep.equal({ outcome: "rolledBack", failedSeconds: 10 });
    expect(reasons.slice(0, 2)).to.deep.equal([
      "the candidate of users became unhealthy during the canary",
      "0 of 2 targets are healthy",
    ]);
  });
});

describe("a request of `compare` that production answers with an error", () => {
  async function deployed(fails: (asked: number) => boolean) {
    const { release: deploy, trouble } = await serving({ pairs: 120 });
    let asked = 0;
    trouble.send = (read) => (colorOf(read) === old && fails(++asked) ? ok({ status: 503 }) : ok());
    return deploy;
  }

  it("is sent again for a short time before a release is refused", async () => {
    const deploy = await deployed((asked) => asked <= 3);
    expect(await deploy("2")).to.include({ exitCode: 0 });
  });

  it("is sent again before the comparison is left out", async () => {
    const deploy = await deployed((asked) => asked === 2);
    const { json } = await deploy("2");
    expect(json.compared.map(({ pairs }) => pairs)).to.deep.equal([120]);
  });

  it("refuses the release if that lasts, and says why", async () => {
    const deploy = await deployed(() => true);
    const { kind, reasons } = await refusalOf(() => deploy("2"));
    expect({ kind, reasons }).to.deep.equal({
      kind: "refused",
      reasons: [
        "compare users: production fails requests that `compare` sends: GET /users/1 answers 503; " +
          "correct `services.users.compare.requests`, or fix production; if a release is the fix, deploy " +
          "it with --force-from-broken",
      ],
    });
  });
});
