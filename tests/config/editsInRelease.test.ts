import { expect } from "chai";
import { environmentShape } from "../../config/environmentShape";
import type { RawConfig } from "../../config/raw";
import { shapeOf } from "../../config/runningChanges";
import { servingChanges } from "../../config/servingChanges";
import { pausing } from "../../automation/runbook/run";
import { refused } from "../../automation/world/errors";
import { phases } from "../components/phases";
import { config, settingsOf } from "./samples";

const services = { users: {}, matching: {} };
const made = settingsOf(config(services));
const natGateways = { network: { natGateways: "onePerAz" } };

/** In the middle of a release of `users`. */
function changes(raw: RawConfig) {
  const shapes = Object.entries(made.services).map(
    ([name, service]) =>
      [name, { ...shapeOf(name, service), productionName: `${name}.dev.example.com` }] as const,
  );
  return servingChanges("dev", settingsOf(raw), {
    release: phases.switched,
    environment: environmentShape(made),
    services: Object.fromEntries(shapes),
  })!;
}

/** The `next:` of an `abort` that these edits pause. */
function nextOf({ found, problems, next }: ReturnType<typeof changes>): string {
  const paused = pausing(refused(found, next, problems), "bluegreen abort --stack dev", "paused");
  expect(paused).to.include({ kind: "stoppedMidway" });
  return (paused as { next: string }).next;
}

describe("edits of what serves while a release is in progress", () => {
  it("are to be set back, after which the release goes on: nothing is added", () => {
    const found = changes({ ...config({ ...services, users: { port: 9090 } }), ...natGateways });
    expect(found.problems).to.deep.equal([
      "`network.natGateways` is onePerAz, but what serves was made with single, and AWS can only replace it",
      "`services.users.port` is 9090, but users is running with 8080, and the change would interrupt it",
    ]);
    expect(found.next).to.equal("set them back in Pulumi.dev.yaml and run the command again");
    expect(nextOf(found)).to.equal(
      "set them back in Pulumi.dev.yaml; then: bluegreen abort --stack dev",
    );
  });

  it("are to be set back beside a service that was removed", () => {
    const found = changes({ ...config({ matching: {} }), ...natGateways });
    expect(found.problems).to.have.length(2);
    const undo = "set it back in Pulumi.dev.yaml, put `services.users` back into Pulumi.dev.yaml";
    expect(found.next).to.equal(`${undo} and run the command again`);
    expect(nextOf(found)).to.equal(`${undo}; then: bluegreen abort --stack dev`);
  });

  it("change no names and no slots", () => {
    const named = changes(config({ ...services, users: { hosts: ["accounts"] } }));
    expect(named.problems).to.have.length(2);
    expect(named.next).to.equal("set them back in Pulumi.dev.yaml and run the command again");
    const { ruleSlot } = shapeOf("matching", made.services["matching"]!);
    const swapped = { users: { ruleSlot }, matching: { ruleSlot: 7 } };
    const { found, next } = changes(config(swapped));
    expect(found).to.contain("a slot that is still in use");
    expect(next).to.equal("set it back in Pulumi.dev.yaml and run the command again");
  });
});
