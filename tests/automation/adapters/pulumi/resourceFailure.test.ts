import { expect } from "chai";
import { translateFailure } from "../../../../automation/adapters/pulumi/failures";
import { nextOf } from "../../../../automation/adapters/pulumi/resourceFailure";
import { DeployError, type StepFailed } from "../../../../automation/world/errors";

const role = "arn:aws:sts::123456789012:assumed-role/bluegreen-dev-deploy/ci";
const service = "arn:aws:ecs:eu-central-1:123456789012:service/cluster-1/users";

// In the forms in which the AWS provider reports errors of the AWS SDK for Go v2; each with its source.
const texts = {
  // API errors of the SDK, as in hashicorp/terraform-provider-aws issues.
  denied: `users-green (aws:ecs/service:Service): creating ECS Service (users): operation error ECS: CreateService, https response error StatusCode: 400, RequestID: 1, AccessDeniedException: User: ${role} is not authorized to perform: ecs:CreateService on resource: ${service} because no identity-based policy allows the ecs:CreateService action`,
  // EC2 User Guide, "Decode authorization messages".
  deniedByEc2:
    "vpc (aws:ec2/vpc:Vpc): creating EC2 VPC: operation error EC2: CreateVpc, https response error StatusCode: 403, RequestID: 1, api error UnauthorizedOperation: You are not authorized to perform this operation. User: " +
    `${role} is not authorized to perform: ec2:CreateVpc on resource: arn:aws:ec2:eu-central-1:123456789012:vpc/* because no identity-based policy allows the ec2:CreateVpc action. Encoded authorization failure message: 4GIOHlTkIaWHQD0Q0m6XSnuUMCm`,
  // pulumi-aws#3866.
  expired:
    "default_7_48_0 (pulumi:providers:aws): validating provider credentials: retrieving caller identity from STS: operation error STS: GetCallerIdentity, https response error StatusCode: 403, RequestID: 1, api error ExpiredToken: The security token included in the request is expired",
};

describe("the failure of a resource", () => {
  it("names the denied action and resource", () => {
    expect(nextOf(texts.denied)).to.equal(
      `Allow \`ecs:CreateService\` on \`${service}\` in the policy of \`${role}\` (\`bluegreen policy --stack <stack>\` prints what a role needs)`,
    );
    expect(nextOf(texts.deniedByEc2)).to.equal(
      "Allow `ec2:CreateVpc` on `arn:aws:ec2:eu-central-1:123456789012:vpc/*` in the policy of " +
        `\`${role}\` (\`bluegreen policy --stack <stack>\` prints what a role needs)`,
    );
  });

  it("is recognized as expired credentials wherever the provider notices", () => {
    expect(nextOf(texts.expired)).to.match(/^Renew the AWS credentials/);
  });

  it("names what is protected, so that it can be given up where it no longer serves", () => {
    const urn =
      "urn:pulumi:dev::bluegreen::bluegreen:index:Edge$aws:lb/listener:Listener::edge-blue-http";
    const advice = (which: string) =>
      "Pulumi protects it because it serves: undo the change that would replace or delete it; if it no longer " +
      `serves, because what it needs was deleted by hand: \`pulumi state unprotect ${which}\``;
    expect(
      nextOf(
        `edge-blue-http (aws:lb/listener:Listener): unable to replace resource "${urn}"\nas it is currently marked for protection.`,
      ),
    ).to.equal(advice(`'${urn}' --stack dev`));
    expect(nextOf("x (aws:x:Y): it is currently marked for protection")).to.equal(advice("<urn>"));
  });

  it("comes without advice if none is known", () => {
    expect(nextOf("users (aws:ecs/service:Service): InvalidParameterException: x")).to.equal(
      undefined,
    );
  });

  it("is followed by what to do about it", () => {
    const failed = {
      stack: "dev",
      kind: "up" as const,
      error: new Error("code: -2"),
      programError: null,
    };
    const events = { failures: [texts.denied, "update failed"], cancelled: false };
    const { reasons } = translateFailure({ ...failed, ...events }) as StepFailed;
    expect(reasons).to.deep.equal([texts.denied, nextOf(texts.denied)]);
  });

  it("is not mistaken for one of Pulumi itself, whatever the provider's words are", () => {
    const failures = [
      "users (aws:x:Y): the stack is currently locked by 1 lock(s): created by aws",
      "users (aws:x:Y): incorrect passphrase",
    ];
    const error = new Error(`code: -2\n stdout: \n stderr: x\n    error: incorrect passphrase\n`);
    const translated = translateFailure({
      stack: "dev",
      kind: "up" as const,
      error,
      programError: null,
      failures,
      cancelled: false,
    }) as StepFailed;
    expect(translated.reasons).to.deep.equal(failures);
  });

  it("to write to the backend during an `up` pauses the release and says what was not recorded", () => {
    // pulumi/pulumi#19452
    const text =
      'error: post-step event returned an error: failed to save snapshot: An IO error occurred while writing the new snapshot file: blob (key ".pulumi/stacks/provisioner/prod.json") (code=Unknown): ExpiredToken: The provided token has expired.';
    const error = translateFailure({
      stack: "dev",
      kind: "up" as const,
      error: new Error(`code: -2\n stdout: \n stderr: Command failed\n@ updating.....\n${text}\n`),
      programError: null,
      failures: [],
      cancelled: false,
    }) as DeployError;
    expect(error).to.be.instanceOf(DeployError);
    expect(error.kind).to.equal("stoppedMidway");
    expect(error.found).to.match(/^Pulumi could not save its state: .*ExpiredToken/);
    expect(error.next).to.match(/, then: bluegreen resume --stack dev$/);
  });
});
