import { expect } from "chai";
import { scalarProblems } from "../../config/yamlScalars";

const problemsOf = (value: string) =>
  scalarProblems(`config:\n  bluegreen:services:\n    users:\n      cpu: ${value}\n`, "bluegreen");
const read = (source: string, old: string, today: string) =>
  `\`services.users.cpu\` is written \`${source}\`, which is ${old} in YAML 1.1 and ${today} in YAML 1.2; ` +
  "write the number in decimal digits, or put it in quotes if it is text";
const number = (source: string) =>
  `\`services.users.cpu\` is written \`${source}\`, which Pulumi reads as a number; write ` +
  "it in decimal digits, or put it in quotes if it is text";
const zeros = (source: string) =>
  `\`services.users.cpu\` is written \`${source}\`, but numbers lose their leading zeros; ` +
  "put it in quotes if it is text, or leave the zeros out";
const time = (source: string) =>
  `\`services.users.cpu\` is written \`${source}\`, which Pulumi reads as a time and rewrites; put it in quotes`;

describe("a value of a settings file that readers of YAML take for different ones", () => {
  // What the Pulumi CLI 3.259.0 makes of each was tried out: see config/yamlScalars.ts.
  const refused: [source: string, problem: string][] = [
    ["0512", read("0512", "330", "512")],
    ["-0512", read("-0512", "-330", "-512")],
    ["0o12", read("0o12", "text", "10")],
    ["1_000", read("1_000", "1000", "text")],
    ["1_0.5", read("1_0.5", "10.5", "text")],
    ["0b11", read("0b11", "3", "text")],
    ["0x_1F", read("0x_1F", "31", "text")],
    ["1:30", read("1:30", "90", "text")],
    ["12:30:45", read("12:30:45", "45045", "text")],
    ["0_7", read("0_7", "7", "text")],
    ["0X1F", number("0X1F")],
    ["0O7", number("0O7")],
    ["1e1_0", number("1e1_0")],
    [
      "0xFFFFFFFFFFFFFFFF",
      "`services.users.cpu` is written `0xFFFFFFFFFFFFFFFF`, which has more " +
        "digits than a number can hold; put it in quotes",
    ],
    ["08", zeros("08")],
    ["012345678901", zeros("012345678901")],
    ["2026-01-31", time("2026-01-31")],
    ["2026-01-31T12:00:00Z", time("2026-01-31T12:00:00Z")],
    [
      "12345678901234567890",
      "`services.users.cpu` is written `12345678901234567890`, which has more " +
        "digits than a number can hold; put it in quotes",
    ],
  ];
  for (const [source, problem] of refused) {
    it(`is ${source}, and not in quotes`, () => {
      expect(problemsOf(source)).to.deep.equal([problem]);
      for (const quote of [`"`, `'`]) expect(problemsOf(quote + source + quote)).to.deep.equal([]);
      expect(problemsOf(`!!str ${source}`)).to.deep.equal([]);
    });
  }

  it("is found behind a tag for numbers, in quotes as well", () => {
    for (const tag of ["!!int", "!!float"]) {
      for (const text of ["0512", "'0512'"]) {
        expect(problemsOf(`${tag} ${text}`)).to.have.length(1);
      }
    }
    expect(problemsOf("!!int 512")).to.deep.equal([]);
  });

  const same = [
    "512",
    "0",
    "-1",
    "0.5",
    "1e3",
    "1.5e+3",
    "0x1F",
    "true",
    "~",
    "null",
    "yes",
    "on",
    "v1",
  ];
  // Such as hashes of commits, and an argument that names the current folder.
  const texts = [".", "-.", "0b1f3a7", "0o08", "0xG", "1_a", "12:3a"];
  for (const source of [
    ...same,
    ...texts,
    "10.0.0.0/16",
    "1.2.3",
    "8080/tcp",
    "2026",
    "123456789012",
  ]) {
    it(`is not ${source}`, () => expect(problemsOf(source)).to.deep.equal([]));
  }

  it("is cut if it is endless", () => {
    const [problem] = problemsOf("9".repeat(200_000));
    expect(problem).to.contain(`is written \`${"9".repeat(40)}…\`, which has more digits`);
  });

  it("is found in lists and keys, under every namespace, and nowhere else in the file", () => {
    const text = [
      "encryptionsalt: 012",
      "config:",
      "  aws:allowedAccountIds:",
      "    - 123456789012",
      "    - 012345678901",
      "  bluegreen:services:",
      "    users:",
      "      environment:",
      '        012: "x"',
    ].join("\n");
    expect(scalarProblems(text, "bluegreen")).to.deep.equal([
      "`aws:allowedAccountIds.1` is written `012345678901`, but numbers lose their leading zeros; " +
        "put it in quotes if it is text, or leave the zeros out",
      "`services.users.environment.012` is a key written `012`, which is 10 in YAML 1.1 and 12 in YAML " +
        "1.2; write the number in decimal digits, or put it in quotes if it is text",
    ]);
  });
});
