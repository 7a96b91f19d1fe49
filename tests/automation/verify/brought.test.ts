import { expect } from "chai";
import { nothingToInspect } from "../../../automation/adapters/nothingToInspect";
import { network } from "../../../automation/verify/checks/network";
import { secrets } from "../../../automation/verify/checks/secrets";
import type { Verification } from "../../../automation/verify/check";
import { fastChecks } from "../../../automation/verify/checks";
import type { Inspector, SecretView, SubnetView } from "../../../automation/world/inspector";
import { config, settingsOf } from "../../config/samples";
import { told } from "./told";

const secret = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:prod/users-AbCdEf";
const parameter = "/prod/users/password";

function verification(raw: object, inspector: Partial<Inspector>): Verification {
  const settings = settingsOf({ ...config(), ...raw });
  return {
    services: ["users"],
    stack: { name: "dev", settings },
    inspector: { ...nothingToInspect("not here"), ...inspector },
  } as unknown as Verification;
}

describe("verify, for what the settings refer to,", () => {
  it("asks for the secrets of sidecars too", async () => {
    const otel = { image: "ghcr.io/team/otel:1", secrets: { TOKEN: parameter } };
    const asked = () => Promise.resolve({ value: { [parameter]: { exists: true, hasKey: true } } });
    const [found, ...more] = await secrets.look(
      verification({ services: { users: { sidecars: { otel } } } }, { secrets: asked }),
    );
    expect(more).to.deep.equal([]);
    expect(found).to.include({ subject: "users otel TOKEN", status: "ok" });
  });

  it("asks for the secret that a sidecar's image is pulled with", async () => {
    const login = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:otel-AbCdEf";
    const otel = { image: "ghcr.io/team/otel:1", repositorySecretArn: login };
    const asked = () => Promise.resolve({ value: { [login]: { exists: true, hasKey: true } } });
    const [found, ...more] = await secrets.look(
      verification({ services: { users: { sidecars: { otel } } } }, { secrets: asked }),
    );
    expect(more).to.deep.equal([]);
    expect(found).to.include({ subject: "users otel repositorySecretArn", status: "ok" });
  });

  it("asks for the options of logs that are secrets", async () => {
    const router = { image: "ghcr.io/team/router:1", logRouter: {} };
    const logs = { options: { Name: "datadog" }, secretOptions: { apikey: parameter } };
    const asked = () =>
      Promise.resolve({ value: { [parameter]: { exists: false, hasKey: true } } });
    const [found, ...more] = await secrets.look(
      verification({ services: { users: { sidecars: { router }, logs } } }, { secrets: asked }),
    );
    expect(more).to.deep.equal([]);
    expect(found).to.include({ subject: "users logs apikey", status: "error" });
  });

  async function secretsTold(reference: string, view: SecretView): Promise<string[]> {
    const raw = { services: { users: { secrets: { PASSWORD: reference } } } };
    const asked = (references: readonly string[]) => {
      expect(references).to.deep.equal([reference]);
      return Promise.resolve({ value: { [reference]: view } });
    };
    return told(await secrets.look(verification(raw, { secrets: asked })));
  }

  it("asks for each secret, also at the start of a release", async () => {
    expect(fastChecks).to.include(secrets);
    expect(await secretsTold(parameter, { exists: true, hasKey: true })).to.deep.equal([
      `ok: parameter ${parameter}`,
    ]);
    expect(await secretsTold(parameter, { exists: false, hasKey: true })).to.deep.equal([
      `error: there is no parameter ${parameter}`,
    ]);
    const key = `${secret}:password::`;
    expect(await secretsTold(key, { exists: true, hasKey: true })).to.deep.equal([
      `ok: secret ${secret}, key \`password\``,
    ]);
    expect(await secretsTold(key, { exists: false, hasKey: false })).to.deep.equal([
      `error: there is no secret ${secret}`,
    ]);
    expect(await secretsTold(`${secret}::OLD:`, { exists: false, hasKey: false })).to.deep.equal([
      `error: there is no secret ${secret}, or not in that version`,
    ]);
    expect(await secretsTold(key, { exists: true, hasKey: false })).to.deep.equal([
      `error: secret ${secret} is not a JSON object with the key \`password\``,
    ]);
    expect(await secretsTold(key, { exists: true, hasKey: null })).to.deep.equal([
      `unknown: whether secret ${secret} has the JSON key \`password\` was not checked: these credentials ` +
        "may not read its value",
    ]);
    expect(await secretsTold(key, { exists: "elsewhere", hasKey: null })).to.deep.equal([
      `unknown: secret ${secret} is in another region or account and was not looked up`,
    ]);
    expect(await secretsTold(key, { exists: "denied", hasKey: null })).to.deep.equal([
      `unknown: secret ${secret} was not looked up: access denied`,
    ]);
  });

  const [vpcId, other] = ["vpc-0000000a", "vpc-0000000b"];
  const ids = ["subnet-00000001", "subnet-00000002", "subnet-00000003", "subnet-00000004"];
  const [one, two, three, four] = ids as [string, string, string, string];
  const brought = { vpcId, publicSubnetIds: [one, two], privateSubnetIds: [three, four] };
  const at = (id: string, zone: string, inVpc = vpcId): SubnetView => ({ id, vpcId: inVpc, zone });
  const right = [at(one, "a"), at(two, "b"), at(three, "a"), at(four, "b")];

  async function networkTold(found: SubnetView[], raw: object = {}): Promise<string[]> {
    const subnets = () => Promise.resolve({ value: found });
    return told(await network.look(verification({ network: brought, ...raw }, { subnets })));
  }

  it("looks up subnets that the settings name", async () => {
    expect(await networkTold(right)).to.deep.equal(["ok: 2 in a and b", "ok: 2 in a and b"]);
    expect(await networkTold(right.slice(1))).to.deep.equal([
      `error: the account has no subnet ${one} in this region`,
      "ok: 2 in a and b",
    ]);
    expect(await networkTold([...right.slice(0, 3), at(four, "b", other)])).to.deep.equal([
      "ok: 2 in a and b",
      `error: ${four} is in ${other}, not in ${vpcId}`,
    ]);
    expect(await networkTold([...right.slice(0, 3), at(four, "a")])).to.deep.equal([
      "ok: 2 in a and b",
      "error: all subnets are in a; two zones are needed",
    ]);
  });

  it("knows that a load balancer has one subnet in each zone, and tasks may have more", async () => {
    const five = "subnet-00000005";
    const found = [...right, at(five, "b")];
    const more = (key: "publicSubnetIds" | "privateSubnetIds") => ({
      network: { ...brought, [key]: [...brought[key], five] },
    });
    expect(await networkTold(found, more("publicSubnetIds"))).to.deep.equal([
      `error: ${two} and ${five} are both in b; a load balancer has one subnet in each zone`,
      "ok: 2 in a and b",
    ]);
    expect(await networkTold(found, more("privateSubnetIds"))).to.deep.equal([
      "ok: 2 in a and b",
      "ok: 3 in a and b",
    ]);
    const services = { users: {}, matching: { calls: ["users"] } };
    const called = { ...more("privateSubnetIds"), services };
    expect(await networkTold(found, called)).to.deep.equal([
      "ok: 2 in a and b",
      `error: ${four} and ${five} are both in b; a load balancer has one subnet in each zone`,
    ]);
  });

  it("has nothing to ask where the program makes the network and no secret is named", async () => {
    const none = verification({}, {});
    expect(await secrets.look(none)).to.deep.equal([]);
    expect(await network.look(none)).to.deep.equal([]);
  });
});
