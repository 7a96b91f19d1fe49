import { expect } from "chai";
import { killPoints, type Start } from "../../../rehearsal/crash/points";
import { faults } from "../../../rehearsal/crash/faults";

const colors = { old: "blue", candidate: "green" } as const;
const startOf = ({ step, nth }: Start) => (nth ? `${step} ${nth}` : step);

describe("kill points", () => {
  it("have unique names, also among the faults", () => {
    const names = [...killPoints, ...faults].map(({ name }) => name);
    expect(new Set(names).size).to.equal(names.length);
  });

  it("are at the start of every step of a release and of a rollback", () => {
    const steps = killPoints.flatMap(({ place, command }) =>
      "step" in place ? [`${command} ${startOf(place)}`] : [],
    );
    const release = ["0", "1", "2", "3", "4", "5", "drain", "6"].map((step) => `deploy ${step}`);
    const back = ["back", "drain", "undo"].map((step) => `rollback ${step}`);
    const canary = ["canary", "canary 2", "5"].map((step) => `deploy ${step}`);
    const approval = ["deploy approval", "resume 5"];
    const adoption = ["deploy 5", "deploy drain", "deploy 6", "rollback undo"];
    const given = ["giveBack 5", "giveBack 6"];
    expect(steps).to.deep.equal([
      ...[...release, ...back, ...canary, ...approval],
      ...[...adoption, ...given],
    ]);
  });

  it("are before, during and after each call that matters in every `up`", () => {
    const inside = killPoints.flatMap(({ name, place }) =>
      "step" in place || "locked" in place
        ? []
        : [
            [
              name,
              place
                .calls(colors)
                .map((call) => `${call.operation} ${call.name}`)
                .join(" or ") + (place.from ? ` from ${startOf(place.from)}` : ""),
            ],
          ],
    );
    const calls: [string, string][] = [
      ["stage-service", "create users-green or update users-green"],
      ["stage-group", "update users-green"],
      ["switch-rule", "update users-green-production"],
      ["switch-record", "update users-production"],
      ["retire-service", "update users-blue"],
      ["return-record", "update users-production"],
      ["undo-service", "update users-green"],
      ["canary-share", "update users-blue-production"],
      ["canary-next-share", "update users-green-production from canary 2"],
      ["canary-switch-rule", "update users-blue-production from 5"],
      ["canary-abort-rule", "update users-blue-production"],
      ["canary-abort-service", "update users-green"],
      ["approved-record", "update users-production"],
      ["adopted-record", "update users-production"],
      ["adopted-return-record", "update users-production"],
      ["adopted-give-back-record", "update users-production from 5"],
      ["adopting-record", "create users-production"],
    ];
    expect(inside).to.deep.equal(
      calls.flatMap(([name, call]) =>
        ["before", "during", "after"].map((moment) => [`${name}-${moment}`, call]),
      ),
    );
  });

  it("are inside the `up` of every command that records and calls nothing", () => {
    const locked = killPoints.flatMap(({ name, place, rows }) =>
      "locked" in place ? [`${name}: ${rows.map(({ killed }) => killed).join(", ")}`] : [],
    );
    expect(locked).to.deep.equal([
      "approval-record: deployer, deployer, deployer and Pulumi, deployer and Pulumi",
      "adopting: deployer, deployer and Pulumi",
      "finishing: deployer, deployer and Pulumi",
    ]);
  });

  it("see both kinds of kill and both ways to recover, in every phase", () => {
    const seen = new Set(
      killPoints.flatMap(({ phase, place, rows }) =>
        rows.map(({ killed, way }) =>
          "step" in place ? `${phase}, between, ${way}` : `${phase}, ${killed}, ${way}`,
        ),
      ),
    );
    const phases = ["idle", "staged", "canary", "switched", "returning"];
    const expected = phases.flatMap((phase) =>
      ["between", "deployer", "deployer and Pulumi"].flatMap((how) => [
        `${phase}, ${how}, resume`,
        `${phase}, ${how}, abort`,
      ]),
    );
    const adoption = ["deployer", "deployer and Pulumi"].map((how) => `idle, ${how}, again`);
    expect([...seen].sort()).to.deep.equal([...expected, ...adoption].sort());
  });
});
