import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";

const folder = join(__dirname, "../../docs/adr");
const files = readdirSync(folder).sort();

describe("the decisions in docs/adr", () => {
  it("are numbered without a gap", () => {
    const numbers = files.map((file) => Number(/^(\d{4})-[a-z0-9-]+\.md$/.exec(file)?.[1]));
    expect(numbers).to.deep.equal(files.map((_, index) => index + 1));
  });

  it("have a title, a status and a date", () => {
    const statuses = /^(accepted|superseded by ADR \d+)$/;
    for (const file of files) {
      const [title, , status, date, blank] = readFileSync(join(folder, file), "utf8").split("\n");
      expect(title, file).to.match(new RegExp(`^# ${file.slice(0, 4)}: \\S`));
      expect(status?.replace("- Status: ", ""), file).to.match(statuses);
      expect(date, file).to.match(/^- Date: 20\d\d-\d\d-\d\d$/);
      expect(blank, file).to.equal("");
    }
  });
});
