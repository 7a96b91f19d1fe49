import { expect } from "chai";
import { oneLine, timeAhead } from "../../../automation/cli/registrations/options";

describe("a time on the command line", () => {
  it("is a point in time with a zone, or how long from now", () => {
    expect(timeAhead("2028-02-29T08:00:00Z")).to.deep.equal({ atMs: Date.UTC(2028, 1, 29, 8) });
    expect(timeAhead("2028-02-29T23:30+02:00")).to.deep.equal({
      atMs: Date.UTC(2028, 1, 29, 21, 30),
    });
    expect(timeAhead("90m")).to.deep.equal({ inSeconds: 5400 });
  });

  it("is no day that there is not, and nothing without a zone or unit", () => {
    const days = ["2027-02-29", "2027-02-30", "2027-04-31", "2027-02-32", "2027-13-01"];
    const others = ["2027-01-01T08:00:00", "2027-01-01", "tomorrow", "2", "0h", "-2h", "1.5h"];
    for (const text of [...days.map((day) => `${day}T08:00:00Z`), ...others]) {
      expect(() => timeAhead(text), text).to.throw("It must be a time with its zone");
    }
  });
});

describe("a reason on the command line", () => {
  it("is one line that fits a terminal and a state", () => {
    expect(oneLine(" incident 4711 ")).to.equal("incident 4711");
    expect(oneLine("a".repeat(200))).to.have.length(200);
    for (const text of ["a".repeat(201), "a\nb", "a\u001b[31mb", "a\u007f"]) {
      expect(() => oneLine(text)).to.throw("It must be one line of at most 200 characters.");
    }
  });
});
