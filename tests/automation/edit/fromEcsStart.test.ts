import { expect } from "chai";
import { config, settingsOf } from "../../config/samples";
import { plain, taken } from "./ecsServices";

describe("settings from an ECS service's health check grace period", () => {
  it("give tasks as long to become healthy as the service did, or longer", () => {
    const after = (healthCheckGracePeriodSeconds: number) => {
      const service = { ...plain.service, healthCheckGracePeriodSeconds };
      const { value, left } = taken({ ...plain, service });
      return [value["startSeconds"], ...left];
    };
    expect(settingsOf(config({ web: {} })).services["web"]!.startSeconds).to.equal(600);
    expect(after(0)).to.deep.equal([undefined]);
    expect(after(120)).to.deep.equal([
      ...[
        undefined,
        "health check grace period of 120 s: `startSeconds` gives tasks 600 s by default",
      ],
    ]);
    expect(after(600)).to.deep.equal([undefined]);
    expect(after(900)).to.deep.equal([900]);
    expect(after(7200)).to.deep.equal([
      ...[
        3600,
        "health check grace period of 7200 s: 3600 s were taken, the most for `startSeconds`",
      ],
    ]);
  });
});
