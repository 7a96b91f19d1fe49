import { expect } from "chai";
import type { Takeover } from "../../../release/state";
import { safetyRules } from "../../../simulation/breaks";
import { oneConsumer } from "../../../simulation/checkers/9-oneConsumer";
import type { Watched } from "../../../simulation/checkers/checker";
import { Backend } from "../../../simulation/model/backend";
import { environmentOf } from "../../../simulation/model/environment";
import { History } from "../../../simulation/model/history";
import { sound } from "../../../simulation/model/fleet";
import { resourcesOf } from "../../../simulation/model/resources";
import { SettingsFile } from "../../../simulation/model/settingsFile";
import { VirtualTime } from "../../../simulation/model/time";
import { timings } from "../../../simulation/model/timings";
import { images, World } from "../../../simulation/model/world";

/** Blue of a worker consumes, all is well; each test then breaks something by hand. */
function calm(worker: Takeover) {
  const time = new VirtualTime(() => undefined);
  const world = new World(time, ["mailer"], () => undefined, { mailer: worker });
  world.releaseLongAgo(2);
  const environment = environmentOf({
    services: 0,
    worker,
    hooks: false,
    neighbour: null,
    canary: false,
    approval: false,
    compare: false,
  });
  const mailer = world.services[0]!;
  const outputs = structuredClone(environment.initial.released);
  const file = new SettingsFile(environment.settings);
  const resources = resourcesOf(mailer, safetyRules(null).program, file);
  const backend = new Backend(resources, outputs, new History(time));
  return { mailer, watched: { world, backend, environment } as unknown as Watched };
}

const check = (watched: Watched) => oneConsumer().check(watched);

function selfTestPasses({ world }: Watched): void {
  world.oneOffTasks.start("bluegreen/a/mailer/selfTest", images.new, sound);
  world.time.nowMs += timings.testsMs;
}

describe("the simulation's checker 9: a worker", () => {
  const greenRuns = ({ fleets: { green } }: World["services"][number]) => {
    green.definition = green.runningDefinition = images.new;
    green.running = 1;
  };

  it("never consumes with two colors if it hands over, and may if it overlaps", () => {
    for (const worker of ["handover", "overlap"] as const) {
      const { mailer, watched } = calm(worker);
      selfTestPasses(watched);
      expect(check(watched)).to.equal(null);
      greenRuns(mailer);
      const both = "both colors of mailer consume at once";
      expect(check(watched)).to.equal(worker === "handover" ? both : null);
      // Told to stop, and still working on its last job.
      mailer.fleets.blue.desired = 0;
      expect(check(watched)).to.equal(worker === "handover" ? both : null);
      mailer.fleets.blue.running = 0;
      expect(check(watched)).to.equal(null);
    }
  });

  it("consumes only once its self-test has passed", () => {
    const { mailer, watched } = calm("handover");
    mailer.fleets.blue.running = 0;
    greenRuns(mailer);
    const early = "mailer green consumes but has not passed its self-test";
    expect(check(watched)).to.equal(early);
    const failing = { ...sound, passesTests: false };
    watched.world.oneOffTasks.start("bluegreen/b/mailer/selfTest", images.new, failing);
    watched.world.time.nowMs += timings.testsMs;
    expect(check(watched)).to.equal(early);
    selfTestPasses(watched);
    expect(check(watched)).to.equal(null);
  });

  it("is left with exactly its active color", () => {
    const { watched } = calm("handover");
    const { fleets } = watched.backend.outputs.services["mailer"]!;
    fleets.blue.size = 0;
    expect(check(watched)).to.contain("mailer is blue, and blue should have 0 tasks");
    fleets.blue.size = fleets.green.size = 2;
    expect(check(watched)).to.contain("mailer is blue, and green should have 2 tasks");
  });
});
