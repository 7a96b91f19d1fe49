import { expect } from "chai";
import { hooksInOrder } from "../../../simulation/checkers/8-hooksInOrder";
import { sound } from "../../../simulation/model/fleet";
import { timings } from "../../../simulation/model/timings";
import { images } from "../../../simulation/model/world";
import { calm, release } from "./calm";

describe("the simulation's checkers of hooks", () => {
  describe("on 8: hooks", () => {
    const key = (hook: string) => `bluegreen/a/users/${hook}`;

    it("pass before what they guard, on the candidate's definition", () => {
      const watched = calm();
      const { world, engine } = watched;
      const checker = hooksInOrder();
      const services = structuredClone(engine.lastWanted.services);
      services["users"]!.fleets.green = { image: images.new, size: 0 };
      engine.lastWanted = { ...engine.lastWanted, services, current: release("a") };
      expect(checker.check(watched)).to.equal(`staged before ${key("beforeStage")} has passed`);
      world.oneOffTasks.start(key("beforeStage"), images.new, sound);
      expect(checker.check(watched)).to.equal(`staged before ${key("beforeStage")} has passed`);
      world.time.nowMs += timings.hookMs;
      expect(checker.check(watched)).to.equal(null);
      engine.lastWanted.current = { ...release("a"), phase: "switched" };
      world.oneOffTasks.start(key("beforeSwitch"), images.old, sound);
      world.time.nowMs += timings.hookMs;
      expect(checker.check(watched)).to.equal(`${key("beforeSwitch")} ran on another definition`);
    });

    it("start once if declared so, unless a person asks for them again", () => {
      const watched = calm();
      const { oneOffTasks } = watched.world;
      const startAgain = (hook: string) => {
        oneOffTasks.start(key(hook), images.new, sound);
        watched.world.time.nowMs += timings.hookMs;
        oneOffTasks.rememberMs = 0;
        oneOffTasks.start(key(hook), images.new, sound);
      };
      startAgain("afterRetire");
      expect(hooksInOrder().check(watched)).to.equal(null);
      startAgain("beforeSwitch");
      expect(hooksInOrder().check(watched)).to.equal(
        `${key("beforeSwitch")} is declared \`once\` but was started again`,
      );
      oneOffTasks.allow(key("beforeSwitch"));
      const again = () => {
        watched.world.time.nowMs += timings.hookMs;
        oneOffTasks.start(key("beforeSwitch"), images.new, sound);
        return hooksInOrder().check(watched);
      };
      expect(again()).to.equal(null);
      expect(again()).to.match(/was started again$/);
    });

    it("may start late if a deployer was suspended as it asked, but no more often than asked for", () => {
      const watched = calm();
      const { oneOffTasks } = watched.world;
      oneOffTasks.rememberMs = 0;
      const start = () => {
        oneOffTasks.start(key("afterSwitch"), images.new, sound);
        watched.world.time.nowMs += timings.hookMs;
        return hooksInOrder().check(watched);
      };
      oneOffTasks.ask(key("afterSwitch"));
      oneOffTasks.allow(key("afterSwitch"));
      expect([start(), start()]).to.deep.equal([null, null]);
      expect(start()).to.match(/afterSwitch is declared `once` but was started again$/);
    });
  });
});
