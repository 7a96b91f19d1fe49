import { expect } from "chai";
import { status } from "../../../automation/commands/status";
import { api, serving } from "./servingWorld";

describe("bluegreen status --json", () => {
  it("prints no credentials of what serves", async () => {
    const environment = { LOG: "debug", DB_PASSWORD: "canary-of-a-password" };
    const { ports } = await serving({ users: { ...api, environment } });
    const { json } = await status(
      {
        ...{ stack: ports.stack, unreadable: null, observing: () => ports.observer },
        locks: () => Promise.resolve({ peek: () => Promise.resolve([]) } as never),
        machine: { host: "vm", nowMs: () => ports.clock.nowMs(), process: () => null },
      },
      { recorded: true },
    );
    const text = JSON.stringify(json);
    expect(text).to.include('"environment":{"LOG":"debug","DB_PASSWORD":"***"}');
    expect(text).to.not.include("canary-of");
  });
});
