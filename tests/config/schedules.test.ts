import { expect } from "chai";
import { stackProblems } from "../../config/checks/stack";
import { config, problemsOf, settingsOf } from "./samples";

const nightly = { cron: "0 3 * * ? *", zone: "Europe/Berlin", command: ["node", "nightly.js"] };
const withSchedules = (schedules: object) => config({ users: { schedules } });

describe("schedules of a service", () => {
  it("have a time, its zone and a command", () => {
    const { users } = settingsOf(withSchedules({ nightly })).services;
    expect(users!.schedules).to.deep.equal({ nightly });
  });

  it("have them as AWS takes them: one space between fields, names in capitals, and zones in IANA's case", () => {
    const written = (cron: string, zone: string) => {
      const { users } = settingsOf(withSchedules({ nightly: { ...nightly, cron, zone } })).services;
      const { nightly: read } = users!.schedules;
      return [read!.cron, read!.zone];
    };
    expect(written("0 3 ? jan-Jun mon,FRI *", "UTC")[0]).to.equal("0 3 ? JAN-JUN MON,FRI *");
    expect(written(" 0  3 * *\t? *\n", "europe/berlin")).to.deep.equal([
      "0 3 * * ? *",
      "Europe/Berlin",
    ]);
    expect(
      ["utc", "UTC", "Asia/Kolkata", "us/eastern"].map((zone) => written("0 3 * * ? *", zone)[1]),
    ).to.deep.equal(["UTC", "UTC", "Asia/Kolkata", "America/New_York"]);
  });

  it("come at some time: on a day that the months have, in one of the years", () => {
    const text = "never comes: in none of its years do these months have such a day";
    for (const cron of ["0 3 31 2 ? *", "0 3 31 4,6,9,11 ? *", "0 3 29 2 ? 2027"]) {
      expect(problemsOf(withSchedules({ nightly: { ...nightly, cron } }))).to.deep.equal([
        `\`services.users.schedules.nightly.cron\` ${text}`,
      ]);
    }
    for (const cron of ["0 3 29 2 ? *", "0 3 29 2 ? 2028", "0 3 ? 2 5#5 *", "0 3 31 1,2 ? *"]) {
      expect(problemsOf(withSchedules({ nightly: { ...nightly, cron } })), cron).to.deep.equal([]);
    }
  });

  it("are all checked at once, by the key", () => {
    const long = "x".repeat(65);
    const found = problemsOf(
      withSchedules({
        a: { cron: "0 3 * * *", zone: "Berlin", command: [] },
        b: { ...nightly, timeoutSeconds: 60, retries: 2, rate: "5 minutes", comand: [] },
        "c d": nightly,
        [long]: nightly,
      }),
    );
    const of = (key: string, text: string) => `\`services.users.schedules.${key}\` ${text}`;
    const name = "must be a name of 1 to 64 letters, digits, `-`, `_` and `.`";
    expect(found).to.have.members([
      of(
        "a.cron",
        "must have six fields, minute, hour, day of the month, month, day of the week and year, such as `0 3 * * ? *` for " +
          "3:00 every day: it has 5, as on Unix, where cron has no year, found `0 3 * * *`",
      ),
      of("a.zone", "is not an IANA time zone: `Berlin`; did you mean `Europe/Berlin`?"),
      of("a.command", "must have at least 1 entry"),
      of(
        "b.timeoutSeconds",
        "is not supported: neither EventBridge Scheduler nor ECS stops a task after some time. If the image has the program " +
          'timeout, begin `command` with it: `["timeout", "3600", …]`',
      ),
      of(
        "b.retries",
        "is not supported: ECS does not start a task again that has failed, and a second start could repeat what is done. " +
          "Let the job itself try again",
      ),
      of(
        "b.rate",
        "is not supported: a rate counts from when the schedule was made or changed, and each release changes it. Use `cron`",
      ),
      of("b.comand", "is not a known key; did you mean `command`?"),
      of("c d", name),
      of(long, name),
    ]);
  });

  it("have no more overrides than ECS takes", () => {
    const of = (length: number) =>
      problemsOf(withSchedules({ nightly: { ...nightly, command: ["x".repeat(length)] } }));
    expect(of(7997)).to.deep.equal([]);
    expect(of(7998)).to.deep.equal([
      "`services.users.schedules.nightly.command` makes overrides of 8193 characters as JSON; ECS allows 8192",
    ]);
  });

  it("are in a group whose name AWS takes, unless it is a preview, which has none", () => {
    const { services } = settingsOf(withSchedules({ nightly }));
    const project = "p".repeat(54);
    expect(stackProblems(project, "dev", { services })).to.deep.equal([]);
    expect(stackProblems(`${project}p`, "dev", { services })).to.deep.equal([
      "project, stack and service `users`: the name of its schedule group would have 65 characters; EventBridge Scheduler " +
        "allows 64",
    ]);
    expect(stackProblems(`${project}p`, "dev", { services, foundation: "base" })).to.deep.equal([]);
    const without = settingsOf(config()).services;
    expect(stackProblems(`${project}p`, "dev", { services: without })).to.deep.equal([]);
  });
});
