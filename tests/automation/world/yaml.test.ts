import { expect } from "chai";
import { DeployError } from "../../../automation/world/errors";
import { parseYaml } from "../../../automation/world/yaml";

/** A level of lists in which each has nine of the one before. */
const bomb = ["a: &a [x,x,x,x,x,x,x,x,x]"]
  .concat(
    [..."bcdefghi"].map(
      (name, at) => `${name}: &${name} [${Array(9).fill(`*${"abcdefgh"[at]}`).join(",")}]`,
    ),
  )
  .join("\n");

function refusalOf(text: string): string {
  const startedMs = performance.now();
  try {
    parseYaml(text, "it");
  } catch (error) {
    expect(error).to.be.instanceOf(DeployError);
    expect(performance.now() - startedMs).to.be.below(1000);
    return (error as DeployError).found.replace(/; nothing was changed$/, "");
  }
  throw new Error("it was not refused");
}

describe("a YAML file", () => {
  const nested = "it is nested deeper than 100 levels, or contains itself";
  const chained = "it has a line with more than 100 colons";
  const many = "it has more than 10,000 lines and entries";
  const marks = "it has more than 50,000 special characters";
  const directive = "it has a `%YAML` directive, which is not supported";
  const bad = (what: string, column: number) =>
    `it is not valid YAML at line 1, column ${column}: ${what}`;
  const refusals: [what: string, text: string, found: string][] = [
    ["a bomb of aliases", bomb, "it uses too many aliases to be read"],
    ["something that contains itself", "a: &a [*a]", nested],
    ["half a million brackets", "[".repeat(5e5), nested],
    ["braces", "{a: ".repeat(1e5), nested],
    ["lists in lists", "- ".repeat(2e5), nested],
    ["keys in keys", "? ".repeat(2e5), nested],
    ["empty keys", ": ".repeat(2e5), chained],
    ["tags", "!a ".repeat(1e5), nested],
    ["anchors", "&a ".repeat(1e5), nested],
    [
      "stairs of blocks",
      Array.from({ length: 700 }, (_, at) => `${" ".repeat(at)}a:`).join("\n"),
      nested,
    ],
    ["keys of keys without spaces", `{${'"":'.repeat(2e4)}}`, chained],
    ["plain keys of keys", `{${"a:".repeat(2e5)}}`, chained],
    ["many old Macintosh lines", "a: 1\r".repeat(1e5), many],
    ["many lines", "a\n".repeat(1e5), many],
    ["many entries", `[${"a,".repeat(1e5)}]`, many],
    [
      "a key twice",
      "a: 1\nb: {c: 1, d: 2, c: 3}",
      "it has a key twice in one map, the second time at line 2, column 17",
    ],
    ["an alias of nothing", "a: *b\nc: &b 1", "it uses an alias that no anchor before it defines"],
    ["a colon in a text", "a: b: c", bad("there is a second colon; put the text in quotes", 4)],
    [
      "an open quote",
      `"${"\\n".repeat(4e4)}`,
      "it is not valid YAML at line 1, column 80002: a quote, a bracket, a comma or a colon is missing",
    ],
    ["a hundred thousand tokens", "[] ".repeat(1e5), marks],
    ["question marks without a space", "?".repeat(5e5), marks],
    ["twenty thousand errors in one line", "[]".repeat(2e4), bad("unexpected token", 3)],
    [
      "thousands of wrong escapes",
      `"${"\\x".repeat(4e4)}"`,
      bad("there is an unknown escape in double quotes", 2),
    ],
    ["lists in lists on each line", `${"- ".repeat(99)}\n`.repeat(1000), marks],
    ["keys that are maps", `${"? ".repeat(90)}a`, "it has a key that is not text"],
    ["a key that is an alias", "a: &a b\n*a : 2\nb: 3", "it has a key that is not text"],
    ["another version of YAML", "%YAML 1.1\n---\na: 1", directive],
    ["bytes for a key", "!!binary YXdzOnByb2ZpbGU=: x", "it has a tag that is not supported"],
    ["a set", "a: !!set {b}", "it has a tag that is not supported"],
    [
      "two documents",
      "a: 1\n---\nb: 2",
      "it is not valid YAML at line 2, column 1: a second document begins",
    ],
    [
      "a tab",
      "a:\n\t- b",
      "it is not valid YAML at line 2, column 1: a tab indents the line, and YAML takes only spaces",
    ],
  ];
  for (const [what, text, found] of refusals) {
    it(`is refused for ${what}, within a second`, () => expect(refusalOf(text)).to.equal(found));
  }

  it("is refused without its content", () => {
    for (const text of [
      "hush: [hush",
      "hush\n\thush: {",
      "*hush",
      "%hush x\nhush: 'hush",
      "hush: hush: hush",
    ]) {
      expect(refusalOf(text)).not.to.contain("hush");
    }
  });

  it("may have aliases, and as many keys as a large environment", () => {
    expect(parseYaml("a: &a {b: 1}\nc: *a\nd: *a", "it")).to.deep.equal({
      a: { b: 1 },
      c: { b: 1 },
      d: { b: 1 },
    });
    const startedMs = performance.now();
    const text = Array.from({ length: 9000 }, (_, at) => `key${at}: x`).join("\n");
    expect(Object.keys(parseYaml(text, "it") as object)).to.have.length(9000);
    expect(performance.now() - startedMs).to.be.below(3000);
  });
});
