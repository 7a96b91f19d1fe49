import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { commandsIn, stubbedProgram } from "../../support/commandLine";
import { bluegreen } from "./run";

const bin = join(__dirname, "../../../bin/bluegreen.js");

describe("completion", () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "bluegreen-completion-"));
    const settings = (...services: string[]) =>
      `config:\n  shop:services:\n${services.map((name) => `    ${name}: {}\n`).join("")}`;
    writeFileSync(join(folder, "Pulumi.yaml"), "name: shop\n");
    writeFileSync(join(folder, "Pulumi.dev.yaml"), settings("users", "orders"));
    writeFileSync(join(folder, "Pulumi.prod.yaml"), settings("users", "mails"));
    writeFileSync(join(folder, "Pulumi.broken.yaml"), "config: [");
  });
  after(() => rmSync(folder, { recursive: true }));

  /** What follows these words, without descriptions. */
  const next = (...words: string[]) => {
    const args = [bin, "complete", "--", ...words];
    const text = execFileSync(process.execPath, args, { cwd: folder, encoding: "utf8" });
    return text
      .trimEnd()
      .split("\n")
      .filter((line) => !line.startsWith(":"))
      .map((line) => line.split("\t")[0]);
  };

  it("knows every command, and those of a family", () => {
    const { program } = stubbedProgram();
    const shown = program.commands.filter((one) => !("_hidden" in one && one._hidden));
    expect(next("")).to.include.members(shown.map((one) => one.name()));
    expect(next("service", "")).to.include.members(["add", "remove"]);
    expect(commandsIn(program).length).to.be.greaterThan(shown.length);
  });

  it("knows the options of a command", () => {
    expect(next("rollback", "--")).to.include.members(["--stack", "--service", "--to"]);
  });

  it("knows the stacks and their services from the files of the project, also beside a broken one", () => {
    expect(next("status", "--stack", "")).to.deep.equal(["broken", "dev", "prod"]);
    expect(next("status", "--stack", "p")).to.deep.equal(["prod"]);
    expect(next("link", "--stack", "dev", "--service", "")).to.deep.equal(["users", "orders"]);
    expect(next("link", "--service", "m")).to.deep.equal(["mails"]);
    expect(next("link", "--stack", "broken", "--service", "")).to.deep.equal([]);
  });

  it("works in bash, at the end of a word and after a space", () => {
    const { stdout } = bluegreen(["completion", "bash"]);
    const script = join(folder, "completion.bash");
    writeFileSync(script, stdout);
    const completed = (line: string) => {
      const words = line.split(" ");
      const shell = `
        bluegreen() { ${JSON.stringify(process.execPath)} ${JSON.stringify(bin)} "$@"; }
        _get_comp_words_by_ref() { cur="\${COMP_WORDS[COMP_CWORD]}"; prev="\${COMP_WORDS[COMP_CWORD-1]}"; words=("\${COMP_WORDS[@]}"); cword=$COMP_CWORD; }
        source ${JSON.stringify(script)}
        COMP_WORDS=(${words.map((word) => JSON.stringify(word)).join(" ")}); COMP_CWORD=${words.length - 1}
        COMP_LINE=${JSON.stringify(line)}; COMP_POINT=${line.length}
        compopt() { :; } # Only inside of a completion by the shell itself.
        __bluegreen_complete
        printf '%s\\n' "\${COMPREPLY[@]}"`;
      const text = execFileSync("bash", ["-c", shell], { cwd: folder, encoding: "utf8" });
      return text
        .trimEnd()
        .split("\n")
        .map((one) => one.split(/\s/)[0]);
    };
    expect(completed("bluegreen rollb")).to.deep.equal(["rollback"]);
    expect(completed("bluegreen status --stack ")).to.deep.equal(["broken", "dev", "prod"]);
  });

  it("is a script for each shell, and refuses others", () => {
    for (const shell of ["bash", "zsh", "fish"]) {
      const { exitCode, stdout } = bluegreen(["completion", shell]);
      expect(exitCode).to.equal(0);
      expect(stdout).to.include("bluegreen complete --");
      const { stdout: json } = bluegreen(["completion", shell, "--json"]);
      expect((JSON.parse(json) as { script: string }).script.trimEnd()).to.equal(stdout.trimEnd());
    }
    expect(bluegreen(["completion", "csh"]).exitCode).to.equal(2);
  });
});
