import { expect } from "chai";
import { linkPage } from "../../components/loadBalancer/linkPage";
import { config } from "../config/samples";
import { type Run, runProgram } from "./engine";
import { all, find, names, own } from "./find";
import { programAt } from "./phases";

describe("a load balancer", () => {
  let run: Run;
  before(async () => (run = await programAt("idle")));

  it("exists once for each color", () => {
    expect(names(run, "LoadBalancer")).to.deep.equal(["edge-blue", "edge-green"]);
    expect(names(run, "Listener")).to.deep.equal([
      "edge-blue-http",
      "edge-blue-https",
      "edge-green-http",
      "edge-green-https",
    ]);
  });

  it("is public and closes client connections within a minute", () => {
    expect(find(run, "LoadBalancer", "edge-green").inputs).to.deep.equal({
      loadBalancerType: "application",
      internal: false,
      ipAddressType: "ipv4",
      subnets: ["subnet-a", "subnet-b"],
      securityGroups: ["edge-green-id"],
      clientKeepAlive: 60,
      idleTimeout: 60,
      dropInvalidHeaderFields: true,
      desyncMitigationMode: "defensive",
      enableDeletionProtection: false,
      accessLogs: { bucket: "", enabled: false },
      tags: { ...own, color: "green" },
    });
  });

  it("keeps quiet connections and logs requests as the settings say, whatever its side", async () => {
    const logging = await runProgram({
      config: {
        ...config({ users: {}, matching: { calls: ["users"] } }),
        loadBalancers: { idleSeconds: 300, accessLogs: "s3://acme-logs/a/b/" },
      },
    });
    for (const name of names(logging, "LoadBalancer")) {
      expect(find(logging, "LoadBalancer", name).inputs, name).to.deep.include({
        idleTimeout: 300,
        accessLogs: { bucket: "acme-logs", prefix: "a/b", enabled: true },
      });
    }
  });

  it("is behind the web ACL of the settings where it is public", async () => {
    const webAclArn =
      "arn:aws:wafv2:eu-central-1:123456789012:regional/webacl/shop/01234567-89ab-cdef-0123-456789abcdef";
    const filtered = await runProgram({
      config: {
        ...config({ users: {}, matching: { calls: ["users"] } }),
        loadBalancers: { webAclArn },
      },
    });
    const made = all(filtered, "WebAclAssociation").map(({ name, inputs, protect }) => [
      ...[name, inputs["webAclArn"], inputs["resourceArn"], protect],
    ]);
    expect(made).to.have.deep.members([
      ["edge-blue-web-acl", webAclArn, "arn:edge-blue", false],
      ["edge-green-web-acl", webAclArn, "arn:edge-green", false],
    ]);
    expect(all(run, "WebAclAssociation")).to.deep.equal([]);
  });

  it("admits the ranges of the settings alone, and those that may reach candidates", async () => {
    const admits = (one: Run) =>
      all(one, "SecurityGroupIngressRule")
        .filter(({ name }) => name.startsWith("edge-green"))
        .map(({ name, inputs, protect }) => [name, inputs["cidrIpv4"], protect]);
    expect(admits(run)).to.have.deep.members([
      ["edge-green-http", "0.0.0.0/0", true],
      ["edge-green-https", "0.0.0.0/0", true],
    ]);
    const narrow = await runProgram({
      config: {
        ...config({ users: {} }),
        loadBalancers: { allowFrom: ["203.0.113.0/24"] },
        testAccess: { type: "network", cidrs: ["192.0.2.0/24", "203.0.113.0/24"] },
      },
    });
    const loopback = await runProgram({
      config: {
        ...config({ users: {} }),
        loadBalancers: { allowFrom: ["127.0.0.1/32"] },
      },
    });
    // AWS refuses a second rule with the same range.
    expect(admits(loopback)).to.have.deep.members([
      ["edge-green-http", "127.0.0.1/32", true],
      ["edge-green-https", "127.0.0.1/32", true],
    ]);
    // The protected rules stay: they are changed in place, once the others are there.
    expect(admits(narrow)).to.have.deep.members([
      ["edge-green-http", "127.0.0.1/32", true],
      ["edge-green-http-192.0.2.0/24", "192.0.2.0/24", false],
      ["edge-green-http-203.0.113.0/24", "203.0.113.0/24", false],
      ["edge-green-https", "127.0.0.1/32", true],
      ["edge-green-https-192.0.2.0/24", "192.0.2.0/24", false],
      ["edge-green-https-203.0.113.0/24", "203.0.113.0/24", false],
    ]);
    expect(
      find(narrow, "SecurityGroupIngressRule", "edge-green-http").dependsOn,
    ).to.include.members([
      "SecurityGroupIngressRule edge-green-http-192.0.2.0/24",
      "SecurityGroupIngressRule edge-green-http-203.0.113.0/24",
    ]);
  });

  it("turns away ambiguous requests and reserves capacity as the settings say, whatever its side", async () => {
    const strict = await runProgram({
      config: {
        ...config({ users: {}, matching: { calls: ["users"] } }),
        loadBalancers: { desyncMitigation: "strictest", reserveLcu: 100 },
      },
    });
    expect(names(strict, "LoadBalancer")).to.have.length(4);
    for (const name of names(strict, "LoadBalancer")) {
      const { inputs } = find(strict, "LoadBalancer", name);
      expect(inputs["desyncMitigationMode"], name).to.equal("strictest");
      expect(inputs["minimumLoadBalancerCapacity"], name).to.deep.equal({ capacityUnits: 100 });
    }
  });

  it(
    "serves HTTPS with a current policy and the validated certificate, and knows no host " +
      "by default",
    () => {
      const listener = find(run, "Listener", "edge-blue-https");
      expect(listener.inputs).to.deep.equal({
        loadBalancerArn: "arn:edge-blue",
        port: 443,
        protocol: "HTTPS",
        sslPolicy: "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09",
        certificateArn: "arn:certificate",
        defaultActions: [linkPage],
        tags: { ...own, color: "blue" },
      });
      expect(listener.dependsOn).to.include("CertificateValidation certificate-validation");
    },
  );

  it("redirects HTTP to HTTPS", () => {
    expect(find(run, "Listener", "edge-blue-http").inputs).to.deep.include({
      port: 80,
      protocol: "HTTP",
      defaultActions: [
        { type: "redirect", redirect: { protocol: "HTTPS", port: "443", statusCode: "HTTP_301" } },
      ],
    });
  });

  it("has a certificate for every name, validated in the hosted zone", () => {
    expect(find(run, "Certificate", "certificate").inputs).to.deep.equal({
      domainName: "*.dev.example.com",
      validationMethod: "DNS",
      tags: own,
    });
    expect(find(run, "Record", "certificate-proof").inputs).to.deep.equal({
      zoneId: "Z1",
      name: "_proof.dev.example.com",
      type: "CNAME",
      records: ["_value.acm.example"],
      ttl: 60,
      allowOverwrite: true,
    });
    expect(find(run, "CertificateValidation", "certificate-validation").inputs).to.deep.equal({
      certificateArn: "arn:certificate",
      validationRecordFqdns: ["_proof.dev.example.com"],
    });
  });
});
