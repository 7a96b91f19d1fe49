import { expect } from "chai";
import { presentedNames, uncoveredBy, unusable } from "../../config/certificates";
import { knows } from "./limit";
import { config, settingsOf } from "./samples";

const id = (last: number) => `01234567-89ab-cdef-0123-456789abc${String(last).padStart(3, "0")}`;
const arn = (last = 1, place = "arn:aws:acm:eu-central-1:123456789012") =>
  `${place}:certificate/${id(last)}`;
const many = (count: number) => Array.from({ length: count }, (_, index) => arn(index));
const named = (...certificateArns: string[]) => ({ ...config(), certificateArns });
const www = config({ users: { hosts: ["users", "www.example.com"] } });
const remedy =
  "ask AWS to raise it and set `quotas.certificatesPerLoadBalancer` to the new value, or put more names in " +
  "one certificate";

describe("the settings check, about certificates,", () => {
  knows({
    "they are in ACM, at least one, each once": {
      pass: [named(arn()), named(arn(1, "arn:aws-cn:acm:cn-north-1:123456789012"))],
      fail: [
        [named(), "`certificateArns` must have at least 1 entry, found 0"],
        [named(arn(), arn()), `\`certificateArns.1\` names ${arn()} twice`],
        [
          named("arn:aws:iam::123456789012:server-certificate/shop"),
          "`certificateArns.0` is the ARN of a server certificate in IAM: import it into ACM, which `verify` can ask " +
            "about it",
        ],
        [
          named(`arn:aws:acm-pca:eu-central-1:123456789012:certificate-authority/${id(1)}`),
          "`certificateArns.0` is the ARN of a private certificate authority: issue a certificate with it, and name that",
        ],
        [
          named(id(1)),
          "`certificateArns.0` must be the ARN of a certificate in ACM, such as " +
            "`arn:aws:acm:eu-central-1:123456789012:certificate/01234567-89ab-cdef-0123-456789abcdef`, found " +
            `\`${id(1)}\``,
        ],
        [
          named(arn(1, "arn:aws:acm:cn-north-1:123456789012")),
          "`certificateArns.0` is an ARN that names a region of another partition; in that region ARNs begin with " +
            "`arn:aws-cn:`",
        ],
      ],
    },
    "all are in the region and the account of the load balancers": {
      pass: [named(arn(1), arn(2))],
      fail: [
        [
          named(arn(1), arn(2, "arn:aws:acm:us-east-1:123456789012")),
          "`certificateArns` name certificates in eu-central-1 of account 123456789012 and us-east-1 of account " +
            "123456789012; load balancers take those of their own region and account alone",
        ],
      ],
    },
    "they share AWS's quota with those for names outside the domain": {
      pass: [
        named(...many(25)),
        { ...www, certificateArns: many(24) },
        { ...named(...many(26)), quotas: { certificatesPerLoadBalancer: 26 } },
      ],
      fail: [
        [
          named(...many(26)),
          `\`certificateArns\` names 26 certificates, but AWS's quota "Certificates per Application Load Balancer" is 25 here: ${remedy}`,
        ],
        [
          { ...www, certificateArns: many(25) },
          "`certificateArns` names 25 certificates, with 1 for names outside `*.dev.example.com`, but AWS's quota " +
            `"Certificates per Application Load Balancer" is 25 here: ${remedy}`,
        ],
        [
          { ...www, certificateArns: many(1), quotas: { certificatesPerLoadBalancer: 1 } },
          "`certificateArns` names 1 certificate, with 1 for names outside `*.dev.example.com`, but AWS's quota " +
            `"Certificates per Application Load Balancer" is 1 here: ${remedy}`,
        ],
      ],
    },
    "an environment on another one presents that one's": {
      pass: [],
      fail: [
        [
          { ...named(arn()), foundation: "base" },
          "`certificateArns` has no effect in an environment built on the `foundation` of base: set it there instead",
        ],
      ],
    },
  });
});

describe("names that certificates are valid for", () => {
  it("are all production and test names of the APIs", () => {
    const settings = settingsOf(
      config({
        users: { hosts: ["users", "@", "www.example.com"] },
        mailer: { kind: "worker", selfTest: { command: ["x"] } },
      }),
    );
    expect(presentedNames(settings)).to.deep.equal([
      ...[
        "users.dev.example.com",
        "dev.example.com",
        "www.example.com",
        "users-test.dev.example.com",
      ],
    ]);
  });

  it("are those they list, in any case, and one label below a wildcard", () => {
    const wanted = ["a.example.com", "b.a.example.com", "example.com"];
    const missing = (...names: string[]) => uncoveredBy([{ names }], wanted);
    expect(missing("*.example.com")).to.deep.equal(["b.a.example.com", "example.com"]);
    expect(missing("*.Example.com", "EXAMPLE.com")).to.deep.equal(["b.a.example.com"]);
    expect(missing("a.example.com", "*.a.example.com")).to.deep.equal(["example.com"]);
    expect(
      uncoveredBy([{ names: ["*.example.com"] }, { names: ["example.com"] }], wanted),
    ).to.have.length(1);
  });
});

describe("a certificate that load balancers take", () => {
  const issued = { status: "ISSUED", names: ["*.example.com"], notAfterMs: 0, reason: "" };

  it("is issued, with a key of RSA from 2048 bits or of ECDSA", () => {
    for (const keyAlgorithm of [
      "RSA_2048",
      "RSA_3072",
      "RSA_4096",
      "EC_prime256v1",
      "EC_secp521r1",
    ]) {
      expect(unusable({ ...issued, keyAlgorithm }), keyAlgorithm).to.equal(undefined);
    }
    expect(unusable(issued)).to.equal(undefined);
    expect(unusable({ ...issued, keyAlgorithm: "RSA_1024" })).to.equal(
      "has a RSA_1024 key; load balancers accept RSA of 2048, 3072 or 4096 bits, and ECDSA",
    );
    expect(unusable({ ...issued, status: "EXPIRED" })).to.equal("is EXPIRED");
    expect(unusable({ ...issued, status: "FAILED", reason: "CAA_ERROR" })).to.equal(
      "is FAILED: CAA_ERROR",
    );
  });
});
