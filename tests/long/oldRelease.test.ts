import { OldStates } from "../support/oldState";

/** The other phases: tests/long/oldState.test.ts. */
describe("a release that an older version of the program began, on the real Pulumi", function () {
  this.timeout(300_000);
  let states: OldStates;

  before(async () => {
    states = await OldStates.open();
  });

  after(() => states.scene.close());

  it("is resumed before its switch, with the settings of the last `up`", () =>
    states.play({ phase: "staged", way: "resume", exitCode: 0, serves: "the new version" }));

  it("is aborted after its switch, and production rolls back to what served", () =>
    states.play({ phase: "switched", way: "abort", exitCode: 3, serves: "the old version" }));
});
