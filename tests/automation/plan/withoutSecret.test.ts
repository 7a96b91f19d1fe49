import { expect } from "chai";
import { withoutSecret } from "../../../automation/plan/withoutSecret";

const hidden = "(a reference)";

describe("what `plan` says of a setting that changes", () => {
  it("has no reference to a secret, of whichever container", () => {
    for (const key of ["secrets.KEY", "sidecars.otel.secrets.KEY", "logs.secretOptions.apikey"]) {
      expect(withoutSecret({ key, from: undefined, to: "/dev/key" })).to.deep.equal({
        ...{ key, from: undefined, to: hidden },
      });
    }
  });

  it("has none either where a sidecar or a log is new, or gone, as a whole", () => {
    const otel = { image: "otel:1", environment: { A: "1" }, secrets: { KEY: "/dev/key" } };
    expect(withoutSecret({ key: "sidecars.otel", from: otel, to: undefined })).to.deep.equal({
      ...{ key: "sidecars.otel", from: { ...otel, secrets: { KEY: hidden } }, to: undefined },
    });
    const logs = { options: { Name: "datadog" }, secretOptions: { apikey: "/dev/key" } };
    expect(withoutSecret({ key: "logs", from: undefined, to: logs }).to).to.deep.equal({
      ...{ options: { Name: "datadog" }, secretOptions: { apikey: hidden } },
    });
  });

  it("is unchanged where there is no secret", () => {
    const difference = { key: "volumes", from: [{ path: "/tmp" }], to: [] };
    expect(withoutSecret(difference)).to.deep.equal(difference);
  });
});
