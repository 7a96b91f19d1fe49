import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect } from "chai";

/** In a separate process, since other suites have loaded the SDK into this one. */
describe("the AWS SDK", () => {
  it("is loaded client by client, each on first use", async () => {
    const script = `
      const { createClients } = require("./automation/adapters/aws/clients");
      const { createAwsObserver } = require("./automation/adapters/aws/observer");
      const loaded = () => [...new Set(Object.keys(require.cache).flatMap((file) =>
        file.match(/client-(ecs|ecr|elastic|cloudwatch|auto-scaling)/)?.[0] ?? []))];
      createAwsObserver({});
      const before = loaded();
      createClients({ region: "eu-central-1" }).ecs().then(() =>
        console.log(JSON.stringify({ before, after: loaded() })));
    `;
    const { stdout } = await promisify(execFile)(process.execPath, [
      "--require",
      "tsx/cjs",
      "--eval",
      script,
    ]);
    expect(JSON.parse(stdout)).to.deep.equal({ before: [], after: ["client-ecs"] });
  });
});
