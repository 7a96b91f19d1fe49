import { expect } from "chai";
import type { RawConfig } from "../../config/raw";
import { rolePolicies } from "../../privilege/policy";
import { config } from "../config/samples";
import { noBackend, scopeFor } from "./scopes";
import { allows } from "./simulate";

describe("the deploy policy of an environment with names in other zones", () => {
  it("allows records of names in other zones, and no other record there", () => {
    const hosts = ["users", "shop.example.org", "www.example.net"];
    const policies = (raw: RawConfig) =>
      rolePolicies("deploy", { scope: scopeFor(raw), backend: noBackend });
    const [allowed, before] = [policies(config({ users: { hosts } })), policies(config())];
    const change = (...of: string[]) => ({
      ...{
        action: "route53:ChangeResourceRecordSets",
        resource: "arn:aws:route53:::hostedzone/Z2",
      },
      context: { "route53:ChangeResourceRecordSetsNormalizedRecordNames": of },
    });
    for (const name of ["shop.example.org", "_1a.shop.example.org", "www.example.net"]) {
      expect(allows(allowed, change(name)), name).to.equal(true);
      expect(allows(before, change(name)), name).to.equal(false);
    }
    for (const name of [
      "example.org",
      "www.example.org",
      "a.shop.example.org",
      "_1a.example.org",
      "shop.example.net",
      "shop.example.com",
    ]) {
      expect(allows(allowed, change(name)), name).to.equal(false);
      expect(allows(allowed, change("shop.example.org", name)), name).to.equal(false);
    }
  });
});
