import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { parse } from "yaml";
import { ofNamespace, splitDerived } from "../../config/raw";
import { settingsOf } from "./samples";
import { boundsOf } from "../../config/size";

const root = join(__dirname, "../..");
const read = (file: string) => parse(readFileSync(join(root, file), "utf8")) as object;

function settings(stack: string) {
  const { config } = read(`Pulumi.${stack}.yaml`) as { config: Record<string, unknown> };
  const { settings: raw, derived } = splitDerived(ofNamespace(config, "bluegreen"));
  expect(derived, "what only the deployer may set").to.deep.equal({});
  return settingsOf(raw);
}

describe("the committed file", () => {
  it("Pulumi.dev.yaml is small and cheap", () => {
    const { network, protect, services } = settings("dev");
    expect(network).to.deep.include({ natGateways: "single", availabilityZones: 2 });
    expect(protect).to.equal(false);
    expect(Object.values(services).map(({ compute }) => compute.type)).to.deep.equal([
      "fargate",
      "fargate",
    ]);
  });

  it("Pulumi.prod.yaml survives the loss of a zone and a hasty delete", () => {
    const { network, protect, services } = settings("prod");
    expect(network).to.deep.include({ natGateways: "onePerAz", availabilityZones: 3 });
    expect(protect).to.equal(true);
    expect(services["users"]?.compute.type).to.equal("ec2");
    expect(Object.values(services).every(({ size }) => boundsOf(size).min >= 3)).to.equal(true);
  });

  it("Pulumi.prod.yaml shows each way to judge a new version before it serves everybody", () => {
    const { users } = settings("prod").services;
    expect(users).to.include.keys("checks", "test", "compare", "warm", "canary");
  });

  it("Pulumi.yaml names no stand-in provider, which real users would get", () => {
    expect(read("Pulumi.yaml")).to.have.all.keys(
      "name",
      "description",
      "main",
      "runtime",
      "requiredPulumiVersion",
    );
  });
});
