import { expect } from "chai";
import { release } from "../../../automation/runbook/release";
import { startRun } from "../../../automation/runbook/run";
import type { OneOffRequest } from "../../../automation/world/oneOffTasks";
import { allRules } from "../../../automation/world/rules";
import { groupsOf } from "../../../automation/verify/checks/targetGroups";
import { calmWorld } from "../course/calmWorld";

const image = (letter: string) => `repo@sha256:${letter.repeat(64)}`;
const selfTest = { command: ["node", "self-test.js"], timeoutSeconds: 60 };
const users = { public: false, ruleSlot: 7, errorAlarmPercent: 0, selfTest };
const hook = { command: ["node", "warm.js"], timeoutSeconds: 60 };

/** Two releases of a private service; the second one is watched. */
async function released(service: object, exitCode = 0) {
  const world = calmWorld({ users: service });
  const { observer, oneOffTasks, tests, reporter } = world.ports;
  const deploy = (letter: string) =>
    release(startRun(world.ports, allRules, "ann@vm:7"), world.environment(), {
      images: { users: image(letter) },
      forceFromBroken: false,
    });
  await deploy("a");
  const sides = new Set<string | undefined>();
  const names = new Set<string>();
  const started: OneOffRequest[] = [];
  const titles: string[] = [];
  const warnings: string[] = [];
  let testedOutside = 0;
  const edgeAddresses = observer.edgeAddresses.bind(observer);
  const traffic = observer.traffic.bind(observer);
  const resolve = observer.resolve.bind(observer);
  observer.edgeAddresses = (inventory, edge, side) => {
    sides.add(side);
    return edgeAddresses(inventory, edge, side);
  };
  observer.traffic = (inventory, edge, asked, seconds, side) => {
    sides.add(side);
    return traffic(inventory, edge, asked, seconds, side);
  };
  observer.resolve = (inventory, name) => {
    names.add(name);
    return resolve(inventory, name);
  };
  oneOffTasks.find = () => Promise.resolve(null);
  oneOffTasks.start = (_, request) => {
    started.push(request);
    return Promise.resolve({ started: true, taskId: request.key });
  };
  oneOffTasks.look = (_, __, taskId) =>
    Promise.resolve({ taskId, state: "stopped", exitCode, reason: "" });
  tests.run = () => Promise.resolve([]).finally(() => testedOutside++);
  reporter.stepStarted = (_, title) => titles.push(title);
  reporter.warn = (text) => warnings.push(text);
  const result = await deploy("b");
  return { result, sides, names, started, titles, warnings, testedOutside };
}

describe("the release of a private service", () => {
  it("asks about the private names and load balancers alone", async () => {
    const { result, sides, names } = await released(users);
    expect(result).to.deep.include({ outcome: "done" });
    expect([...sides]).to.deep.equal(["private"]);
    expect([...names].sort()).to.deep.equal([
      "users-test.internal.example.com",
      "users.internal.example.com",
    ]);
  });

  it("tests the candidate by a task inside the network, which has the address of the test name", async () => {
    const { started, testedOutside, titles } = await released({
      ...users,
      hooks: { beforeSwitch: hook },
    });
    expect(testedOutside).to.equal(0);
    const TEST_URL = "https://users-test.internal.example.com:22257";
    expect(
      started.map(({ command, environment, fleet }) => [fleet.serviceName, command, environment]),
    ).to.deep.equal([
      [
        "users green",
        selfTest.command,
        { BLUEGREEN_HOOK: "selfTest", TEST_URL, BLUEGREEN_RELEASE: "r-1" },
      ],
      [
        "users green",
        hook.command,
        { BLUEGREEN_HOOK: "beforeSwitch", TEST_URL, BLUEGREEN_RELEASE: "r-1" },
      ],
    ]);
    expect(titles).to.include.members([
      "point users-test.internal.example.com at the green private load balancer",
      "test users-test.internal.example.com",
      "point users.internal.example.com at the green private load balancer",
    ]);
  });

  it("ends if that task fails, and production is never touched", async () => {
    const { result } = await released(users, 1);
    expect(result).to.deep.include({
      outcome: "rolledBack",
      reasons: [
        "the candidate failed its tests",
        "self-test of users: node self-test.js: exit code 1",
      ],
    });
  });

  it("warns where it has no test", async () => {
    const { result, warnings } = await released({ ...users, selfTest: undefined });
    expect(result).to.deep.include({ outcome: "done" });
    expect(warnings).to.include("users has no `selfTest`; only its health was tested");
  });

  it("waits until its targets are healthy at the private load balancers, since it has no others", async () => {
    const world = calmWorld({ users: { ...users, startSeconds: 30 } });
    const { observer } = world.ports;
    const fleet = observer.fleet.bind(observer);
    observer.fleet = async (...asked) => {
      const health = await fleet(...asked);
      const targets = health?.targets.filter(({ side }) => side === "public") ?? [];
      return health && { ...health, targets };
    };
    const result = await release(startRun(world.ports, allRules, "ann@vm:7"), world.environment(), {
      images: { users: image("a") },
      forceFromBroken: false,
    });
    expect(result).to.deep.include({ outcome: "rolledBack" });
    expect(JSON.stringify(result)).to.include(
      "0 of 2 targets are registered at the blue private load balancer",
    );
    expect(JSON.stringify(result)).to.not.include("registered at the blue load balancer");
  });

  it("has its target groups at the private load balancers checked before it", () => {
    const { inventory } = calmWorld({ users }).environment();
    expect(groupsOf(inventory, "users").map(({ name }) => name)).to.deep.equal([
      "users blue on the blue private load balancer",
      "users blue on the green private load balancer",
      "users green on the blue private load balancer",
      "users green on the green private load balancer",
    ]);
  });
});
