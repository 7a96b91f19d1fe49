import { expect } from "chai";
import {
  type MatrixOptions,
  optionsParser,
  parseOptions,
  type RehearsalOptions,
} from "../../../rehearsal/run/options";

/** Leaves processor time to others, and is patient if they take it. */
const modest = { ratePerSecond: 150, timeoutMs: 20_000 };

const defaults: RehearsalOptions = {
  scenario: "release",
  overlap: false,
  json: false,
  keep: false,
  open: false,
  ttlSeconds: 5,
  ratePerSecond: 1500,
  timeoutMs: 5000,
  seed: 1,
  nodes: 2,
  awsTimes: false,
  variant: "good",
  compare: false,
  canary: false,
  warm: false,
  report: null,
  break: [],
  matrix: null,
};

describe("flags of the rehearsal", () => {
  it("have defaults", () => {
    expect(parseOptions([])).to.deep.equal(defaults);
  });

  it("are all read", () => {
    const line =
      "--json --keep --open --ttl 60 --rate 200 --seed 7 --nodes 24 --aws-times --image bad-tests --report out";
    expect(parseOptions(`${line} --break drain forward`.split(" "))).to.deep.equal({
      ...defaults,
      json: true,
      keep: true,
      open: true,
      ttlSeconds: 60,
      ratePerSecond: 200,
      seed: 7,
      nodes: 24,
      awsTimes: true,
      variant: "bad-tests",
      report: "out",
      break: ["drain", "forward"],
    });
  });

  for (const image of ["slow", "fast", "differs"]) {
    it(`compare the versions for the image ${image}, at a rate that leaves processor time to it`, () => {
      expect(parseOptions(["--image", image])).to.deep.equal({
        ...defaults,
        ...modest,
        variant: image,
        compare: true,
      });
    });
  }

  it("warm up the candidate, or show what happens without, with load balancers that grow", () => {
    const warm = { ...defaults, ...modest, warm: true };
    expect(parseOptions(["--warm"])).to.deep.equal(warm);
    expect(parseOptions(["--break", "warm"])).to.deep.equal({ ...warm, break: ["warm"] });
  });

  it("shift production by shares, and then compare nothing before it", () => {
    const options = { ...defaults, ...modest, canary: true };
    expect(parseOptions(["--canary"])).to.deep.equal(options);
    expect(parseOptions(["--canary", "--image", "slow"])).to.deep.equal({
      ...options,
      variant: "slow",
    });
    const failing = parseOptions(["--image", "errors"]);
    expect(failing).to.deep.equal({ ...options, variant: "errors" });
    const differing = parseOptions(["--canary", "--image", "differs"]);
    expect(differing).to.deep.equal({ ...options, variant: "differs", compare: true });
    const even = parseOptions(["--break", "weights"]);
    expect(even).to.deep.equal({ ...options, break: ["weights"] });
  });

  it("compare an equal version when asked to", () => {
    const options = { ...defaults, ...modest, compare: true };
    expect(parseOptions(["--compare"])).to.deep.equal(options);
  });

  it("select the fleet, with a rate and a TTL that suit several releases", () => {
    expect(parseOptions("--scenario fleet --overlap --keep".split(" "))).to.deep.equal({
      ...defaults,
      scenario: "fleet",
      overlap: true,
      keep: true,
      ttlSeconds: 2,
      ...modest,
    });
  });

  it("select settings, with a rate and a TTL that suit several releases", () => {
    expect(parseOptions("--scenario settings --json".split(" "))).to.deep.equal({
      ...defaults,
      scenario: "settings",
      json: true,
      ttlSeconds: 2,
      ...modest,
    });
  });

  it("select shapes, with safeguards that only they have", () => {
    const line = "--scenario shapes --break session essential deregistration";
    expect(parseOptions(line.split(" "))).to.deep.equal({
      ...defaults,
      scenario: "shapes",
      ttlSeconds: 2,
      break: ["session", "essential", "deregistration"],
      ...modest,
    });
  });

  const matrices: [line: string, matrix: MatrixOptions][] = [
    ["--kill-matrix", { kind: "kill", names: [] }],
    [
      "--kill step-5 switch-record-after",
      { kind: "kill", names: ["step-5", "switch-record-after"] },
    ],
    ["--faults", { kind: "fault", names: [] }],
    ["--fault list", { kind: "fault", names: ["list"] }],
  ];
  for (const [line, matrix] of matrices) {
    it(`select a matrix by ${line}, with a rate that leaves processor time to Pulumi`, () => {
      expect(parseOptions(line.split(" "))).to.deep.equal({
        ...defaults,
        ...modest,
        matrix,
      });
    });
  }

  it("set the rate explicitly", () => {
    expect(parseOptions(["--faults", "--rate", "7"]).ratePerSecond).to.equal(7);
  });

  const wrong: [line: string, told: string][] = [
    ["--imag bad-tests", "error: unknown option '--imag'\n(Did you mean --image?)\n"],
    ["--ttl 0", "'0' is invalid. It must be a whole number of at least 1.\n"],
    ["--rate 1.5", "'1.5' is invalid. It must be a whole number of at least 1.\n"],
    ["--seed -1", "'-1' is invalid. It must be a whole number of at least 0.\n"],
    [
      "--image good",
      "Allowed choices are bad-health, bad-tests, slow-start, slow, fast, differs, errors.\n",
    ],
    ["--scenario all", "Allowed choices are release, fleet, settings, schedules, adopt, shapes.\n"],
    ["--break cookie", "--break cookie applies to services of other shapes: add --scenario shapes"],
    ["--scenario shapes --warm", "error: --warm applies to a single release: remove "],
    ["--overlap", "error: --overlap applies to the fleet's worker: add --scenario fleet\n"],
    ["--scenario fleet --report out", "error: --report draws a single release: remove "],
    ["--scenario fleet --image bad-tests", "error: --image applies to a single release: remove "],
    ["--scenario settings --compare", "error: --compare applies to a single release: remove "],
    ["--scenario fleet --canary", "error: --canary applies to a single release: remove "],
    ["--scenario fleet --warm", "error: --warm applies to a single release: remove "],
    ["--faults --canary", "of their own: remove --canary\n"],
    ["--faults --warm", "of their own: remove --warm\n"],
    ["--scenario settings --overlap", "error: --overlap applies to the fleet's worker: add "],
    ["--scenario settings --report out", "remove --scenario settings or --report\n"],
    ["--scenario settings --image bad-tests", "remove --scenario settings or --image\n"],
    ["--scenario settings --faults", "of their own: remove --scenario settings\n"],
    ["--kill step-5 --image slow", "of their own: remove --image\n"],
    ["--faults --compare", "of their own: remove --compare\n"],
    ["--faults --nodes 24", "of their own: remove --nodes\n"],
    ["--fault list --aws-times", "of their own: remove --aws-times\n"],
    ["--kill-matrix --report out", "of their own: remove --report\n"],
    ["--kill-matrix --keep", "of their own: remove --keep\n"],
    ["--kill-matrix --open", "of their own: remove --open\n"],
    ["--faults --break drain", "of their own: remove --break\n"],
    ["--faults --break sentAgain drain", "of their own: remove --break\n"],
    ["--break sentAgain", "only kills and faults have a receiver of events: add --kill or "],
    ["--scenario fleet --kill-matrix", "error: kills and faults use an environment of their own"],
    ["users", "error: too many arguments. Expected 0 arguments but got 1"],
  ];
  for (const [line, told] of wrong) {
    it(`are refused: ${line}`, () => {
      let errors = "";
      const parser = optionsParser().configureOutput({ writeErr: (text) => (errors += text) });
      expect(() => parseOptions(line.split(" "), parser)).to.throw();
      expect(errors).to.include(told);
      expect(errors).to.include("(see bluegreen rehearse --help)");
    });
  }

  it("disable what is announced of kills and faults", () => {
    const parsed = parseOptions(
      "--fault outcome-unsent --break sentAgain recordedFirst".split(" "),
    );
    expect(parsed.break).to.deep.equal(["sentAgain", "recordedFirst"]);
  });

  it("disable only known safeguards", () => {
    const parser = optionsParser().configureOutput({ writeErr: () => undefined });
    expect(() => parseOptions(["--break", "gravity"], parser)).to.throw(
      /argument 'gravity' is invalid. Allowed choices are drain, .*, forward/,
    );
  });
});
