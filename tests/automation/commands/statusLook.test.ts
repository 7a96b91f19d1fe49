import { expect } from "chai";
import { deploy } from "../../../automation/commands/deploy";
import { status } from "../../../automation/commands/status";
import { startRun } from "../../../automation/runbook/run";
import { refused } from "../../../automation/world/errors";
import { allRules } from "../../../automation/world/rules";
import { calmWorld } from "../course/calmWorld";
import { state } from "./statusStates";

describe("bluegreen status", () => {
  describe("with a look at AWS", () => {
    const world = async (users: object = { errorAlarmPercent: 0 }) => {
      const played = calmWorld({ users });
      const { ports } = played;
      const options = { stack: "dev", cwd: "", json: false, forceFromBroken: false };
      const image = [`repo/users:1.4.0@sha256:${"1".repeat(64)}`];
      await deploy(startRun(ports, allRules, "ann@vm:7"), {
        ...{ ...options, service: ["users"], image },
      });
      ports.stack.look = async () => {
        const [deployed, engine] = await Promise.all([
          ports.stack.read(),
          ports.stack.engineState(),
        ]);
        return {
          deployed,
          engine: { ...engine, writtenAt: new Date(ports.clock.nowMs()).toISOString() },
        };
      };
      const machine = { host: "vm", nowMs: () => ports.clock.nowMs(), process: () => null };
      const locks = () => Promise.resolve({ peek: () => Promise.resolve([]) } as never);
      const said = (more: object = {}) =>
        status({
          ...{ stack: ports.stack, locks, machine, unreadable: null },
          observing: () => ports.observer,
          ...more,
        });
      return { ...played, said };
    };

    it("shows tags, short digests, tasks and ages in 80 columns", async () => {
      const { said } = await world();
      expect((await said()).text.split("\n")).to.deep.equal([
        "dev, revision 4: no release is in progress.",
        "",
        "  users  blue  serves  1.4.0  sha256:111111111111  2/2 tasks  0 s",
        "    users.example.com",
        "",
        "next: bluegreen deploy --stack dev --service <name> --image <reference>",
      ]);
    });

    it("says that releases need approval", async () => {
      const { said, settings } = await world();
      settings.approval = { beforeSwitch: true, expiresHours: 8, notByOwner: false };
      expect((await said()).text).to.include("releases: approval needed before production");
    });

    it("says that production is short of tasks, or of all", async () => {
      const { ports, said } = await world();
      const fleet = ports.observer.fleet.bind(ports.observer);
      ports.observer.fleet = async (...args) => ({ ...(await fleet(...args))!, running: [] });
      const { text, json } = await said();
      expect(text.split("\n").slice(0, 4)).to.deep.equal([
        "dev, revision 4: no release is in progress, but production is short of tasks:",
        "  users blue runs 0 of 2 tasks.",
        "",
        "  users  blue  serves  1.4.0  sha256:111111111111  0/2 tasks  0 s",
      ]);
      expect(json).to.deep.include({ next: "bluegreen verify --stack dev" });
    });

    it("says that somebody scaled production in by hand", async () => {
      const { ports, said, environment } = await world();
      const fleet = ports.observer.fleet.bind(ports.observer);
      const scaledTo = (desired: number) => {
        ports.observer.fleet = async (...args) => {
          const health = (await fleet(...args))!;
          return { ...health, desired, running: health.running.slice(0, desired) };
        };
        return said().then(({ json }) => (json as { sentence: string }).sentence);
      };
      const short = "no release is in progress, but production is short of tasks: users blue runs";
      expect(await scaledTo(1)).to.equal(`${short} 1 of 2 tasks, and ECS was asked for 1.`);
      expect(await scaledTo(0)).to.equal(`${short} 0 of 2 tasks, and ECS was asked for 0.`);
      // AWS may scale it down to `min`.
      const target = { cpuPercent: 60 };
      ports.stack.settings.services["users"]!.size = { min: 1, max: 4, target };
      expect(await scaledTo(1)).to.equal("no release is in progress.");
      // With the last `up`: the next one raises it.
      environment().inventory.services["users"]!.size = { min: 1, max: 4, target };
      ports.stack.settings.services["users"]!.size = { min: 2, max: 4, target };
      expect(await scaledTo(1)).to.equal("no release is in progress.");
    });

    it("says when AWS was not asked, and shows what is recorded", async () => {
      const { ports, said } = await world();
      const asked = "Could not read the fleet. AWS can't be reached.";
      ports.observer.fleet = () => Promise.reject(refused(asked, "run the command again"));
      const { text, exitCode } = await said();
      expect(exitCode).to.equal(0);
      expect(text).to.contain(
        "\n  users  blue  serves  1.4.0  sha256:111111111111  2 recorded  0 s\n",
      );
      expect(text).to.contain(
        "\n  recorded values only, no live data from AWS: Could not read the fleet.",
      );
      expect(text).to.contain(
        "\nnext: to see which calls AWS does not answer, and why: bluegreen verify --stack dev",
      );
      const timeout = Object.assign(new Error("late"), { name: "TimeoutError" });
      ports.observer.fleet = () => Promise.reject(timeout);
      expect((await said()).text).to.contain(
        "no live data from AWS: AWS did not answer within 12 s",
      );
    });

    it("puts record, Pulumi and DNS side by side when the switch was killed halfway", async () => {
      const { ports, said } = await world();
      const { release } = await ports.stack.read();
      const image = `repo@sha256:${"2".repeat(64)}`;
      release!.current = {
        ...state("staged").current!,
        services: { users: { candidate: "green" } },
      };
      release!.services["users"]!.fleets.green = { image, size: 2 };
      const engineState = ports.stack.engineState.bind(ports.stack);
      ports.stack.engineState = async () => ({
        ...(await engineState()),
        targets: { "users.example.com": "green.elb" },
      });
      for (const observing of [
        () => ports.observer,
        () => ({ ...ports.observer, fleet: () => Promise.reject(refused("no AWS", "wait")) }),
      ]) {
        const { text } = await said({ observing });
        expect(text.replace(/\s+/g, " ")).to.contain(
          "is recorded in phase staged, but production's " +
            "names may have moved: they do not match the recorded state: a switch is running or was interrupted. Both fleets keep running.",
        );
        expect(text).to.match(
          /^ {2}users(\.example\.com)?: recorded blue, Pulumi green, DNS (blue|not asked)$/m,
        );
        expect(text).to.not.contain("untouched");
        for (const line of text.split("\n")) expect(line).to.have.length.at.most(80);
      }
    });

    it("shows what is deployed where the settings file can't be used, and why it can't", async () => {
      const { said } = await world();
      const found = "the settings in Pulumi.dev.yaml have 1 problem";
      const { text, json, exitCode } = await said({
        unreadable: refused(found, "", ["`x` is new"]),
      });
      expect(exitCode).to.equal(0);
      expect(text.split("\n")).to.deep.equal([
        "dev, revision 4: no release is in progress.",
        "",
        "  users  blue  serves  1.4.0  sha256:111111111111  2/2 tasks  0 s",
        "    users.example.com",
        "",
        "  settings: the settings in Pulumi.dev.yaml have 1 problem; using those of the",
        "    last `up`",
        "  settings: `x` is new",
        "",
        "next: fix Pulumi.dev.yaml, then check it: bluegreen verify --stack dev",
      ]);
      expect(json).to.deep.include({ unreadable: [found, "`x` is new"] });
    });

    it("gives no drain time once the stop of the old fleet was interrupted", async () => {
      const { ports, said } = await world();
      const { release } = await ports.stack.read();
      release!.current = { ...state("switched").current!, leaves: true };
      release!.current.services = { users: { candidate: "green" } };
      const fleet = ports.observer.fleet.bind(ports.observer);
      const engineState = ports.stack.engineState.bind(ports.stack);
      ports.observer.fleet = async (...args) => {
        const health = await fleet(...args);
        return health && { ...health, desired: 0 };
      };
      ports.stack.engineState = async () => ({
        ...(await engineState()),
        tasks: { "users-blue": 0 },
      });
      const unseen = () => ({
        ...ports.observer,
        fleet: () => Promise.reject(refused("no AWS", "wait")),
      });
      for (const unanswered of [false, true]) {
        const { text, json } = await said({
          observing: unanswered ? unseen : () => ports.observer,
        });
        expect(text.replace(/\s+/g, " ")).to.contain(
          "is recorded in phase switched and has begun to stop users blue.",
        );
        expect(json).to.deep.include({
          next: `${unanswered ? "once AWS answers: " : ""}bluegreen resume --stack dev`,
          stopsNotBefore: null,
        });
      }
    });

    it("does not take one silent name server for a move of production", async () => {
      const { ports, said } = await world();
      const resolve = ports.observer.resolve.bind(ports.observer);
      const silent = { addresses: [], ttlSeconds: null, error: "no answer within 2000 ms" };
      ports.observer.resolve = async (...asked) => [
        ...(await resolve(...asked)),
        { server: "ns2", ...silent },
      ];
      expect((await said()).text).to.contain(": no release is in progress.");
      const other = { server: "ns3", addresses: ["10.0.0.2"], ttlSeconds: 60, error: null };
      ports.observer.resolve = async (...asked) => [
        ...(await resolve(...asked)),
        { server: "ns2", ...silent },
        other,
      ];
      const { text, json } = await said();
      expect(text.replace(/\s+/g, " ")).to.contain(
        "production's names may have moved: they do not match the recorded state. ",
      );
      expect(json).to.deep.include({ next: "bluegreen resume --stack dev" });
    });

    it("says of a worker that its fleet was stopped, and nothing of names", async () => {
      const { ports, said } = await world({ kind: "worker", selfTest: { command: ["test"] } });
      const fleet = ports.observer.fleet.bind(ports.observer);
      ports.observer.fleet = async (...args) => {
        const health = await fleet(...args);
        return health && { ...health, desired: 0 };
      };
      expect((await said()).text.replace(/\s+/g, " ")).to.contain(
        ": no release is recorded, but a worker's serving fleet was scaled to 0 in ECS. ",
      );
      const { release } = await ports.stack.read();
      release!.current = {
        ...state("staged").current!,
        services: { users: { candidate: "green", worker: "handover" } },
      };
      expect((await said()).text.replace(/\s+/g, " ")).to.contain(
        "is recorded in phase staged, but a worker's serving fleet was scaled to 0 in ECS: " +
          "a switch is running or was interrupted. Short of tasks",
      );
    });

    it("queries nothing with --recorded", async () => {
      const { ports, said } = await world();
      const { text } = await status(
        {
          stack: ports.stack,
          unreadable: null,
          locks: () => Promise.resolve({ peek: () => Promise.resolve([]) } as never),
          machine: { host: "vm", nowMs: () => ports.clock.nowMs(), process: () => null },
          observing: () => expect.fail("it asked"),
        },
        { recorded: true },
      );
      expect(text).to.contain("\n  recorded values only, no live data from AWS: --recorded\n");
      expect(text).to.contain("\nnext: bluegreen deploy --stack dev");
      expect(await said()).to.have.property("exitCode", 0);
    });
  });
});
