import { expect } from "chai";
import { imageDigestOf } from "../../../../automation/adapters/aws/taskImage";
import { digest } from "./fixtures";

const main = { name: "users", image: `repo@${digest("a")}`, imageDigest: digest("a") };
const agent = { name: "aws-guardduty-agent-x1", image: "g", imageDigest: digest("9") };

describe("the image digest of a task", () => {
  it("is that of the container behind the load balancer", () => {
    const sidecar = { name: "envoy", image: "e", imageDigest: digest("e") };
    expect(imageDigestOf({ containers: [sidecar, main] }, "users")).to.equal(digest("a"));
    expect(imageDigestOf({ containers: [sidecar] }, "users")).to.equal(null);
  });

  it("is that of the task's own container if there is no load balancer", () => {
    expect(imageDigestOf({ containers: [agent, main] }, undefined)).to.equal(digest("a"));
    expect(imageDigestOf({ containers: [agent] }, undefined)).to.equal(null);
    expect(imageDigestOf({}, undefined)).to.equal(null);
  });

  it("is null until ECS has pulled the image, whatever the task definition pins", () => {
    const pulling = { name: main.name, image: main.image };
    expect(imageDigestOf({ containers: [pulling] }, "users")).to.equal(null);
  });

  it("is the pinned one if ECS reports that of the platform's own manifest", () => {
    const platform = { ...main, imageDigest: digest("b") };
    expect(imageDigestOf({ containers: [platform] }, "users")).to.equal(digest("a"));
  });

  it("is the reported one if the task definition names a tag", () => {
    const tagged = { ...main, image: "repo:v1", imageDigest: digest("b") };
    expect(imageDigestOf({ containers: [tagged] }, "users")).to.equal(digest("b"));
  });
});
