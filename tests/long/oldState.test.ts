import { OldStates, type OldRow } from "../support/oldState";

const rows: OldRow[] = [
  { phase: "defined", way: "resume", exitCode: 0, serves: "the new version" },
  { phase: "defined", way: "abort", exitCode: 3, serves: "the old version" },
  { phase: "staged", way: "abort", exitCode: 3, serves: "the old version" },
  { phase: "switched", way: "resume", exitCode: 0, serves: "the new version" },
  { phase: "returning", way: "resume", exitCode: 3, serves: "the old version" },
  { phase: "returning", way: "abort", exitCode: 3, serves: "the old version" },
  { phase: "retired", way: "resume", exitCode: 0, serves: "the new version" },
  { phase: "retired", way: "abort", exitCode: 6, serves: "the new version" },
];

/** The phases that tests/long/oldRelease.test.ts leaves out. */
describe("a release that an older version of the program began, in every phase", function () {
  this.timeout(300_000);
  let states: OldStates;

  before(async () => {
    states = await OldStates.open();
  });

  after(() => states.scene.close());

  for (const row of rows) {
    it(`when ${row.phase}, ends by \`${row.way}\` with ${row.serves} in production`, () =>
      states.play(row));
  }
});
