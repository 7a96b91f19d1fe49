import type { Command } from "commander";
import { expect } from "chai";
import { exitCodes } from "../../../automation/course/exitCodes";
import { pathOf } from "../../../automation/cli/registrations/help";
import { goldenIn } from "../../support/golden";
import { commandsIn, stubbedProgram } from "../../support/commandLine";
import { bluegreen } from "./run";

const golden = goldenIn(__dirname);

/** What `--help` of a command prints, with the texts before and after it. */
function helpOf(command: Command): string {
  let text = "";
  command.configureOutput({ writeOut: (part) => (text += part), getOutHelpWidth: () => 80 });
  command.outputHelp();
  return text;
}

describe("`--help`", () => {
  it("lists the commands by task, with examples and exit codes", () => {
    const { exitCode, stdout, stderr } = bluegreen(["--help"]);
    golden("help.txt", stdout.trimEnd());
    expect([exitCode, stderr]).to.deep.equal([exitCodes.done, ""]);
  });

  it("of a command has what can't be left out, its own options first, and examples", () => {
    const { exitCode, stdout } = bluegreen(["env", "create", "--help"]);
    golden("help-env-create.txt", stdout.trimEnd());
    expect(exitCode).to.equal(exitCodes.done);
  });

  it("of a family lists its commands", () => {
    golden("help-service.txt", bluegreen(["service", "--help"]).stdout.trimEnd());
  });

  it("fits a terminal of 80 columns, and shows no meaningless default", () => {
    for (const command of commandsIn(stubbedProgram().program)) {
      const text = helpOf(command);
      for (const line of text.split("\n")) expect(line.length, line).to.be.at.most(80);
      expect(text).to.not.include("default: []");
      expect(text).to.not.include("default: false");
      expect(text).to.not.include(process.cwd());
    }
  });

  it("of each command has an example, which is a command of that name", () => {
    const leaves = commandsIn(stubbedProgram().program).filter(
      ({ commands }) => commands.length === 0,
    );
    expect(leaves.length).to.equal(41);
    for (const command of leaves) {
      const [, examples = ""] = helpOf(command).split(/\nExamples?:\n/);
      const lines = examples.trimEnd().split("\n");
      for (const line of lines) {
        const { program, called } = stubbedProgram();
        const [, ...args] = line.trim().split(" ");
        program.parse(args, { from: "user" });
        expect(called, line).to.deep.equal([pathOf(command)]);
      }
    }
  });
});

describe("a command line that is wrong", () => {
  const rows: [string, string[]][] = [
    ["deploi", ["unknown command 'deploi'; did you mean deploy?", "bluegreen --help"]],
    ["help deploi", ["unknown command 'deploi'; did you mean deploy?", "bluegreen --help"]],
    ["help service ad", ["unknown command 'ad'; did you mean add?", "bluegreen service --help"]],
    ["help nonsense", ["unknown command 'nonsense'", "bluegreen --help"]],
    ["env creat x", ["unknown command 'creat'; did you mean create?", "bluegreen env --help"]],
    [
      "status --stack dev --jsn",
      ["unknown option '--jsn'; did you mean --json?", "bluegreen status --help"],
    ],
    [
      "status --stak=dev",
      ["unknown option '--stak'; did you mean --stack?", "bluegreen status --help"],
    ],
    ...(
      [
        ["--stack --cwd .", "has no value; --cwd is an option of its own"],
        ["--stack=", "has an empty value"],
        ["--stack dev --stack prod", "was given twice: dev and prod"],
      ] as const
    ).map(([args, is]): [string, string[]] => [
      `abort ${args}`,
      [`option '--stack <stack>' ${is}`, "bluegreen abort --help"],
    ]),
    [
      "deploy --stack dev --service users --image=",
      ["option '--image <reference>' has an empty value", "bluegreen deploy --help"],
    ],
    ["status", ["required option '--stack <stack>' not specified", "bluegreen status --help"]],
    [
      "history --stack dev --limit 0",
      [
        "option '--limit <count>' argument '0' is invalid. It must be a whole number above 0",
        "bluegreen history --help",
      ],
    ],
    [
      "history --stack dev --limit 1\nor2",
      [
        "option '--limit <count>' argument '1 or2' is invalid. It must be a whole number above 0",
        "bluegreen history --help",
      ],
    ],
    ...["65536", "-1", "8080.5", "http"].map((port): [string, [string, string]] => [
      `dashboard --stack dev --port=${port}`,
      [
        `option '--port <number>' argument '${port}' is invalid. It must be a whole number from 0 to 65535; 0 is a free port`,
        "bluegreen dashboard --help",
      ],
    ]),
    [
      "abort now --stack dev",
      ["too many arguments for 'abort'. Expected 0 arguments but got 1", "bluegreen abort --help"],
    ],
    [
      "explain stagd",
      ["`stagd` is no phase, step or exit code; did you mean staged?", "bluegreen explain staged"],
    ],
    [
      "status --stack prd",
      [
        "stack prd has no settings file Pulumi.prd.yaml; did you mean prod?",
        "bluegreen status --stack prod",
      ],
    ],
  ];

  for (const [line, [found, next]] of rows) {
    it(`is answered with what was meant and what to run: bluegreen ${line}`, () => {
      expect(bluegreen(line.split(" "))).to.deep.equal({
        exitCode: exitCodes.refused,
        stdout: "",
        stderr: `error: ${found}\nnext: ${next}\n`,
      });
    });
  }

  it("is answered with JSON on stdout too, when that was asked for", () => {
    for (const line of ["status --stak=dev --json", "deploi --json", "explain stagd --json"]) {
      const { exitCode, stdout, stderr } = bluegreen(line.split(" "));
      const { ok, outcome, found, ...more } = JSON.parse(stdout) as Record<string, unknown>;
      expect([exitCode, ok, outcome]).to.deep.equal([exitCodes.refused, false, "refused"]);
      expect(stderr).to.match(/^error: .*\nnext: bluegreen .*\n$/);
      expect(stderr.startsWith(`error: ${String(found)}\n`)).to.equal(true);
      const next = stderr.trimEnd().split("\nnext: ")[1];
      expect(Object.values(more)).to.deep.equal([[], next]);
    }
  });
});

describe("`bluegreen explain`", () => {
  for (const [file, words] of [
    ["explain.txt", []],
    ["explain-staged.txt", ["staged"]],
    ["explain-exit-4.txt", ["exit", "4"]],
    ["explain-5.txt", ["5"]],
  ] as const) {
    it(`prints ${file}, without settings, Pulumi or a stack`, () => {
      const { exitCode, stdout, stderr } = bluegreen(["explain", ...words], "/");
      golden(file, stdout.trimEnd());
      expect([exitCode, stderr]).to.deep.equal([exitCodes.done, ""]);
    });
  }

  it("prints commands for a stack, and JSON", () => {
    const { stdout } = bluegreen(["explain", "exit-2", "--stack", "prod", "--json"], "/");
    const { ok, explanations } = JSON.parse(stdout) as {
      ok: boolean;
      explanations: Record<string, unknown>[];
    };
    expect(ok).to.equal(true);
    expect(
      explanations.map(({ kind, name, commands }) => ({ kind, name, commands })),
    ).to.deep.equal([
      {
        kind: "exit",
        name: "2",
        commands: ["bluegreen verify --stack prod", "bluegreen status --stack prod"],
      },
    ]);
  });
});

describe("`bluegreen --version`", () => {
  it("prints the version of the package", () => {
    const { version } = require("../../../package.json") as { version: string };
    expect(bluegreen(["--version"]).stdout).to.equal(`${version}\n`);
  });
});
