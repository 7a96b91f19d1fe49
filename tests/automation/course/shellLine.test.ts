import { execFileSync } from "node:child_process";
import { expect } from "chai";
import { shellLine } from "../../../automation/course/shellLine";

describe("words as a line for a shell", () => {
  it("are quoted only where a shell would split or expand them", () => {
    expect(shellLine(["sh", "-c", "echo it's $HOME", ""])).to.equal(
      String.raw`sh -c 'echo it'\''s $HOME' ''`,
    );
  });

  it("are read back by a shell as they were", () => {
    const words = [
      "--a=b",
      "~",
      "*",
      "<name>",
      "a\nb",
      "`id`",
      '"',
      "\\",
      "'",
      "#",
      "a;b",
      "ä",
      "",
    ];
    const printed = execFileSync("/bin/sh", ["-c", `printf '%s\\0' ${shellLine(words)}`]);
    expect(printed.toString().split("\0").slice(0, -1)).to.deep.equal(words);
  });
});
