import { expect } from "chai";
import { toDerivedConfig } from "../../release/derivedConfig";
import { config } from "../config/samples";
import { runProgram } from "./engine";
import { find } from "./find";
import { phases, releasedWith } from "./phases";

describe("the container of a fleet", () => {
  it("runs its image as the settings say", async () => {
    const process = {
      ...{ command: ["node", "server.js"], entryPoint: ["/init", "--"], user: "node:1000" },
      workingDirectory: "/srv",
    };
    const ulimits = { stack: -1, nofile: { soft: 1024, hard: 2048 } };
    const users = { ruleSlot: 0, ...process, ulimits, init: false };
    const raw = config({ users, matching: { ruleSlot: 1 } });
    const state = releasedWith(phases.idle, raw);
    const run = await runProgram({ config: { ...raw, ...toDerivedConfig(state) } });
    const text = find(run, "TaskDefinition", "users-blue").inputs["containerDefinitions"];
    const [container] = JSON.parse(text as string) as [{ linuxParameters: object }];
    expect(container).to.deep.include({
      ...process,
      ulimits: [
        { name: "nofile", softLimit: 1024, hardLimit: 2048 },
        { name: "stack", softLimit: -1, hardLimit: -1 },
      ],
    });
    expect(container.linuxParameters).to.include({ initProcessEnabled: false });
  });
});
