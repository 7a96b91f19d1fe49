import { expect } from "chai";
import type { Phase } from "../../../release/state";
import { keepsDefinition } from "../../../simulation/checkers/6-keepsDefinition";
import { shareAsRecorded } from "../../../simulation/checkers/7-shareAsRecorded";
import { Fleet } from "../../../simulation/model/fleet";
import { images } from "../../../simulation/model/world";
import { calm, release } from "./calm";

describe("the simulation's checkers of definitions", () => {
  describe("on 6: what serves", () => {
    const edited = `${images.old} EDIT=1`;

    it("starts its tasks from a definition that passed its tests, and keeps it", () => {
      const watched = calm();
      const { fleets, rules } = watched.users;
      const checker = keepsDefinition();
      fleets.green.set(Fleet.value(2, edited));
      expect(checker.check(watched), "the candidate gets no traffic").to.equal(null);
      rules.green = "green";
      expect(checker.check(watched)).to.equal(
        `users green serves, and its tasks start from ${edited}, which has not passed its tests`,
      );
      watched.world.tested.add(edited);
      expect(keepsDefinition().check(watched)).to.equal(null);
      // Tested by now, but never while it served.
      fleets.blue.set(Fleet.value(2, edited));
      expect(checker.check(watched)).to.equal(
        `users blue serves, and its tasks now start from ${edited} instead of ${images.old}`,
      );
    });

    it("rolls back to exactly what served before", () => {
      const watched = calm();
      const { world, users, backend } = watched;
      const checker = keepsDefinition();
      for (const definition of [edited, images.new]) world.tested.add(definition);
      const serve = (color: "blue" | "green", definition: string) => {
        users.fleets[color].set(Fleet.value(2, definition));
        users.rules.blue = users.rules.green = color;
        const services = structuredClone(backend.outputs.services);
        services["users"]!.activeColor = color;
        backend.outputs = { ...backend.outputs, services, current: null };
        return checker.check(watched);
      };
      expect(checker.check(watched)).to.equal(null);
      users.fleets.blue.set(Fleet.value(0, images.old));
      expect(serve("green", edited)).to.equal(null);
      users.fleets.blue.set(Fleet.value(2, images.new));
      const back = { ...release("a"), services: { users: { candidate: "blue" as const } } };
      backend.outputs = { ...backend.outputs, current: { ...back, rollsBack: true } };
      expect(checker.check(watched)).to.equal(
        `users rolls back to ${images.new}, but ${images.old} served before`,
      );
      users.fleets.blue.set(Fleet.value(2, images.old));
      expect(checker.check(watched)).to.equal(null);
    });
  });

  describe("on 7: the candidate's share", () => {
    it("is nothing before the switch and after a rollback, as soon as an `up` is recorded", () => {
      for (const phase of ["staged", "returning"] as const) {
        const watched = calm();
        const checker = shareAsRecorded();
        expect(checker.check(watched)).to.equal(null);
        watched.users.rules.green = "green";
        expect(checker.check(watched), "while an `up` runs").to.equal(null);
        const { outputs } = watched.backend;
        const at = (revision: number, of: Phase) => {
          const current = { ...release("a"), phase: of };
          watched.backend.outputs = { ...outputs, revision, current };
          return checker.check(watched);
        };
        expect(at(2, phase)).to.equal(
          `${phase}, but the green load balancer forwards users to green`,
        );
        expect(at(3, "switched")).to.equal(null);
      }
    });
  });
});
