import { expect } from "chai";
import type { Phase } from "../../../release/state";
import { reachesTested } from "../../../simulation/checkers/1-reachesTested";
import { stopsUnused } from "../../../simulation/checkers/2-stopsUnused";
import { oneRelease } from "../../../simulation/checkers/3-oneRelease";
import { endsWell, unsettled } from "../../../simulation/checkers/4-endsWell";
import { plainUpMovesNothing } from "../../../simulation/checkers/5-plainUpMovesNothing";
import { keepsDefinition } from "../../../simulation/checkers/6-keepsDefinition";
import { shareAsRecorded } from "../../../simulation/checkers/7-shareAsRecorded";
import { hooksInOrder } from "../../../simulation/checkers/8-hooksInOrder";
import { passesNothingOver } from "../../../simulation/checkers/10-passesNothingOver";
import { originStands } from "../../../simulation/checkers/13-originStands";
import { Deployer } from "../../../simulation/model/deployer";
import { Fleet } from "../../../simulation/model/fleet";
import { images } from "../../../simulation/model/world";
import { calm, release } from "./calm";

describe("the simulation's checkers", () => {
  it("find nothing if all is well", () => {
    const watched = calm();
    for (const checker of [
      reachesTested(),
      stopsUnused(),
      oneRelease(),
      endsWell(),
      plainUpMovesNothing(),
      keepsDefinition(),
      shareAsRecorded(),
      hooksInOrder(),
      passesNothingOver(),
      originStands(),
    ]) {
      expect(checker.check(watched), `invariant ${checker.invariant}`).to.equal(null);
    }
    expect(unsettled(watched.backend)).to.equal(null);
  });

  describe("on 1: a client that honours the TTL", () => {
    it("fails at a load balancer that forwards nowhere, and only where it may go", () => {
      const watched = calm();
      watched.users.rules.green = null;
      expect(reachesTested().check(watched)).to.equal(null);
      watched.users.rules.blue = null;
      expect(reachesTested().check(watched)).to.contain(
        "the blue load balancer forwards users nowhere",
      );
    });

    it("fails at a fleet that was stopped, is not running yet, or was never tested", () => {
      const watched = calm();
      watched.users.rules.blue = "green";
      expect(reachesTested().check(watched)).to.contain("which was stopped");
      watched.users.fleets.green.set(Fleet.value(2, images.new));
      expect(reachesTested().check(watched)).to.contain("which is not running yet");
      Object.assign(watched.users.fleets.green, { healthy: 2, runningDefinition: images.new });
      expect(reachesTested().check(watched)).to.contain("which has not passed its tests");
      watched.world.tested.add(images.new);
      expect(reachesTested().check(watched)).to.equal(null);
    });

    it("does not blame the deployer for tasks that die by themselves", () => {
      const watched = calm();
      watched.world.die(images.old, 0);
      expect(reachesTested().check(watched)).to.equal(null);
    });
  });

  describe("on 2: a fleet that stops", () => {
    it("may have nothing that points to it", () => {
      const watched = calm();
      const checker = stopsUnused();
      watched.users.fleets.green.set(Fleet.value(2, images.new));
      expect(checker.check(watched)).to.equal(null);
      watched.users.fleets.blue.set(Fleet.value(0, images.old));
      expect(checker.check(watched)).to.equal(
        "users blue is stopped, but the blue load balancer still points to it",
      );
      watched.users.rules.blue = watched.users.rules.green = "green";
      expect(checker.check(watched)).to.contain("the record still points to it");
      watched.users.production.record = "green";
      expect(checker.check(watched), "checked for DNS answers only when it stops").to.equal(null);
    });

    it("counts a server that still answers with it, and an answer that has not expired", () => {
      for (const [answers, leads] of [
        ["blue", "an authoritative server"],
        ["green", null],
      ] as const) {
        const watched = calm();
        const checker = stopsUnused();
        watched.users.fleets.green.set(Fleet.value(2, images.new));
        checker.check(watched);
        watched.users.rules.blue = watched.users.rules.green = "green";
        watched.users.production.setLongAgo("green");
        watched.users.production.servers[2]!.answer = answers;
        watched.users.fleets.blue.set(Fleet.value(0, images.old));
        const problem = checker.check(watched);
        if (leads) expect(problem).to.contain(leads);
        else expect(problem).to.equal(null);
      }
    });
  });

  describe("on 3: one release at a time", () => {
    it("rules out two `up`s, and one made from another revision", () => {
      const watched = calm();
      const { ups } = watched.engine;
      const of = { wanted: watched.backend.outputs, settings: "settings" };
      ups.set(new Deployer(1, "deploy", ["users"]), { madeFrom: 1, ...of });
      expect(oneRelease().check(watched)).to.equal(null);
      ups.set(new Deployer(2, "deploy", ["users"]), { madeFrom: 1, ...of });
      expect(oneRelease().check(watched)).to.equal("two `up`s change the stack at once");
      ups.clear();
      ups.set(new Deployer(3, "resume", ["users"]), { madeFrom: 0, ...of });
      expect(oneRelease().check(watched)).to.contain("resume 3 changes the stack from revision 0");
    });

    it("rules out a jump of the revision, and a release that replaces another", () => {
      const watched = calm();
      const checker = oneRelease();
      const outputs = watched.backend.outputs;
      checker.check(watched);
      watched.backend.outputs = { ...outputs, revision: 2, current: release("a") };
      expect(checker.check(watched)).to.equal(null);
      watched.backend.outputs = { ...outputs, revision: 3, current: release("b") };
      expect(checker.check(watched)).to.contain("release b replaced a");
      watched.backend.outputs = { ...outputs, revision: 5, current: null };
      expect(checker.check(watched)).to.equal("the deployed revision went from 3 to 5");
    });

    it("rules out an `up` that leaves the course", () => {
      const watched = calm();
      const checker = oneRelease();
      const outputs = watched.backend.outputs;
      const at = (revision: number, phase: Phase | null) => {
        const current = phase && { ...release("a"), phase };
        watched.backend.outputs = { ...outputs, revision, current };
        return checker.check(watched);
      };
      expect([at(1, null), at(2, "staged"), at(3, "switched")]).to.deep.equal([null, null, null]);
      expect(at(4, "staged")).to.equal(
        "an `up` led from switched to staged, which no course of a release does",
      );
    });
  });

  describe("on 4: the end of a release", () => {
    it("leaves no load balancer that ever had an answer without a running fleet", () => {
      const watched = calm();
      watched.users.production.setLongAgo("green");
      watched.users.production.servers[0]!.answer = "blue";
      watched.users.rules.blue = null;
      expect(endsWell().check(watched)).to.contain("a client that never resolves again fails");
    });

    it(
      "is not reached while a release is paused, a lock is left, or something differs " +
        "from the recorded state",
      () => {
        const watched = calm();
        watched.backend.outputs = { ...watched.backend.outputs, current: release("a") };
        expect(unsettled(watched.backend)).to.equal("release a is paused in phase staged");
        watched.backend.outputs = { ...watched.backend.outputs, current: null };
        watched.backend.lock = { by: null };
        expect(unsettled(watched.backend)).to.equal("the stack is locked");
        watched.backend.lock = null;
        watched.users.rules.green = "green";
        expect(unsettled(watched.backend)).to.contain("rule of the green load balancer is green");
      },
    );
  });

  describe("on 5: a plain `up`", () => {
    it("may not move a load balancer's rule or a record; a deployer may", () => {
      const watched = calm();
      const checker = plainUpMovesNothing();
      watched.users.rules.green = "green";
      expect(checker.check(watched)).to.equal(null);
      watched.person.busy = true;
      expect(checker.check(watched)).to.equal(null);
      watched.users.production.record = "green";
      expect(checker.check(watched)).to.contain("a plain `up` changed what serves");
    });

    it("may not change what a serving fleet's tasks start from; their number may change, and what is idle", () => {
      const watched = calm();
      const checker = plainUpMovesNothing();
      watched.person.busy = true;
      expect(checker.check(watched)).to.equal(null);
      watched.users.fleets.green.set(Fleet.value(0, `${images.old} EDIT=1`));
      expect(checker.check(watched)).to.equal(null);
      watched.users.fleets.blue.set(Fleet.value(3, images.old));
      expect(checker.check(watched)).to.equal(null);
      watched.users.fleets.blue.set(Fleet.value(3, `${images.old} EDIT=1`));
      expect(checker.check(watched)).to.contain("fleets blue repository@sha256:old EDIT=1");
    });
  });

  describe("on 13: a name with an origin", () => {
    function served() {
      const watched = calm();
      const { activeColor: _, ...service } = watched.backend.outputs.services["users"]!;
      const users = { ...service, activeColor: null };
      watched.backend.outputs = { ...watched.backend.outputs, services: { users } };
      watched.users.hasOrigin = true;
      watched.users.production.setLongAgo("origin");
      return { watched, checker: originStands() };
    }

    it("has a record, and every server answers it", () => {
      const { watched, checker } = served();
      expect(checker.check(watched)).to.equal(null);
      const { production } = watched.users;
      production.servers[1]!.answer = null;
      expect(checker.check(watched)).to.equal("ns2 no longer answers users, which has an origin");
      production.servers[1]!.answer = "origin";
      production.record = null;
      expect(checker.check(watched)).to.equal("users has no record any more, but an origin");
    });

    it("leads to it at rest if no version serves; a release may be on its way", () => {
      const { watched, checker } = served();
      watched.users.production.setLongAgo("blue");
      expect(checker.check(watched)).to.equal(
        "no version of users serves, but its record leads to blue",
      );
      watched.backend.outputs = { ...watched.backend.outputs, current: release("r1") };
      expect(checker.check(watched)).to.equal(null);
    });
  });
});
