import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { expect } from "chai";
import { createAwsInspector } from "../../../../automation/adapters/aws/inspector";
import { setEnvironment } from "./endpoint";

const item = (id: string, zone: string) =>
  `<item><subnetId>${id}</subnetId><state>available</state><vpcId>vpc-0000000a</vpcId>` +
  "<tagSet><item><key>Name</key><value>tasks</value></item></tagSet>" +
  `<availabilityZone>${zone}</availabilityZone></item>`;
const found =
  '<?xml version="1.0" encoding="UTF-8"?><DescribeSubnetsResponse><requestId>r</requestId><subnetSet>' +
  `${item("subnet-00000001", "eu-central-1a")}${item("subnet-00000002", "eu-central-1b")}` +
  "</subnetSet></DescribeSubnetsResponse>";
const refused =
  "<Response><Errors><Error><Code>UnauthorizedOperation</Code><Message>You are not authorized" +
  "</Message></Error></Errors></Response>";

describe("subnets that the inspector looks up", () => {
  async function ask(status: number, answer: string) {
    const asked: { request: IncomingMessage; body: string }[] = [];
    const server = createServer((request, response) => {
      void text(request).then((body) => {
        asked.push({ request, body });
        response.writeHead(status, { "content-type": "text/xml" }).end(answer);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const restore = setEnvironment({
      AWS_ENDPOINT_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      AWS_ACCESS_KEY_ID: "test",
      AWS_SECRET_ACCESS_KEY: "test",
    });
    const inspector = createAwsInspector({ region: "eu-central-1" });
    const result = await inspector
      .subnets(["subnet-00000001", "subnet-00000002"])
      .catch((error: unknown) => error);
    restore();
    server.closeAllConnections();
    server.close();
    return { result, asked };
  }

  it("are those that exist, with VPC and zone, in one signed call", async () => {
    const { result, asked } = await ask(200, found);
    expect(result).to.deep.equal({
      value: [
        { id: "subnet-00000001", vpcId: "vpc-0000000a", zone: "eu-central-1a" },
        { id: "subnet-00000002", vpcId: "vpc-0000000a", zone: "eu-central-1b" },
      ],
    });
    expect(asked).to.have.length(1);
    expect(asked[0]!.body).to.equal(
      "Action=DescribeSubnets&Version=2016-11-15&Filter.1.Name=subnet-id" +
        "&Filter.1.Value.1=subnet-00000001&Filter.1.Value.2=subnet-00000002",
    );
    expect(asked[0]!.request.headers.authorization).to.match(
      /^AWS4-HMAC-SHA256 Credential=test\/\d{8}\/eu-central-1\/ec2\/aws4_request, /,
    );
  });

  it("are refused in EC2's words", async () => {
    const { result, asked } = await ask(403, refused);
    expect(asked).to.have.length(1);
    expect(String(result)).to.contain("You are not authorized");
  });
});
