import { expect } from "chai";
import {
  type MatrixOptions,
  optionsParser,
  parseOptions,
  type RehearsalOptions,
} from "../../../rehearsal/run/options";

const defaults: RehearsalOptions = {
  scenario: "release",
  overlap: false,
  json: false,
  keep: false,
  ttlSeconds: 5,
  ratePerSecond: 1400,
  seed: 1,
  variant: "good",
  report: null,
  break: [],
  matrix: null,
};

describe("flags of a rehearsal", () => {
  it("have defaults", () => {
    expect(parseOptions([])).to.deep.equal(defaults);
  });

  it("are all read", () => {
    const line = "--json --keep --ttl 60 --rate 200 --seed 7 --image bad-tests --report out";
    expect(parseOptions(`${line} --break drain forward`.split(" "))).to.deep.equal({
      ...defaults,
      json: true,
      keep: true,
      ttlSeconds: 60,
      ratePerSecond: 200,
      seed: 7,
      variant: "bad-tests",
      report: "out",
      break: ["drain", "forward"],
    });
  });

  it("take the fleet, at a rate and with a TTL that suit several releases", () => {
    expect(parseOptions("--scenario fleet --overlap --keep".split(" "))).to.deep.equal({
      ...defaults,
      scenario: "fleet",
      overlap: true,
      keep: true,
      ttlSeconds: 2,
      ratePerSecond: 150,
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
    it(`take ${line}, at a rate that leaves the engine room`, () => {
      expect(parseOptions(line.split(" "))).to.deep.equal({
        ...defaults,
        ratePerSecond: 150,
        matrix,
      });
    });
  }

  it("take the rate that is given", () => {
    expect(parseOptions(["--faults", "--rate", "7"]).ratePerSecond).to.equal(7);
  });

  const wrong: [line: string, told: string][] = [
    ["--imag bad-tests", "error: unknown option '--imag'\n(Did you mean --image?)\n"],
    ["--ttl 0", "'0' is invalid. It must be a whole number from 1 on.\n"],
    ["--rate 1.5", "'1.5' is invalid. It must be a whole number from 1 on.\n"],
    ["--seed -1", "'-1' is invalid. It must be a whole number from 0 on.\n"],
    ["--image good", "Allowed choices are bad-health, bad-tests, slow-start.\n"],
    ["--scenario all", "Allowed choices are release, fleet.\n"],
    ["--overlap", "error: --overlap is about the fleet's worker: add --scenario fleet\n"],
    ["--scenario fleet --report out", "error: --report draws one release: leave out "],
    ["--scenario fleet --image bad-tests", "error: --image is about one release: leave out "],
    ["--scenario fleet --kill-matrix", "error: kills and faults have an environment of their own"],
    ["users", "error: too many arguments. Expected 0 arguments but got 1"],
  ];
  for (const [line, told] of wrong) {
    it(`refuse ${line}`, () => {
      let errors = "";
      const parser = optionsParser().configureOutput({ writeErr: (text) => (errors += text) });
      expect(() => parseOptions(line.split(" "), parser)).to.throw();
      expect(errors).to.include(told);
      expect(errors).to.include("(see npm run rehearse -- --help)");
    });
  }

  it("take away known safeguards only", () => {
    const parser = optionsParser().configureOutput({ writeErr: () => undefined });
    expect(() => parseOptions(["--break", "gravity"], parser)).to.throw(
      /argument 'gravity' is invalid. Allowed choices are drain, .*, forward/,
    );
  });
});
