import { expect } from "chai";
import { mockClient } from "aws-sdk-client-mock";
import { GetWebACLCommand, WAFV2Client } from "@aws-sdk/client-wafv2";
import { createClients } from "../../../automation/adapters/aws/clients";
import { webAclExists } from "../../../automation/adapters/aws/inspect/webAcl";
import { nothingToInspect } from "../../../automation/adapters/nothingToInspect";
import type { Verification } from "../../../automation/verify/check";
import { webAcl } from "../../../automation/verify/checks/webAcl";
import { config, settingsOf } from "../../config/samples";
import { told } from "./told";

const id = "01234567-89ab-cdef-0123-456789abcdef";
const arnIn = (place: string) => `arn:aws:wafv2:${place}:regional/webacl/shop/${id}`;

async function found(webAclArn: string, exists = true): Promise<string[]> {
  const asked: string[] = [];
  const identity = { account: "123456789012", arn: "arn", region: "eu-central-1" };
  const answer = await webAcl.look({
    stack: { settings: settingsOf({ ...config(), loadBalancers: { webAclArn } }) },
    inspector: {
      ...nothingToInspect("not here"),
      identity: () => Promise.resolve({ value: identity }),
      webAcl: (arn: string) => {
        asked.push(arn);
        return Promise.resolve({ value: exists });
      },
    },
  } as unknown as Verification);
  expect(asked).to.deep.equal(
    answer.some(({ found: what }) => /is in/.test(what)) ? [] : [webAclArn],
  );
  return told(answer);
}

describe("the check of the web ACL", () => {
  it("finds one that exists where the load balancers are", async () => {
    expect(await found(arnIn("eu-central-1:123456789012"))).to.deep.equal(["ok: exists"]);
  });

  it("finds what the `up` would fail with", async () => {
    expect(await found(arnIn("eu-central-1:123456789012"), false)).to.deep.equal([
      "error: there is no web ACL shop with this id",
    ]);
    expect(await found(arnIn("us-east-1:123456789012"))).to.deep.equal([
      "error: the web ACL is in us-east-1, but the load balancers are in eu-central-1",
    ]);
    expect(await found(arnIn("eu-central-1:210987654321"))).to.deep.equal([
      "error: the web ACL is in account 210987654321, but the load balancers are in 123456789012",
    ]);
  });

  it("looks at nothing where none is named", async () => {
    const stack = { settings: settingsOf(config()) };
    expect(await webAcl.look({ stack } as unknown as Verification)).to.deep.equal([]);
  });
});

describe("a web ACL on AWS", () => {
  const waf = mockClient(WAFV2Client);
  afterEach(() => waf.reset());
  after(() => waf.restore());
  const exists = () =>
    webAclExists(createClients({ region: "eu-central-1" }), arnIn("eu-central-1:123456789012"));

  it("is asked for by its name and id", async () => {
    waf.on(GetWebACLCommand).resolves({});
    expect(await exists()).to.equal(true);
    const [call] = waf.commandCalls(GetWebACLCommand);
    expect(call!.args[0].input).to.deep.equal({ Name: "shop", Id: id, Scope: "REGIONAL" });
  });

  it("may not exist, and may not be looked at", async () => {
    const named = (name: string) => Object.assign(new Error("refused"), { name });
    waf.on(GetWebACLCommand).rejects(named("WAFNonexistentItemException"));
    expect(await exists()).to.equal(false);
    waf.on(GetWebACLCommand).rejects(named("AccessDeniedException"));
    let error = "";
    await exists().catch(({ name }: Error) => (error = name));
    expect(error).to.equal("AccessDeniedException");
  });
});
