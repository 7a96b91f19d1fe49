import { expect } from "chai";
import { certificateView, importCertificate } from "../../../localCloud/control/acm";
import { Fixture } from "../fixture";

describe("certificates that the local cloud's ACM did not issue", () => {
  let fixture: Fixture;
  let loadBalancerArn: string;
  let place: string;

  before(async () => {
    fixture = await Fixture.open();
    const { region } = fixture.cloud.options;
    const edge = await fixture.loadBalancer("edge");
    loadBalancerArn = String(edge.arn);
    place = `arn:aws:acm:${region}:${loadBalancerArn.split(":")[4]}:certificate`;
  });
  after(() => fixture.close());

  const listen = (name: string, certificateArn: string) =>
    fixture.create("aws:lb/listener:Listener", name, {
      ...{ loadBalancerArn, port: 443, protocol: "HTTPS", certificateArn },
      sslPolicy: "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09",
      defaultActions: [
        {
          type: "fixed-response",
          fixedResponse: { contentType: "text/plain", messageBody: "no", statusCode: "404" },
        },
      ],
    });

  it("are there once imported, and a listener takes them then", async () => {
    const { cloud } = fixture;
    const arn = `${place}/01234567-89ab-cdef-0123-456789abcdef`;
    expect(certificateView(cloud, arn)).to.equal(null);
    const refusal = await listen("early", arn).catch(({ message }: Error) => message);
    expect(refusal).to.match(/must have a fully-qualified domain name/);
    await importCertificate(cloud, arn, ["*.example.com"]);
    expect(certificateView(cloud, arn)).to.deep.include({
      ...{ status: "ISSUED", names: ["*.example.com"], keyAlgorithm: "EC_prime256v1" },
    });
    const listener = await listen("shop", arn);
    const also = { listenerArn: String(listener.arn), certificateArn: arn };
    const type = "aws:lb/listenerCertificate:ListenerCertificate";
    expect(await fixture.create(type, "also", also)).to.have.property("id");
  });
});
