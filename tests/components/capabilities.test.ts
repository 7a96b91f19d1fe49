import { expect } from "chai";
import { withFormerDefaults } from "../../config/upgrade";
import { toDerivedConfig } from "../../release/derivedConfig";
import { runProgram } from "./engine";
import { find } from "./find";
import { environment, phases } from "./phases";

describe("an `up` of a program that drops capabilities", () => {
  it("drops no capability of a fleet that was released with all of them", async () => {
    const release = structuredClone(phases.idle);
    const { settings } = release.services["users"]!.fleets.blue;
    delete (settings as Record<string, unknown>)["droppedCapabilities"];
    const run = await runProgram({
      config: { ...environment, ...toDerivedConfig(release) },
      deployed: { release, colorSecret: "s3cret" },
    });
    const text = find(run, "TaskDefinition", "users-blue").inputs["containerDefinitions"];
    const [{ linuxParameters }] = JSON.parse(text as string) as [{ linuxParameters: object }];
    expect(linuxParameters).to.deep.equal({ initProcessEnabled: true });
    const raw = { services: { users: {}, mailer: { kind: "worker" } } };
    const former = withFormerDefaults(raw)["services"] as Record<string, object>;
    for (const service of Object.values(former)) {
      expect(service).to.have.deep.property("droppedCapabilities", []);
    }
  });
});
