import { expect } from "chai";
import { newEnvironment } from "../../../automation/edit/newEnvironment";

const text = `# A small environment.
config:
  aws:region: eu-central-1
  aws:secretKey:
    secure: v1:abc

  # Where it is.
  bluegreen:domain: dev.example.com
  bluegreen:services:
    users:
      environment:
        TOKEN:
          secure: v1:def
        LOG_LEVEL: debug # loud
encryptionsalt: v1:xyz
`;

describe("the settings file of a new environment", () => {
  const made = (from: string, domain?: string) =>
    newEnvironment(from, "bluegreen", { name: "demo", from: "dev", domain });

  it("is a copy with comments, its own names, and the same zone and images", () => {
    expect(made(text).text).to.equal(`# A small environment.
config:
  aws:region: eu-central-1

  # Where it is.
  bluegreen:domain: demo.dev.example.com
  bluegreen:services:
    users:
      environment:
        LOG_LEVEL: debug # loud
  bluegreen:hostedZone: dev.example.com
  bluegreen:imagesFrom: dev
`);
  });

  it("leaves out secrets of the other stack and lists them", () => {
    expect(made(text).leftOut).to.deep.equal([
      "aws:secretKey",
      "bluegreen:services.users.environment.TOKEN",
    ]);
  });

  it("keeps the zone and the image source that the copied file names", () => {
    const named = text.replace(
      "config:\n",
      "config:\n  bluegreen:hostedZone: example.com\n  bluegreen:imagesFrom: build\n",
    );
    const copy = made(named, "demo.example.com").text;
    expect(copy).to.contain("bluegreen:domain: demo.example.com\n");
    expect(copy).to.contain("bluegreen:hostedZone: example.com\n");
    expect(copy).to.contain("bluegreen:imagesFrom: build\n");
  });

  it("has its own expiry, whatever the copied file has", () => {
    const mortal = text.replace(
      "config:\n",
      'config:\n  bluegreen:expiresAt: "2026-01-31T12:00:00Z"\n',
    );
    expect(made(mortal).text).to.equal(made(text).text);
  });
});
