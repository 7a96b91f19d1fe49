import { expect } from "chai";
import { requireFits } from "../../../automation/runbook/fits";
import { keptSettings } from "../../../config/definition";
import type { ServiceSettings } from "../../../config/schema";
import { emptyState, type ReleaseState } from "../../../release/state";
import { refusalOf } from "../../support/refusalOf";
import { config, settingsOf } from "../../config/samples";

const environment = settingsOf(config());
const users = (service: object) => settingsOf(config({ users: service, b: {} })).services["users"]!;
const image = `repo@sha256:${"a".repeat(64)}`;

/** Blue serves. */
function serving(service: ServiceSettings): ReleaseState {
  const idle = { image: null, size: 0 };
  const fleets = { blue: { image, size: 2, settings: keptSettings(service) }, green: idle };
  return { ...emptyState, services: { users: { activeColor: "blue", fleets } } };
}

function release(settings: ServiceSettings, served: ServiceSettings | null): void {
  const stack = { name: "dev", settings: environment };
  const state = { release: served ? serving(served) : emptyState };
  requireFits(stack, state, { name: "users", settings, kept: keptSettings(settings) });
}

async function refused(...fleets: Parameters<typeof release>) {
  const { kind, found, next } = await refusalOf(() => {
    release(...fleets);
  });
  return { kind, found, next };
}

/** Each with an ARN of 975 characters. */
const secrets = (prefix: string, count: number) => ({
  secrets: Object.fromEntries(
    Array.from({ length: count }, (_, i) => [`A${i}`, `/${prefix}${i}${"a".repeat(928)}`]),
  ),
});
const ports = (first: number, count: number) => ({
  outboundPorts: Array.from({ length: count }, (_, i) => first + i),
});

describe("what the tasks of both versions share during a release", () => {
  it("has room for the secrets of both", async () => {
    release(users(secrets("a", 9)), null);
    release(users(secrets("a", 9)), users(secrets("a", 9)));
    release(users(secrets("a", 4)), users(secrets("b", 5)));
    expect(await refused(users(secrets("a", 5)), users(secrets("b", 5)))).to.deep.equal({
      kind: "refused",
      found:
        "the ARNs of the secrets of both versions of users add up to 9780 characters, but the policy of their " +
        "tasks has room for 9500",
      next:
        "put several values into one secret in `services.users.secrets`, and refer to each by its JSON key; then: " +
        "bluegreen deploy --stack dev --service users",
    });
  });

  it("has room for what the code of both may do", async () => {
    const may = (letter: string, count: number) => ({
      permissions: Array.from({ length: count }, (_, at) => ({
        actions: [`s3:Get${letter}${at}`],
        resources: [`arn:aws:s3:::${letter.repeat(3)}/${at}`],
      })),
    });
    release(users(may("a", 60)), users(may("a", 60)));
    release(users(may("a", 60)), users(may("b", 50)));
    const both = await refused(users(may("a", 60)), users(may("b", 80)));
    expect(both.found).to.match(
      /^what the tasks of both versions of users may do takes 1\d{4} characters in the policies of their role, which have room for 10100$/,
    );
    expect(both.next).to.equal(
      "list several resources in one statement of `services.users.permissions`, or use `policyArns`; then: " +
        "bluegreen deploy --stack dev --service users",
    );
  });

  it("has room for the ports of both versions' file systems", async () => {
    const volumes = [{ path: "/data", efs: "fs-01234567" }];
    release(users({ ...ports(1, 59), volumes }), users(ports(1, 59)));
    release(users({ ...ports(2000, 60), volumes }), users(ports(2000, 60)));
    const { found } = await refused(users({ ...ports(1, 59), volumes }), users(ports(1, 60)));
    expect(found).to.equal(
      "both versions of users need 61 rules in their security group, but the quota is 60",
    );
  });

  it("has room for the ports and calls of both", async () => {
    release(users(ports(1, 60)), users(ports(1, 60)));
    const calling = users({ ...ports(1, 29), calls: ["b"] });
    release(calling, users(ports(30, 29)));
    expect(await refused(calling, users(ports(30, 30)))).to.deep.equal({
      kind: "refused",
      found: "both versions of users need 61 rules in their security group, but the quota is 60",
      next:
        "list fewer ports in `services.users.outboundPorts`, or ask AWS to raise the quota and set " +
        "`quotas.rulesPerSecurityGroup`; then: bluegreen deploy --stack dev --service users",
    });
    const mounting = users({ ...ports(1, 30), volumes: [{ path: "/data", efs: "fs-0123abcd" }] });
    release(mounting, users(ports(31, 29)));
    expect(await refused(mounting, users(ports(31, 30)))).to.deep.include({
      found: "both versions of users need 61 rules in their security group, but the quota is 60",
    });
  });
});
