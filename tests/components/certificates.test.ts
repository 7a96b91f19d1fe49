import { expect } from "chai";
import type { CertificateView } from "../../config/certificates";
import { config } from "../config/samples";
import { type Run, type RunInput, runProgram } from "./engine";
import { all, find, names } from "./find";
import { phases, programAt } from "./phases";

const ids = [1, 2].map((last) => `01234567-89ab-cdef-0123-456789abcde${last}`);
const [first = "", second = ""] = ids.map(
  (id) => `arn:aws:acm:eu-central-1:123456789012:certificate/${id}`,
);
const given = config({ users: { hosts: ["users", "www.example.com"] } });

function run(certificateArns: string[] | undefined, more: Partial<RunInput> = {}): Promise<Run> {
  const settings = { ...given, ...(certificateArns && { certificateArns }) };
  return runProgram({ config: settings, ...more });
}

const listeners = (of: Run) =>
  ["blue", "green"].map((color) => find(of, "Listener", `edge-${color}-https`).inputs);

describe("certificates that the settings name", () => {
  it("are all that a new environment presents: the first one also to clients that name no host", async () => {
    const made = await run([first, second]);
    expect(made.error).to.equal(undefined);
    expect(names(made, "Certificate")).to.deep.equal([]);
    expect(listeners(made).map(({ certificateArn }) => certificateArn)).to.deep.equal([
      ...[first, first],
    ]);
    const presented = all(made, "ListenerCertificate").map(({ name, inputs, protect }) => [
      ...[name, inputs["listenerArn"], inputs["certificateArn"], protect],
    ]);
    expect(presented).to.have.deep.members(
      ["blue", "green"].flatMap((color) => [
        [`edge-${color}-${ids[0]}`, `arn:edge-${color}-https`, first, false],
        [`edge-${color}-${ids[1]}`, `arn:edge-${color}-https`, second, false],
      ]),
    );
    expect(made.outputs).to.have.nested.property("inventory.ownCertificates", false);
    expect(made.outputs).to.have.deep.nested.property("foundation.certificateArns", [
      first,
      second,
    ]);
  });

  it("are beside its own in an environment that was made with those", async () => {
    const { outputs } = await run(undefined);
    const later = await run([first], { deployed: outputs! });
    expect(names(later, "Certificate")).to.deep.equal([
      ...["certificate", "users-certificate-www.example.com"],
    ]);
    expect(listeners(later).map(({ certificateArn }) => certificateArn)).to.deep.equal(
      listeners(await run(undefined)).map(({ certificateArn }) => certificateArn),
    );
    expect(names(later, "ListenerCertificate")).to.include(`edge-blue-${ids[0]}`);
    expect(later.outputs).not.to.have.nested.property("inventory.ownCertificates");
    expect(later.outputs).not.to.have.nested.property("foundation.certificateArns");
  });

  it("stay alone from `up` to `up`, until the settings name none", async () => {
    const { outputs } = await run([first]);
    const again = await run([second], { deployed: outputs! });
    expect(names(again, "Certificate")).to.deep.equal([]);
    const without = await run(undefined, { deployed: again.outputs! });
    expect(names(without, "Certificate")).to.deep.equal([
      ...["certificate", "users-certificate-www.example.com"],
    ]);
    expect(without.outputs).not.to.have.nested.property("inventory.ownCertificates");
    const later = await run([first], { deployed: without.outputs! });
    expect(names(later, "Certificate")).to.have.length(2);
  });

  it("are all that an environment built on this one has", async () => {
    const base = await runProgram({ config: { ...config(), certificateArns: [first] } });
    const asked: string[] = [];
    const built = (found: string[]) =>
      runProgram({
        config: {
          ...config({ users: { host: "users-pr-7", hosts: ["a.users-pr-7.dev.example.com"] } }),
          foundation: "base",
        },
        deployed: { release: { ...phases["never released"], services: {} } },
        others: { base: base.outputs! },
        certificates: (arn) => (asked.push(arn), Promise.resolve(view({ names: found }))),
      });
    const made = await built(["*.dev.example.com", "*.users-pr-7.dev.example.com"]);
    expect(made.error).to.equal(undefined);
    expect(names(made, "Certificate")).to.deep.equal([]);
    expect(made.outputs).to.have.nested.property("inventory.ownCertificates", false);
    expect((await built(["*.dev.example.com"])).error?.message).to.equal(
      [
        "This `up` was refused: clients could not connect with the certificates in `certificateArns`:",
        "- no certificate is valid for a.users-pr-7.dev.example.com",
        "Next: correct `certificateArns` in Pulumi.base.yaml, or remove it, for certificates of the environment's own; " +
          "then: bluegreen up --stack dev",
      ].join("\n"),
    );
    expect(asked).to.deep.equal([first, first]);
  });

  it("are refused where clients could not connect with them, and before anything is made", async () => {
    const refused = async (
      found: Record<string, CertificateView | null | undefined>,
      more = {},
    ) => {
      const { error, resources } = await run([first, second], {
        certificates: (arn) => Promise.resolve(found[arn]),
        ...more,
      });
      if (error) expect(resources).to.deep.equal([]);
      return error?.message.split("\n").slice(1, -1);
    };
    const domain = view({ names: ["*.dev.example.com"] });
    const other = view({ names: ["www.example.com", "example.com"] });
    expect(await refused({ [first]: domain, [second]: other })).to.equal(undefined);
    expect(await refused({ [first]: domain, [second]: null })).to.deep.equal([
      `- certificate ${ids[1]} does not exist in eu-central-1 of this account`,
    ]);
    expect(
      await refused({
        [first]: { ...domain, status: "PENDING_VALIDATION" },
        [second]: view({ names: ["example.com"], keyAlgorithm: "RSA_1024" }),
      }),
    ).to.deep.equal([
      `- certificate ${ids[0]} is PENDING_VALIDATION`,
      `- certificate ${ids[1]} has a RSA_1024 key; load balancers accept RSA of 2048, 3072 or 4096 bits, and ECDSA`,
      "- no certificate is valid for www.example.com",
    ]);
    // Nobody could be asked about one, which might be valid for the rest.
    expect(await refused({ [first]: domain, [second]: undefined })).to.equal(undefined);
    const { outputs: own } = await run(undefined);
    expect(await refused({ [first]: domain, [second]: domain }, { deployed: own! })).to.equal(
      undefined,
    );
  });

  it("are asked about only where the settings name some", async () => {
    const asked: string[] = [];
    const certificates = (arn: string) => (asked.push(arn), Promise.resolve(null));
    expect((await run(undefined, { certificates })).error).to.equal(undefined);
    expect(asked).to.deep.equal([]);
    expect((await programAt("idle")).outputs).not.to.have.nested.property(
      "inventory.ownCertificates",
    );
  });
});

function view(changes: Partial<CertificateView>): CertificateView {
  return { status: "ISSUED", names: [], notAfterMs: null, reason: "", ...changes };
}
