import { ListResourceRecordSetsCommand, Route53Client } from "@aws-sdk/client-route-53";
import { type AwsClientStub, mockClient } from "aws-sdk-client-mock";
import { expect } from "chai";
import type { DnsAccess } from "../../../../automation/adapters/aws/dns";
import { createAwsObserver } from "../../../../automation/adapters/aws/observer";
import { inputsOf, inventory, region } from "./fixtures";

const privateZone = { id: "Z9", name: "internal.example.com" };
const name = "users.internal.example.com";

/** Load balancers' names resolve outside the VPC too, to addresses inside it. */
const dns: DnsAccess = {
  addressesOf: (host) =>
    Promise.resolve(host.startsWith("internal-private-blue") ? ["10.0.0.2", "10.0.0.1"] : []),
  serversOf: () => Promise.resolve([]),
  ask: () => Promise.reject(new Error("a private zone can't be asked")),
};

describe("a name of the private zone", () => {
  let route53: AwsClientStub<Route53Client>;
  beforeEach(() => (route53 = mockClient(Route53Client)));
  afterEach(() => route53.restore());

  const resolve = () =>
    createAwsObserver({ region, dns }).resolve({ ...inventory, privateZone }, name);
  const answer = (addresses: string[], ttlSeconds: number | null) => [
    { server: "Route 53, private zone Z9", addresses, ttlSeconds, error: null },
  ];

  it("leads where Route 53's record points, with the TTL of an alias", async () => {
    route53.on(ListResourceRecordSetsCommand).resolves({
      ResourceRecordSets: [
        {
          Name: `${name}.`,
          Type: "A",
          AliasTarget: {
            HostedZoneId: "ZELB",
            DNSName: "dualstack.internal-private-blue-1.eu-central-1.elb.amazonaws.com.",
            EvaluateTargetHealth: false,
          },
        },
      ],
    });
    expect(await resolve()).to.deep.equal(answer(["10.0.0.1", "10.0.0.2"], 60));
    expect(inputsOf(route53)).to.deep.equal([
      [
        "ListResourceRecordSetsCommand",
        { HostedZoneId: "Z9", StartRecordName: name, StartRecordType: "A", MaxItems: 1 },
      ],
    ]);
  });

  it("leads nowhere if the list of records begins with another name", async () => {
    route53.on(ListResourceRecordSetsCommand).resolves({
      ResourceRecordSets: [{ Name: "web.internal.example.com.", Type: "A" }],
    });
    expect(await resolve()).to.deep.equal(answer([], null));
  });
});

describe("Route 53's own record of a name", () => {
  let route53: AwsClientStub<Route53Client>;
  beforeEach(() => (route53 = mockClient(Route53Client)));
  afterEach(() => route53.restore());

  it("is read from the zone that has the name, and is null where there is none", async () => {
    const observer = createAwsObserver({ region, dns });
    const DNSName = "dualstack.blue-1.eu-central-1.elb.amazonaws.com.";
    const AliasTarget = { HostedZoneId: "ZELB", DNSName, EvaluateTargetHealth: false };
    route53
      .on(ListResourceRecordSetsCommand, { StartRecordName: "users.example.com." })
      .resolves({ ResourceRecordSets: [{ Name: "users.example.com.", Type: "A", AliasTarget }] })
      .on(ListResourceRecordSetsCommand, { StartRecordName: `${name}.` })
      .resolves({ ResourceRecordSets: [] });
    expect(await observer.recordTarget(inventory, "users.example.com")).to.equal(DNSName);
    expect(await observer.recordTarget({ ...inventory, privateZone }, name)).to.equal(null);
    const asked = inputsOf(route53) as [string, { HostedZoneId: string }][];
    const zones = asked.map(([, { HostedZoneId }]) => HostedZoneId);
    expect(zones).to.deep.equal([inventory.hostedZone.id, "Z9"]);
  });

  it("is its values if it is no alias: the name is not gone", async () => {
    const ResourceRecords = [{ Value: "192.0.2.1" }, { Value: "192.0.2.2" }];
    route53.on(ListResourceRecordSetsCommand).resolves({
      ResourceRecordSets: [{ Name: "users.example.com.", Type: "A", TTL: 60, ResourceRecords }],
    });
    const found = await createAwsObserver({ region, dns }).recordTarget(
      inventory,
      "users.example.com",
    );
    expect(found).to.equal("192.0.2.1, 192.0.2.2");
  });
});
