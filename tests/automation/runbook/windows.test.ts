import { expect } from "chai";
import { plan } from "../../../automation/commands/plan";
import type { Alarm } from "../../../automation/world/ports";
import { blockers as blockersCheck } from "../../../automation/verify/checks/blockers";
import { windows as windowsCheck } from "../../../automation/verify/checks/windows";
import type { Verification } from "../../../automation/verify/check";
import { decommission } from "../../../automation/runbook/release";
import { refusalOf } from "../../support/refusalOf";
import { api, imageOf, options, serving } from "../commands/servingWorld";

/** The calm world begins on Thursday, 2026-01-01, at 00:00 UTC. */
const closed = [{ days: "fri", from: "09:00", to: "16:00", zone: "Europe/Berlin" }];
const open = [{ days: "mon-sun", from: "00:00", to: "24:00", zone: "UTC" }];
const until = "closed until Fri 2026-01-02 09:00 Europe/Berlin (Fri 2026-01-02 08:00 UTC)";
const alarm = (name: string, state: Alarm["state"]): Alarm => {
  return { name, state, reason: `why ${name}`, sinceMs: null };
};

/** Users serves its first version; then there are these windows, and these alarms as blockers. */
async function among(windows: typeof open, ...alarms: Alarm[]) {
  const world = await serving({ users: api, other: api });
  world.settings.windows = windows;
  if (alarms.length > 0) world.settings.blockers = { alarms: alarms.map(({ name }) => name) };
  const asked: string[][] = [];
  world.ports.observer.alarms = (_, names) => {
    asked.push([...names]);
    return Promise.resolve(alarms.filter(({ name }) => names.includes(name)));
  };
  const revision = () => world.environment().release.revision;
  return { ...world, asked, revision };
}

describe("a release outside of its windows", () => {
  it("does not begin, and says when they open", async () => {
    const { release, revision } = await among(closed);
    const before = revision();
    const { kind, found, next, reasons } = await refusalOf(() => release([imageOf("2")]));
    expect({ kind, found, next, reasons }).to.deep.equal({
      kind: "refused",
      found: `the release windows are ${until}`,
      next: "run the command again once that is over; if it can't wait, run it with `--urgent <reason>`, which the release's history keeps",
      reasons: [],
    });
    expect(revision()).to.equal(before);
  });

  it("begins if it is urgent, which its state and its history keep", async () => {
    const { release, updates } = await among(closed);
    expect((await release([imageOf("2")], { urgent: "login is down" })).exitCode).to.equal(0);
    const recorded = updates.slice(0, 3).map(({ wanted }) => wanted?.current?.urgent ?? null);
    expect(recorded).to.deep.equal([null, "login is down", "login is down"]);
  });

  it("begins within them, and has no reason to be urgent", async () => {
    const { release, updates } = await among(open);
    expect((await release([imageOf("2")])).exitCode).to.equal(0);
    expect(updates.flatMap(({ wanted }) => wanted?.current?.urgent ?? [])).to.deep.equal([]);
  });

  it("begins if it rolls back", async () => {
    const { release, back, settings } = await among(open);
    await release([imageOf("2")]);
    settings.windows = closed;
    expect((await back()).exitCode).to.equal(0);
  });

  it("does not begin to decommission a service, unless it is urgent", async () => {
    const { run, environment, revision } = await among(closed);
    const before = revision();
    const { found } = await refusalOf(() => decommission(run(), environment(), ["users"]));
    expect(found).to.equal(`the release windows are ${until}`);
    expect(revision()).to.equal(before);
    const result = await decommission(run(), environment(), ["users"], "it leaks data");
    expect(result.outcome).to.equal("done");
  });
});

describe("a release with a blocker in ALARM", () => {
  const on = [alarm("payments", "ALARM"), alarm("network", "OK"), alarm("batch", "ALARM")];

  it("does not begin, and says why; not if it is urgent either", async () => {
    const { release, revision } = await among(open, ...on);
    const before = revision();
    for (const more of [{}, { urgent: "login is down" }]) {
      const { kind, found, next, reasons } = await refusalOf(() => release([imageOf("2")], more));
      expect({ kind, found, next, reasons }).to.deep.equal({
        kind: "refused",
        found: "blocker alarm payments is in ALARM: why payments",
        next: "run the command again once that is over",
        reasons: ["blocker alarm batch is in ALARM: why batch"],
      });
    }
    expect(revision()).to.equal(before);
  });

  it("hears of closed windows at the same time", async () => {
    const { release } = await among(closed, alarm("payments", "ALARM"));
    const { found, reasons } = await refusalOf(() => release([imageOf("2")]));
    expect([found, ...reasons]).to.deep.equal([
      "blocker alarm payments is in ALARM: why payments",
      `the release windows are ${until}`,
    ]);
  });

  it("begins if all of them are OK or have no data, or if it rolls back", async () => {
    const fine = [alarm("payments", "OK"), alarm("network", "INSUFFICIENT_DATA")];
    const { release, back, settings, ports } = await among(open, ...fine);
    expect((await release([imageOf("2")])).exitCode).to.equal(0);
    settings.blockers = { alarms: ["down"] };
    ports.observer.alarms = () => Promise.resolve([alarm("down", "ALARM")]);
    expect((await back()).exitCode).to.equal(0);
  });

  it("does not begin when one can't be asked for", async () => {
    const { release, settings, asked, revision } = await among(open, alarm("payments", "OK"));
    const arn = (region: string) => `arn:aws:cloudwatch:${region}:123456789012:alarm:payments`;
    settings.blockers = { alarms: ["payments", "gone", arn("eu-west-1"), arn("eu-central-1")] };
    const before = revision();
    const { kind, found, next, reasons } = await refusalOf(() => release([imageOf("2")]));
    expect({ kind, found, next, reasons }).to.deep.equal({
      kind: "refused",
      found: "blocker alarm gone does not exist in eu-central-1: correct `blockers.alarms`",
      next: "run the command again once that is over",
      reasons: [
        `blocker alarm ${arn("eu-west-1")} is in eu-west-1, not in eu-central-1: correct \`blockers.alarms\``,
      ],
    });
    expect(asked).to.deep.equal([["payments", "gone"]]);
    expect(revision()).to.equal(before);
  });
});

describe("what keeps a release from beginning", () => {
  it("is shown by a plan", async () => {
    const { run } = await among(closed, alarm("payments", "ALARM"));
    const asked = { ...options, image: [imageOf("2")], markdown: false };
    const planned = await plan(run(), asked);
    expect(planned.json).to.deep.include({
      windows: { open: false, until: "2026-01-02T08:00:00.000Z", text: until },
      blockers: ["blocker alarm payments is in ALARM: why payments"],
    });
    expect(planned.text).to.include(
      `\nwindows: ${until}\nblocked: blocker alarm payments is in ALARM: why payments\n`,
    );
    const { text } = await plan(run(), { ...asked, markdown: true });
    expect(text).to.include(`\n\n**Windows:** ${until}\n\n**Blocked:** blocker alarm payments is`);
  });

  it("is shown by verify", async () => {
    const { ports, settings, environment } = await among(closed, alarm("payments", "ALARM"));
    settings.blockers = { alarms: ["payments", "gone"] };
    const asked = { ...ports, environment: environment(), services: ["users"] };
    const verification = asked as unknown as Verification;
    expect(await windowsCheck.look(verification)).to.deep.equal([
      {
        ...{ subject: "releases", status: "warning", found: until },
        todo: "deploy then, or with `--urgent <reason>`",
      },
    ]);
    expect(await blockersCheck.look(verification)).to.deep.equal([
      {
        ...{ subject: "gone", status: "error", found: "does not exist in eu-central-1" },
        todo: "correct `blockers.alarms` in Pulumi.dev.yaml",
      },
      {
        ...{ subject: "payments", status: "error", found: "in ALARM: why payments" },
        todo: "fix the cause: until it is OK, no release begins",
      },
    ]);
    settings.windows = open;
    settings.blockers = { alarms: ["fine"] };
    ports.observer.alarms = () => Promise.resolve([alarm("fine", "OK")]);
    const told = [
      ...(await windowsCheck.look(verification)),
      ...(await blockersCheck.look(verification)),
    ];
    expect(told.map(({ status, found }) => `${status}: ${found}`)).to.deep.equal([
      "ok: open at all times",
      "ok: none of 1 is in ALARM",
    ]);
    delete settings.windows;
    delete settings.blockers;
    expect(await windowsCheck.look(verification)).to.deep.equal([]);
    expect(await blockersCheck.look(verification)).to.deep.equal([]);
  });
});
