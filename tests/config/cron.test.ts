import { expect } from "chai";
import { fallsOn, parseCron } from "../../config/cron/cron";

function problemIn(text: string): string | undefined {
  const read = parseCron(text);
  return "problem" in read ? read.problem : undefined;
}

/** Days of a month, or times of a day, on which an expression falls. */
function fallsIn(text: string, from: string, to: string, stepMinutes = 1440): string[] {
  const read = parseCron(text);
  if ("problem" in read) throw new Error(read.problem);
  const found: string[] = [];
  for (let ms = Date.parse(from); ms <= Date.parse(to); ms += stepMinutes * 60_000) {
    if (fallsOn(read.cron, ms)) found.push(new Date(ms).toISOString());
  }
  return found;
}

const inMonth = (text: string, month: string) =>
  fallsIn(text, `${month}-01T03:00Z`, `${month}-28T03:00Z`)
    .concat(fallsIn(text, `${month}-29T03:00Z`, `${month}-31T03:00Z`))
    .filter((one) => one.startsWith(month))
    .map((one) => Number(one.slice(8, 10)));

describe("a cron expression of AWS", () => {
  it("falls on the values, ranges, lists and steps of its fields", () => {
    const times = (text: string) =>
      fallsIn(text, "2026-11-30T00:00Z", "2026-11-30T23:59Z", 1).map((one) => one.slice(11, 16));
    expect(times("0 3 * * ? *")).to.deep.equal(["03:00"]);
    expect(times("0/20 8-9 ? * MON *")).to.deep.equal([
      "08:00",
      "08:20",
      "08:40",
      "09:00",
      "09:20",
      "09:40",
    ]);
    expect(times("5,50 0,23 30 NOV ? 2026-2030")).to.deep.equal([
      "00:05",
      "00:50",
      "23:05",
      "23:50",
    ]);
    expect(times("0 */8 ? 11 2 *")).to.deep.equal(["00:00", "08:00", "16:00"]);
    expect(times("0 3 ? * TUE *")).to.deep.equal([]);
    expect(times("0 3 * * ? 2027")).to.deep.equal([]);
  });

  it("counts days of the week from Sunday, which is 1", () => {
    // November 2026 begins on a Sunday.
    expect(inMonth("0 3 ? * 1 *", "2026-11")).to.deep.equal([1, 8, 15, 22, 29]);
    expect(inMonth("0 3 ? * sun *", "2026-11")).to.deep.equal([1, 8, 15, 22, 29]);
    expect(inMonth("0 3 ? * L *", "2026-11")).to.deep.equal([7, 14, 21, 28]);
  });

  it("knows the last day, the weekday closest to a day, and the nth or last weekday of a month", () => {
    expect(inMonth("0 3 L * ? *", "2026-02")).to.deep.equal([28]);
    expect(inMonth("0 3 ? * 6L *", "2026-11")).to.deep.equal([27]);
    expect(inMonth("0 3 ? * FRIL *", "2026-10")).to.deep.equal([30]);
    expect(inMonth("0 3 ? * 2#3 *", "2026-11")).to.deep.equal([16]);
    expect(inMonth("0 3 ? * MON#5 *", "2026-10")).to.deep.equal([]);
    // Sunday the 1st stays in its month, and so does Saturday the 31st; the 15th is a Sunday.
    expect(inMonth("0 3 1W * ? *", "2026-11")).to.deep.equal([2]);
    expect(inMonth("0 3 15W * ? *", "2026-11")).to.deep.equal([16]);
    expect(inMonth("0 3 31W * ? *", "2026-10")).to.deep.equal([30]);
    expect(inMonth("0 3 1W * ? *", "2026-08")).to.deep.equal([3]);
    expect(inMonth("0 3 31W * ? *", "2026-05")).to.deep.equal([29]);
    expect(inMonth("0 3 31W * ? *", "2026-11")).to.deep.equal([]);
  });

  const wrong: [text: string, said: string][] = [
    [
      "0 3 * * *",
      "must have six fields, minute, hour, day of the month, month, day of the week and year, such as `0 3 * * ? *` for " +
        "3:00 every day: it has 5, as on Unix, where cron has no year",
    ],
    [
      "",
      "must have six fields, minute, hour, day of the month, month, day of the week and year, such as `0 3 * * ? *` for " +
        "3:00 every day: it has 1",
    ],
    ["cron(0 3 * * ? *)", "must be written without `cron(…)`: `0 3 * * ? *`"],
    [
      "rate(5 minutes)",
      "counts from when the schedule was made or changed, and each release changes it. " +
        "Write times, such as `*/15 * * * ? *` for every 15 minutes",
    ],
    [
      "at(2026-11-30T00:00:00)",
      "is a single time; write when it recurs, such as `0 3 * * ? *` for 3:00 every day",
    ],
    [
      "0 3 * * * *",
      "has days of the month and of the week, and AWS takes one of the two: write `?` in the other field",
    ],
    [
      "0 3 ? * ? *",
      "has `?` as day of the month and of the week, so it names no day; write `*` in one of them for every day",
    ],
    [
      "60 3 * * ? *",
      "`60` as its minute must be from 0 to 59, `*`, or a list, range or step of these",
    ],
    [
      "0 24 * FOO ? 1969",
      "`24` as its hour must be from 0 to 23, `*`, or a list, range or step of these; `FOO` as its month must be from 1 to " +
        "12 or JAN-DEC, `*`, or a list, range or step of these; `1969` as its year must be from 1970 to 2199, `*`, or a " +
        "list, range or step of these",
    ],
    [
      "0 3 ? * FRI-MON *",
      "`FRI-MON` as its day of the week ends before it begins: write two ranges, with a comma between them; `L`, `6L` and " +
        "`6#3` stand alone",
    ],
    [
      "0 3 LW * ? *",
      "`LW` as its day of the month must be from 1 to 31, `*`, or a list, range or step of these; `L` and `15W` stand alone",
    ],
    [
      "0 3 ? * 2#6 *",
      "`2#6` as its day of the week must be from 1 to 7 or SUN-SAT, `*`, or a list, range or step of these; `L`, `6L` and " +
        "`6#3` stand alone",
    ],
    ["0/0 3 * * ? *", "`0/0` as its minute must have a number from 1 to 59 after `/`"],
    ["0/5/5 3 * * ? *", "`0/5/5` as its minute has more than one `/`"],
  ];
  for (const [text, said] of wrong) {
    it(`is refused as AWS would refuse it: \`${text}\``, () => {
      expect(problemIn(text)).to.equal(said);
    });
  }
});
