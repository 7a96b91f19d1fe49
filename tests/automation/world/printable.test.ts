import { expect } from "chai";
import fc from "fast-check";
import { codeBlock, codeSpan, table } from "../../../automation/plan/comment";
import { printable, printableJson } from "../../../automation/world/printable";

/** Made of what harms in one place or another, so that any two of them meet. */
const harmful = fc
  .array(
    fc.constantFrom(
      ...["::", ":", "##", "#", "[", "error", "vso", "\n", "\r", "\t", " ", "\u00a0", "\u2028"],
      ...["\u001b[2J", "\u001b]0;x\u0007", "\u001b", "\u009b31m", "\u202e", "\u{e0041}", "\ud800"],
      ...["`", "```", "|", "\\", "@team", "![x](https://x.example/y)", "-->", "<img src=x>", "é"],
    ),
    { maxLength: 12 },
  )
  .map((parts) => parts.join(""));

/** As GitHub's runner finds commands in a log (ActionCommand.cs), which is split where .NET ends lines. */
function runnerCommands(log: string): string[] {
  return log
    .split(/\r\n|\r|\n/)
    .filter((line) => line.trimStart().startsWith("::") || /##[a-z]*\[/i.test(line));
}

describe("foreign text that is shown to people", () => {
  const table_: [what: string, from: string, to: string][] = [
    ["a command of GitHub's runner", "::error::x", ": :error::x"],
    ["one behind white space", "\u00a0 ::add-mask::x", "\u00a0 : :add-mask::x"],
    ["one in a later line", "a\r::stop-commands::b", "a\n: :stop-commands::b"],
    ["one of the older kind, anywhere", "a ##[group]b", "a # #[group]b"],
    ["one of Azure's", "##vso[task.setvariable]b", "# #vso[task.setvariable]b"],
    ["colors and titles of a terminal", "\u001b[31mred\u001b[0m\u001b]0;title\u0007", "red"],
    ["a lone escape", "a\u001b", "a\ufffd"],
    ["a line that is overwritten", "good\rbad", "good\nbad"],
    ["text that reads the other way", "user\u202etxt.exe", "user\ufffdtxt.exe"],
    ["a password", "at postgres://u:hush@host:1/x", "at postgres://***@host:1/x"],
    ["one with an at sign", "at postgres://u:hu@sh@host:1/x", "at postgres://***@host:1/x"],
    [
      "letters that nobody sees",
      "a\u115fb\u3164c\u034fd\u{e0100}e\u17b4f\u200bg",
      "a\ufffdb\ufffdc\ufffdd\ufffde\ufffdf\ufffdg",
    ],
    ["half a sign", "a\ud800b", "a\ufffdb"],
  ];
  for (const [what, from, to] of table_) {
    it(`is without ${what}`, () => expect(printable(from)).to.equal(to));
  }

  it("loses its passwords in JSON too, and keeps its quotes", () => {
    const values = { url: "https://x.example", to: "me@x.example", at: "s3://a:hush@b" };
    expect(JSON.parse(printableJson(values))).to.deep.equal({ ...values, at: "s3://***@b" });
  });

  it("stays as it is if it is only text", () => {
    const text = "Ünïcode 👩‍💻 ❤️, `code`, a::b, # heading\n\t- 12:30:05 [ok]\n";
    expect(printable(text)).to.equal(text);
  });

  it("is shown at once, however long it is and whatever it is made of", () => {
    const parts = [
      "\u001b",
      "\u001b[",
      "\u001b]8;;",
      "\u009b1;",
      ":",
      "##a",
      "\n ",
      "://",
      "://a:",
    ];
    const startedMs = performance.now();
    for (const part of [...parts, "://:@"]) printable(part.repeat(1e5));
    expect(performance.now() - startedMs).to.be.below(2000);
  });

  it("triggers nothing in a CI runner, however it is composed", () => {
    fc.assert(
      fc.property(harmful, (text) => {
        const shown = printable(text);
        expect(runnerCommands(shown)).to.deep.equal([]);
        expect(shown).not.to.match(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028-\u202e]/);
        expect(printable(shown)).to.equal(shown);
      }),
    );
    expect(runnerCommands("a\n ::error::x")).to.have.length(1);
  });

  it("has the same values as JSON, on a line without side effects", () => {
    fc.assert(
      fc.property(harmful, (text) => {
        const line = printableJson({ text });
        expect(JSON.parse(line)).to.deep.equal({ text });
        expect(line).not.to.match(/[\u007f-\u009f\u2028-\u202e]/);
        expect(runnerCommands(line)).to.deep.equal([]);
      }),
    );
  });
});

describe("foreign text in a comment", () => {
  it("ends no code span, and no cell of a table", () => {
    expect(codeSpan("a`![x](y)`@b")).to.equal("`` a`![x](y)`@b ``");
    fc.assert(
      fc.property(harmful, (text) => {
        const row = table(["a", "b"], [[codeSpan(text), "end"]]).at(-1)!;
        // As GitHub splits a row: a backslash takes the sign after it along.
        const cells = row.match(/(\\.|[^|])+/gs)!.map((cell) => cell.trim());
        expect(cells).to.have.length(2);
        const [, fence, inside] = /^(`+)(.*)\1$/s.exec(cells[0]!)!;
        const runs = inside!.match(/`+/g) ?? [];
        expect(runs.every((run) => run.length !== fence!.length)).to.equal(true);
      }),
    );
  });

  it("ends no block", () => {
    fc.assert(
      fc.property(harmful, (text) => {
        const [fence = "", inside = "", end] = codeBlock(text);
        expect(end).to.equal(fence);
        const closing = inside.split("\n").filter((line) => /^ {0,3}`+\s*$/.test(line));
        expect(closing.every((line) => line.trim().length < fence.length)).to.equal(true);
      }),
    );
  });
});
