import { expect } from "chai";
import { parseCron } from "../../config/cron/cron";
import { lastTime } from "../../config/cron/last";
import { boundsAt, boundsOf, leastTasks, type Size } from "../../config/size";
import { config, problemsOf } from "./samples";

const zone = "Europe/Berlin";
const target = { cpuPercent: 60 };
const size: Size = {
  ...{ min: 2, max: 6, target },
  scheduled: [
    { cron: "0 8 ? * MON-FRI *", zone, min: 4, max: 12 },
    { cron: "0 20 ? * MON-FRI *", zone },
  ],
};

function last(text: string, now: string, where = zone): string | null {
  const read = parseCron(text);
  if ("problem" in read) throw new Error(read.problem);
  const ms = lastTime(read.cron, where, Date.parse(now));
  return ms === null ? null : new Date(ms).toISOString();
}

describe("the last time of a cron expression", () => {
  it("is up to now, by the clocks of its zone", () => {
    expect(last("0 8 * * ? *", "2026-11-25T07:00:00Z")).to.equal("2026-11-25T07:00:00.000Z");
    expect(last("0 8 * * ? *", "2026-11-25T06:59:59Z")).to.equal("2026-11-24T07:00:00.000Z");
    expect(last("0 8 * * ? *", "2026-07-25T06:00:00Z")).to.equal("2026-07-25T06:00:00.000Z");
    expect(last("30 8-17/3 ? * FRI *", "2026-11-25T12:00:00Z")).to.equal(
      "2026-11-20T16:30:00.000Z",
    );
  });

  it("may be long ago, or never", () => {
    expect(last("0 0 29 2 ? *", "2026-11-25T12:00:00Z", "UTC")).to.equal(
      "2024-02-29T00:00:00.000Z",
    );
    expect(last("0 0 1 1 ? 2020", "2026-11-25T12:00:00Z", "UTC")).to.equal(
      "2020-01-01T00:00:00.000Z",
    );
    expect(last("0 0 1 1 ? 2027", "2026-11-25T12:00:00Z", "UTC")).to.equal(null);
    expect(last("0 0 31 2 ? *", "2026-11-25T12:00:00Z", "UTC")).to.equal(null);
  });

  it("leaves out what clocks skip, and takes the first of what they show twice", () => {
    // Clocks in Berlin go from 2:00 to 3:00 on March 29, and from 3:00 to 2:00 on October 25.
    expect(last("30 2 * * ? *", "2026-03-29T12:00:00Z")).to.equal("2026-03-28T01:30:00.000Z");
    expect(last("30 2 * * ? *", "2026-10-25T12:00:00Z")).to.equal("2026-10-25T00:30:00.000Z");
  });
});

describe("scheduled bounds of a size", () => {
  const at = (now: string, of: Size = size) => boundsAt(of, Date.parse(now));

  it("hold from their time to the next one", () => {
    const [day, night] = [
      { min: 4, max: 12 },
      { min: 2, max: 6 },
    ];
    expect(at("2026-11-25T12:00:00Z")).to.deep.equal(day);
    expect(at("2026-11-25T22:00:00Z")).to.deep.equal(night);
    expect(at("2026-11-26T06:00:00Z")).to.deep.equal(night);
    // Over the weekend.
    expect(at("2026-11-29T12:00:00Z")).to.deep.equal(night);
    const first = { ...size, scheduled: [{ cron: "0 8 1 1 ? 2030", zone, min: 4, max: 12 }] };
    expect(at("2026-11-25T12:00:00Z", first)).to.deep.equal(night);
  });

  it("begin up to five minutes early: an `up` takes a while, and AWS makes up for nothing", () => {
    expect(at("2026-11-25T06:54:59Z")).to.deep.equal({ min: 2, max: 6 });
    expect(at("2026-11-25T06:55:00Z")).to.deep.equal({ min: 4, max: 12 });
    expect(at("2026-11-25T18:55:00Z")).to.deep.equal({ min: 2, max: 6 });
  });

  it("of several at one time are those of the last", () => {
    const scheduled = [
      { cron: "0 8 * * ? *", zone, max: 9 },
      { cron: "0 7 * * ? *", zone: "UTC", min: 3 },
    ];
    expect(at("2026-11-25T12:00:00Z", { ...size, scheduled })).to.deep.equal({ min: 3, max: 6 });
  });

  it("count with all that may hold where a fleet must have room, or is distinguished from a broken one", () => {
    expect(boundsOf(size)).to.deep.equal({ min: 2, max: 12 });
    expect(leastTasks(9, size)).to.equal(2);
    const night = { cron: "0 20 * * ? *", zone, min: 1 };
    expect(leastTasks(9, { ...size, scheduled: [night] })).to.equal(1);
  });

  it("are checked all at once", () => {
    const of = (scheduled: object[], more: object = {}) =>
      problemsOf(config({ users: { size: { min: 2, max: 6, target, scheduled, ...more } } }));
    expect(of([])).to.deep.equal([
      "`services.users.size.scheduled` must have at least 1 entry, found 0",
    ]);
    expect(of([{ cron: "0 8 * * *", zone: "Berlin", min: -1 }])).to.deep.equal([
      "`services.users.size.scheduled.0.cron` must have six fields, minute, hour, day of the month, month, day of the week " +
        "and year, such as `0 3 * * ? *` for 3:00 every day: it has 5, as on Unix, where cron has no year, found `0 8 * * *`",
      "`services.users.size.scheduled.0.zone` is not an IANA time zone: `Berlin`; did you mean `Europe/Berlin`?",
      "`services.users.size.scheduled.0.min` must be at least 0, found -1",
    ]);
    const often = { cron: "0 8 * * ? *", zone };
    expect(
      of([
        { ...often, min: 8 },
        { ...often, max: 1 },
      ]),
    ).to.deep.equal([
      "`services.users.size.scheduled.0.max` must be at least `min`, found max 6 and min 8",
      "`services.users.size.scheduled.1.max` must be at least `min`, found max 1 and min 2",
      "`services.users.size.scheduled.1` is at the same times as `scheduled.0`: AWS would apply them in any order",
    ]);
    expect(of([{ ...often, min: 0 }])).to.deep.equal([
      "`services.users.size.scheduled.0.min` must be at least 1: an api without tasks answers 503. Only a worker may have 0",
    ]);
    const many = Array.from({ length: 201 }, (_, minute) => ({
      cron: `${minute % 60} ${Math.floor(minute / 60)} * * ? *`,
      zone,
    }));
    expect(of(many)).to.deep.equal([
      "`services.users.size.scheduled` must have at most 200 entries, found 201",
    ]);
    expect(of([{ ...often, desired: 3 }])).to.deep.equal([
      "`services.users.size.scheduled.0.desired` is not supported: AWS chooses between `min` and `max`; set both to the " +
        "same number to fix it",
    ]);
    expect(of([{ ...often, hours: 3 }])).to.deep.equal([
      "`services.users.size.scheduled.0.hours` is not a known key; known keys: cron, zone, min and max",
    ]);
  });
});
