import { expect } from "chai";
import { releaseWindow, type ReleaseWindow } from "../../config/windowSchema";
import { openStretch, windowsNow } from "../../config/windows";
import { config, problemsOf } from "./samples";
import { knows, user } from "./limit";

const window = (more: object = {}) => ({
  ...{ days: "mon-thu", from: "09:00", to: "16:00", zone: "Europe/Berlin" },
  ...more,
});
const of = (more: object = {}): ReleaseWindow[] => [releaseWindow.parse(window(more))];
const within = (...windows: object[]) => ({ ...config(), windows });

/** `opens to closes`, in UTC, of the stretch that is open then, or of the next one. */
function stretchAt(windows: readonly ReleaseWindow[], at: string): string {
  const { opensMs, closesMs } = openStretch(windows, Date.parse(at))!;
  const said = (ms: number) =>
    ms === Infinity ? "never" : new Date(ms).toISOString().slice(0, 16);
  return `${said(opensMs)} to ${said(closesMs)}`;
}

const textAt = (windows: readonly ReleaseWindow[], at: string) =>
  windowsNow(windows, Date.parse(at))!.text;

describe("release windows", () => {
  it("are closed between days, and say when they open, there and in UTC", () => {
    expect(windowsNow(of(), Date.parse("2026-11-27T14:00:00Z"))).to.deep.equal({
      open: false,
      until: "2026-11-30T08:00:00.000Z",
      text: "closed until Mon 2026-11-30 09:00 Europe/Berlin (Mon 2026-11-30 08:00 UTC)",
    });
    expect(textAt(of({ zone: "UTC" }), "2026-11-27T14:00:00Z")).to.equal(
      "closed until Mon 2026-11-30 09:00 UTC",
    );
  });

  it("are open from their first to before their last minute", () => {
    const open = "open until Thu 2026-11-26 16:00 Europe/Berlin (Thu 2026-11-26 15:00 UTC)";
    expect(textAt(of(), "2026-11-26T08:00:00Z")).to.equal(open);
    expect(textAt(of(), "2026-11-26T14:59:59Z")).to.equal(open);
    const closed = "closed until Mon 2026-11-30 09:00 Europe/Berlin (Mon 2026-11-30 08:00 UTC)";
    expect(textAt(of(), "2026-11-26T15:00:00Z")).to.equal(closed);
    expect(textAt(of(), "2026-11-26T07:59:59Z")).to.match(/^closed until Thu 2026-11-26 09:00 /);
  });

  it("don't exist where none are set", () => {
    expect(windowsNow(undefined, 0)).to.equal(null);
  });

  it("name days in ranges and lists, also over the end of the week", () => {
    const opens = (days: string | string[], at: string) =>
      stretchAt(of({ days, zone: "UTC" }), at).slice(0, 10);
    // 2026-11-27 is a Friday.
    expect(opens("mon", "2026-11-27T00:00:00Z")).to.equal("2026-11-30");
    expect(opens("mon, wed-thu", "2026-12-01T00:00:00Z")).to.equal("2026-12-02");
    expect(opens(["tue", "sat-mon"], "2026-11-27T00:00:00Z")).to.equal("2026-11-28");
    expect(opens("fri-mon", "2026-12-01T00:00:00Z")).to.equal("2026-12-04");
    expect(opens("fri-mon", "2026-11-30T00:00:00Z")).to.equal("2026-11-30");
  });

  it("may reach over midnight, on the day on which they open", () => {
    const night = of({ days: "fri", from: "22:00", to: "02:00", zone: "UTC" });
    const whole = "2026-11-27T22:00 to 2026-11-28T02:00";
    expect(stretchAt(night, "2026-11-27T12:00:00Z")).to.equal(whole);
    expect(stretchAt(night, "2026-11-28T01:59:00Z")).to.equal(whole);
    expect(stretchAt(night, "2026-11-28T02:00:00Z")).to.equal(
      "2026-12-04T22:00 to 2026-12-05T02:00",
    );
  });

  it("that touch or overlap are one, whatever their zones", () => {
    const both = [
      ...of({ days: "mon", from: "09:00", to: "16:00" }),
      ...of({ days: "mon", from: "10:00", to: "16:00", zone: "America/New_York" }),
    ];
    expect(stretchAt(both, "2026-11-27T12:00:00Z")).to.equal(
      "2026-11-30T08:00 to 2026-11-30T21:00",
    );
    expect(textAt(both, "2026-11-30T12:00:00Z")).to.equal(
      "open until Mon 2026-11-30 16:00 America/New_York (Mon 2026-11-30 21:00 UTC)",
    );
    const days = of({ days: "mon-tue", from: "00:00", to: "24:00", zone: "UTC" });
    expect(stretchAt(days, "2026-11-27T12:00:00Z")).to.equal(
      "2026-11-30T00:00 to 2026-12-02T00:00",
    );
  });

  it("of the whole week never close", () => {
    const always = of({ days: "mon-sun", from: "00:00", to: "24:00" });
    expect(stretchAt(always, "2026-11-27T12:00:00Z")).to.match(/ to never$/);
    expect(textAt(always, "2026-11-27T12:00:00Z")).to.equal("open at all times");
  });

  describe("when clocks are set forward", () => {
    // In Berlin on 2026-03-29, from 02:00 to 03:00: at 01:00 UTC.
    const before = "2026-03-28T12:00:00Z";

    it("keep to the clocks of their zone", () => {
      expect(stretchAt(of({ days: "sat" }), "2026-03-28T00:00:00Z")).to.equal(
        "2026-03-28T08:00 to 2026-03-28T15:00",
      );
      expect(stretchAt(of({ days: "sun" }), before)).to.equal(
        "2026-03-29T07:00 to 2026-03-29T14:00",
      );
    });

    it("are an hour shorter over that night", () => {
      expect(stretchAt(of({ days: "sat", from: "22:00", to: "04:00" }), before)).to.equal(
        "2026-03-28T21:00 to 2026-03-29T02:00",
      );
    });

    it("begin with the change where their beginning is left out", () => {
      expect(stretchAt(of({ days: "sun", from: "02:30", to: "03:30" }), before)).to.equal(
        "2026-03-29T01:00 to 2026-03-29T01:30",
      );
    });

    it("open a week later where all of them is left out", () => {
      const leftOut = of({ days: "sun", from: "02:00", to: "03:00" });
      expect(stretchAt(leftOut, before)).to.equal("2026-04-05T00:00 to 2026-04-05T01:00");
      // On Lord Howe Island it is half an hour.
      const half = of({ days: "sun", from: "02:00", to: "02:30", zone: "Australia/Lord_Howe" });
      expect(stretchAt(half, "2026-10-03T12:00:00Z")).to.equal(
        "2026-10-10T15:00 to 2026-10-10T15:30",
      );
    });
  });

  describe("when clocks are set back", () => {
    // In Berlin on 2026-10-25, from 03:00 to 02:00: at 01:00 UTC.
    const before = "2026-10-24T12:00:00Z";

    it("keep to the clocks of their zone", () => {
      expect(stretchAt(of({ days: "sun" }), before)).to.equal(
        "2026-10-25T08:00 to 2026-10-25T15:00",
      );
    });

    it("are an hour longer over that night", () => {
      expect(stretchAt(of({ days: "sat", from: "22:00", to: "04:00" }), before)).to.equal(
        "2026-10-24T20:00 to 2026-10-25T03:00",
      );
    });

    it("last from the first time that clocks show their beginning to the last time that they show their end", () => {
      const at = (from: string, to: string) => stretchAt(of({ days: "sun", from, to }), before);
      expect(at("02:30", "03:30")).to.equal("2026-10-25T00:30 to 2026-10-25T02:30");
      expect(at("01:00", "02:30")).to.equal("2026-10-24T23:00 to 2026-10-25T01:30");
      expect(at("02:00", "02:30")).to.equal("2026-10-25T00:00 to 2026-10-25T01:30");
    });
  });
});

const key = "`windows.0";
const days = (given: unknown) => within(window({ days: given }));
const zone = (given: unknown) => within(window({ zone: given }));
const times = (from: unknown, to: unknown) => within(window({ from, to }));
const noDays =
  "must be days such as `mon-thu` or `mon, wed-fri`, of mon, tue, wed, thu, fri, sat and sun";
const noTime = "must be a time such as `09:00`, in quotes";
const neverOpens =
  "is the same time as `from`, so the window never opens; a whole day is `00:00` to `24:00`";
const lasting = (minutes: number) => ({
  ...user({
    canary: {
      steps: [
        { percent: 5, minutes },
        { percent: 50, minutes: 10 },
      ],
    },
  }),
  windows: [window()],
});

describe("the settings check, about windows,", () => {
  knows({
    "there is at least one": {
      pass: [within(window()), config()],
      fail: [[{ ...config(), windows: [] }, "`windows` must have at least 1 entry, found 0"]],
    },
    "days are named": {
      pass: ["mon", "mon-sun", "sun-mon", "mon,wed", "mon, wed-fri", ["mon", "wed-fri"]].map(days),
      fail: [
        [days("monday"), `${key}.days\` ${noDays}, found \`monday\``],
        [days("mon - fri"), `${key}.days\` ${noDays}, found \`mon - fri\``],
        [days(""), `${key}.days\` ${noDays}, found an empty text`],
        [days(["mon", "day"]), `${key}.days.1\` ${noDays}, found \`day\``],
        [days([]), `${key}.days\` must have at least 1 entry, found 0`],
      ],
    },
    "times are of a clock with 24 hours": {
      pass: [times("00:00", "24:00"), times("00:00", "23:59"), times("22:00", "06:00")],
      fail: [
        [times("9:00", "16:00"), `${key}.from\` ${noTime}, found \`9:00\``],
        [times("24:00", "16:00"), `${key}.from\` ${noTime}, found \`24:00\``],
        [times("09:00", "24:01"), `${key}.to\` ${noTime}, found \`24:01\``],
        [times("09:60", "16:00"), `${key}.from\` ${noTime}, found \`09:60\``],
        // What YAML 1.1 makes of 09:00 without quotes.
        [
          times(540, "16:00"),
          `${key}.from\` must be text (in quotes, if it looks like a number), found 540`,
        ],
      ],
    },
    "a window has to open": {
      pass: [times("09:00", "09:01"), times("09:01", "09:00")],
      fail: [
        [times("09:00", "09:00"), `${key}.to\` ${neverOpens}`],
        [times("00:00", "00:00"), `${key}.to\` ${neverOpens}`],
      ],
    },
    "time zones are those of IANA": {
      pass: [
        ...["UTC", "Europe/Berlin", "Asia/Kolkata", "America/Argentina/Buenos_Aires"],
        ...["CET", "EST", "CST6CDT", "GMT0"],
      ].map(zone),
      fail: [
        // The runtime takes them, the first for Bangladesh and the second for Chicago.
        ...["BST", "CST", "pst", "SystemV/PST8PDT"].map(
          (name): [ReturnType<typeof zone>, string] => [
            zone(name),
            `${key}.zone\` is not an IANA time zone: \`${name}\`; write it as in \`Europe/Berlin\` or \`UTC\``,
          ],
        ),
        [
          zone("Europe/Berln"),
          `${key}.zone\` is not an IANA time zone: \`Europe/Berln\`; did you mean \`Europe/Berlin\`?`,
        ],
        [
          zone("Berlin"),
          `${key}.zone\` is not an IANA time zone: \`Berlin\`; did you mean \`Europe/Berlin\`?`,
        ],
        [
          zone("New York"),
          `${key}.zone\` is not an IANA time zone: \`New York\`; did you mean \`America/New_York\`?`,
        ],
        [
          zone("+01:00"),
          `${key}.zone\` is not an IANA time zone: \`+01:00\`; write it as in \`Europe/Berlin\` or \`UTC\``,
        ],
      ],
    },
    "a canary has to end while a window is open": {
      // Seven hours; the metrics of each step can be read three minutes after it.
      pass: [lasting(404)],
      fail: [
        [
          lasting(405),
          "`services.users.canary.steps` take 421 minutes with the time until their metrics can be read, but " +
            "`windows` are never open for more than 420 minutes at a time: a release could never switch",
        ],
      ],
    },
  });

  it("reports all problems at once", () => {
    const broken = {
      days: "weekdays",
      from: "9",
      to: "16:00",
      zone: "Mars/Olympus_Mons",
      hours: 3,
    };
    expect(problemsOf(within(broken))).to.deep.equal([
      `${key}.days\` ${noDays}, found \`weekdays\``,
      `${key}.from\` ${noTime}, found \`9\``,
      `${key}.zone\` is not an IANA time zone: \`Mars/Olympus_Mons\`; write it as in \`Europe/Berlin\` or \`UTC\``,
      `${key}.hours\` is not a known key; known keys: days, from, to and zone`,
    ]);
    expect(problemsOf(within({}))).to.deep.equal(
      ["days", "from", "to", "zone"].map((name) => `${key}.${name}\` is required`),
    );
  });
});
