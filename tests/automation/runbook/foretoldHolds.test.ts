import { expect } from "chai";
import { plan } from "../../../automation/commands/plan";
import type { Verification } from "../../../automation/verify/check";
import { approval as approvalCheck } from "../../../automation/verify/checks/approval";
import { blockers as blockersCheck } from "../../../automation/verify/checks/blockers";
import { freeze as freezeCheck } from "../../../automation/verify/checks/freeze";
import { windows as windowsCheck } from "../../../automation/verify/checks/windows";
import { serviceSchema } from "../../../config/schema";
import { askForApproval, decide } from "../../../release/approval";
import { api, imageOf, options } from "../commands/servingWorld";
import { state } from "../commands/statusStates";
import { alarm, among, closed, open, until } from "./heldUp";

/** In `staged`, of a release that needs approval. */
function waitingState() {
  const staged = state("staged");
  const begunBy = { name: "ann@vm", known: "claimed" as const };
  return { ...staged, current: { ...staged.current!, approval: { expiresHours: 1, begunBy } } };
}

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

  const frozenBy = { name: "ben@vm", known: "claimed" as const };
  const freeze = { until: "2026-01-02T00:00:00.000Z", reason: "fire", by: frozenBy, at: "now" };
  const isFrozen =
    "dev is frozen until 2026-01-02T00:00:00.000Z: fire (by ben@vm (not checked), at now)";
  const approval = (notByOwner: boolean) => ({ beforeSwitch: true, expiresHours: 1, notByOwner });
  const needed = (who: string) =>
    `approval needed before production reaches a candidate, from ${who}, within 1 hour; ` +
    "until then the release rests (exit code 7)";
  const byOthers = needed("somebody other than whoever began the release");

  it("is shown by a plan as long as it lasts, as is what will make it rest later", async () => {
    const { run, settings } = await among(closed);
    settings.approval = approval(true);
    settings.windows = [{ days: "thu", from: "00:00", to: "00:15", zone: "UTC" }];
    const asked = { ...options, image: [imageOf("2")], markdown: false };
    const canary = {
      steps: [{ percent: 10, minutes: 15 }],
      falseAlarmPercent: 0.1,
      maxSlowdown: 2,
    };
    settings.services["users"] = serviceSchema.parse({ kind: "api", ...api, canary });
    const { json, text } = await plan(run(), asked);
    const rests = (json as { rests: string[] }).rests;
    expect(rests).to.deep.equal([
      byOthers,
      "the release windows close Thu 2026-01-01 00:15 UTC, before the canary of 18 minutes can end; " +
        "they open again Thu 2026-01-08 00:00 UTC",
    ]);
    expect(text).to.include(`\nrests: ${rests[0]}\nrests: ${rests[1]}\ndrain: `);
    const comment = await plan(run(), { ...asked, markdown: true });
    expect(comment.text).to.include(`\n\n**Rests:** ${rests[0]}\n\n**Rests:** ${rests[1]}\n`);
    settings.approval = { ...approval(false), beforeSwitch: false };
    settings.windows = open;
    expect((await plan(run(), asked)).json).to.deep.include({ rests: [] });
  });

  it("is shown by verify of a freeze while it lasts", async () => {
    const { ports, environment } = await among(open);
    const frozen = { ...environment().release, freeze };
    const asked = { ...ports, environment: { ...environment(), release: frozen } };
    const verification = asked as unknown as Verification;
    expect(await freezeCheck.look(verification)).to.deep.equal([
      {
        ...{ subject: "releases", status: "warning", found: isFrozen },
        todo: "deploy then, or with `--urgent <reason>`; to end it: bluegreen unfreeze --stack dev",
      },
    ]);
    const later = { nowMs: () => Date.parse(freeze.until) };
    expect(await freezeCheck.look({ ...verification, clock: later })).to.deep.equal([]);
    expect(await freezeCheck.look({ ...verification, environment: null })).to.deep.equal([]);
  });

  it("is shown by verify of an approval, needed and asked for", async () => {
    const { ports, environment, settings } = await among(open);
    const verification = { ...ports, environment: environment() } as unknown as Verification;
    expect(await approvalCheck.look(verification)).to.deep.equal([]);
    settings.approval = approval(false);
    const rule = { subject: "releases", status: "ok", found: needed("anybody"), todo: "" };
    expect(await approvalCheck.look(verification)).to.deep.equal([rule]);
    const waiting = askForApproval(waitingState(), 0)!;
    const asked = { ...verification, environment: { ...environment(), release: waiting } };
    expect(await approvalCheck.look(asked)).to.deep.equal([
      {
        ...{ subject: "r-1", status: "warning" },
        found:
          "has been waiting for approval since 1970-01-01T00:00:00.000Z; " +
          "the request expires at 1970-01-01T01:00:00.000Z",
        todo: "bluegreen approve --stack dev --release r-1",
      },
      rule,
    ]);
    const release = decide(waiting, "approved", { by: frozenBy, nowMs: 1 });
    const decided = { ...asked, environment: { ...environment(), release } };
    expect(await approvalCheck.look(decided)).to.deep.equal([rule]);
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
