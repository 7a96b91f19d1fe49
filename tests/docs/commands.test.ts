import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { explanations } from "../../automation/course/explain";
import { workflow, workflowFiles } from "../ci/workflow";
import { type Found, inShell, unknown } from "./commands/found";
import { inMarkdown, shortened } from "./commands/inMarkdown";
import { inSource, textsIn } from "./commands/inSource";
import { problemsIn, unknownOptionsIn } from "./commands/judge";

const root = join(__dirname, "..", "..");
const read = (file: string) => readFileSync(join(root, file), "utf8");

const folders = ["access", "automation", "components", "config", "privilege", "release"];

const sources = folders.flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts"))
    .map((file) => join(folder, file)),
);

const pages = [
  "README.md",
  "ci/README.md",
  "access/README.md",
  ...readdirSync(join(root, "docs"))
    .filter((file) => file.endsWith(".md"))
    .map((file) => `docs/${file}`),
];

/** The command is known only at run time. */
const isOpen = ({ text }: Found) => text.startsWith(unknown) || text.startsWith("<command>");

describe("a command that messages and docs name", () => {
  const inProgram = sources.flatMap((file) => inSource(file, read(file)));

  it("is complete and parses, in every message of the program", () => {
    expect(problemsIn(inProgram.filter((found) => !isOpen(found)))).to.deep.equal([]);
  });

  it("is known before run time, except where the command line lists all its commands", () => {
    const files = inProgram.filter(isOpen).map(({ where }) => where.split(":")[0]);
    expect([...new Set(files)].sort()).to.deep.equal([
      "automation/cli/registrations/help.ts",
      "automation/course/explain.ts",
    ]);
  });

  it("is complete and parses, in everything that `explain` prints", () => {
    const found = explanations().flatMap(({ kind, name, commands }) =>
      commands.map((text) => ({ where: `${kind} ${name}`, text: text.replace(/^bluegreen /, "") })),
    );
    expect(found.length).to.be.greaterThan(explanations().length);
    expect(problemsIn(found)).to.deep.equal([]);
  });

  it("is complete and parses, in the README, the runbook and the other pages", () => {
    expect(problemsIn(pages.flatMap((page) => inMarkdown(page, read(page))))).to.deep.equal([]);
  });

  it("has the options that pages mention together with only its name", () => {
    const mentioned = pages.flatMap((page) => shortened({ where: page, text: read(page) }));
    expect(unknownOptionsIn(mentioned)).to.deep.equal([]);
  });

  it("has the options that messages mention with its name alone", () => {
    const texts = sources.flatMap((file) => textsIn(file, read(file)));
    expect(unknownOptionsIn(texts.flatMap(shortened))).to.deep.equal([]);
  });

  it("is complete and parses, in the workflows", () => {
    const steps = workflowFiles.flatMap((file) =>
      Object.values(workflow(file).jobs).flatMap(({ steps }) =>
        steps.flatMap(({ run = "" }) => inShell(run).map((text) => ({ where: file, text }))),
      ),
    );
    const files = [...new Set(steps.map(({ where }) => where))];
    expect(files.sort()).to.deep.equal([...workflowFiles].sort());
    expect(problemsIn(steps)).to.deep.equal([]);
  });
});

describe("the search for commands that messages and docs name", () => {
  const planted = [
    'refused("found", "bluegreen resum --stack dev");',
    'refused("found", `bluegreen resume`);',
    "refused(`found`, `bluegreen resume --stak ${stack.name}`);",
    "note(`\\`bluegreen up --stack ${stack}\\` makes it, bluegreen up --stack ${stack} makes it`);",
    'note("see " + "`bluegreen history --limit none --stack " + name + "`");',
    "note(`${on ? `bluegreen env ${on}` : ''}x; bluegreen status --stack ${stack}`);",
    'next(bluegreen("resume", stack.name, "--hook-rn", id));',
    "// bluegreen is not a message\nconst version = 'bluegreen 1.0';",
  ].join("\n");

  it("finds commands in a program that do not parse", () => {
    expect(problemsIn(inSource("a.ts", planted))).to.deep.equal([
      "a.ts:1: bluegreen resum --stack dev: unknown command 'resum'; did you mean resume?",
      "a.ts:2: bluegreen resume: required option '--stack <stack>' not specified",
      `a.ts:3: bluegreen resume --stak ${unknown}: unknown option '--stak'; did you mean --stack?`,
      `a.ts:4: bluegreen up --stack ${unknown} makes it: too many arguments for 'up'. Expected 0 arguments but got 2`,
      `a.ts:5: bluegreen history --limit none --stack ${unknown}: option '--limit <count>' argument 'none' is invalid. It must be a whole number above 0`,
      `a.ts:6: bluegreen env ${unknown}: unknown command '1'`,
      `a.ts:7: bluegreen resume --stack ${unknown} --hook-rn ${unknown}: unknown option '--hook-rn'; did you mean --hook-ran?`,
      "a.ts:9: bluegreen 1.0: unknown command '1.0'",
    ]);
  });

  it("finds each command in a sentence, with its arguments", () => {
    const source =
      'next("bluegreen unlock --stack " + name + "; bluegreen resume --stack dev, then roll back");';
    expect(inSource("a.ts", source).map(({ text }) => text)).to.deep.equal([
      `unlock --stack ${unknown}`,
      "resume --stack dev",
    ]);
  });

  it("finds commands on a page that do not parse", () => {
    const page = [
      "Run `bluegreen abort`, `bluegreen preview down --pr <n>` or",
      "`bluegreen status --stack\ndev`; not `pulumi up`.",
      "",
      "```sh",
      "npm ci && npx bluegreen up --stack dev # first",
      "npx bluegreen deploy --stack dev --file release.yaml \\",
      "  --only-chnged",
      "```",
    ].join("\n");
    expect(problemsIn(inMarkdown("a.md", page))).to.deep.equal([
      "a.md: bluegreen deploy --stack dev --file release.yaml    --only-chnged: unknown option '--only-chnged'; did you mean --only-changed?",
      "a.md: bluegreen abort: required option '--stack <stack>' not specified",
    ]);
    expect(inMarkdown("a.md", page).length).to.equal(5);
    const mentions =
      "`preview prune --dry-run`, `resume --hook-rn <service>/<hook>`, `npm run -- --x`";
    expect(unknownOptionsIn(shortened({ where: "a.md", text: mentions }))).to.deep.equal([
      "a.md: resume --hook-rn <service>/<hook>: unknown option --hook-rn",
    ]);
  });

  it("finds commands in a workflow that do not parse", () => {
    const run =
      'set -e\nnode bin/bluegreen.js rollback --stack "$STACK" ${S:+--servce "$S"} || [ $? -eq 3 ]\n' +
      "node bin/bluegreen.js plan --stack ${{ matrix.stack }} |\n  tee plan.md";
    const found = inShell(run).map((text) => ({ where: "a.yml", text }));
    expect(found.length).to.equal(2);
    expect(problemsIn(found)).to.deep.equal([
      `a.yml: bluegreen rollback --stack ${unknown} --servce ${unknown}: unknown option '--servce'; did you mean --service?`,
    ]);
  });
});
