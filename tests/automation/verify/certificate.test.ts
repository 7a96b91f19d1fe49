import { expect } from "chai";
import { nothingToInspect } from "../../../automation/adapters/nothingToInspect";
import type { Verification } from "../../../automation/verify/check";
import { certificate } from "../../../automation/verify/checks/certificate";
import type { CertificateView } from "../../../config/certificates";
import { config, settingsOf } from "../../config/samples";
import { told } from "./told";

const dayMs = 86_400_000;
const ids = [1, 2, 3].map((last) => `01234567-89ab-cdef-0123-456789abcde${last}`);
const [own = "", first = "", second = ""] = ids.map(
  (id) => `arn:aws:acm:eu-central-1:123456789012:certificate/${id}`,
);
const view = (names: string[], changes: Partial<CertificateView> = {}): CertificateView => ({
  ...{ status: "ISSUED", names, notAfterMs: 90 * dayMs, reason: "", keyAlgorithm: "RSA_2048" },
  ...changes,
});

interface Given {
  named?: string[];
  /** At the listeners: the default one, then the others; undefined: there are none yet. */
  shown?: string[];
  /** Whether the environment made certificates of its own. */
  made?: boolean;
  certificates: Record<string, CertificateView | null>;
}

async function found({ named, shown, made = false, certificates }: Given): Promise<string[]> {
  const [certificateArn = null, ...otherCertificateArns] = shown ?? [];
  const listeners = [{ port: 443, certificateArn, otherCertificateArns, rules: [] }];
  const answer = await certificate.look({
    clock: { nowMs: () => 0 },
    stack: {
      name: "dev",
      settings: settingsOf({ ...config(), ...(named && { certificateArns: named }) }),
    },
    environment: shown
      ? { inventory: { edges: {}, ...(!made && { ownCertificates: false }) } }
      : null,
    inspector: {
      ...nothingToInspect("not here"),
      edge: () => Promise.resolve({ value: { state: "active", listeners } }),
      certificate: (arn: string) => Promise.resolve({ value: certificates[arn] ?? null }),
    },
  } as unknown as Verification);
  return told(answer);
}

const all = ["*.dev.example.com"];

describe("the check of certificates", () => {
  it("asks for those that the settings name before the first `up`", async () => {
    expect(await found({ named: [first], certificates: { [first]: view(all) } })).to.deep.equal([
      "ok: issued, valid for 90 days",
    ]);
    expect(await found({ named: [first], certificates: {} })).to.deep.equal([
      "error: does not exist in eu-central-1 of this account",
    ]);
    expect(
      await found({
        named: [first, second],
        certificates: {
          [first]: view(all, { keyAlgorithm: "RSA_1024" }),
          [second]: view([], { status: "PENDING_VALIDATION" }),
        },
      }),
    ).to.deep.equal([
      "error: has a RSA_1024 key; load balancers accept RSA of 2048, 3072 or 4096 bits, and ECDSA",
      "error: is PENDING_VALIDATION",
    ]);
  });

  it("finds the names that none of them is valid for, where they are alone", async () => {
    const uncovered =
      "error: no certificate at the load balancers is valid for this name: clients would refuse to connect";
    const valid = "ok: issued, valid for 90 days";
    const narrow = { [first]: view(["users.dev.example.com"]), [second]: view(all) };
    const named = [first];
    expect(await found({ named, certificates: narrow })).to.deep.equal([valid, uncovered]);
    expect(await found({ named, shown: named, certificates: narrow })).to.deep.equal([
      ...[valid, uncovered],
    ]);
    expect(await found({ named: [first, second], certificates: narrow })).to.deep.equal([
      ...[valid, valid],
    ]);
    const beside = { ...narrow, [own]: view(all) };
    expect(
      await found({ named, shown: [own, first], made: true, certificates: beside }),
    ).to.deep.equal([valid, valid]);
  });

  it("asks for those of another environment where this one is built on it", async () => {
    expect(
      await found({
        shown: [first, second],
        certificates: { [first]: view(["a.com"]), [second]: view(all) },
      }),
    ).to.deep.equal(["ok: issued, valid for 90 days", "ok: issued, valid for 90 days"]);
  });

  it("sees that nobody has renewed one", async () => {
    const certificates = { [first]: view(all, { notAfterMs: 20 * dayMs }) };
    expect(await found({ named: [first], certificates })).to.deep.equal([
      "warning: expires in 20 days",
    ]);
  });
});
