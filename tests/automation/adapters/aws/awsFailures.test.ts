import { expect } from "chai";
import type { AwsFailureCode } from "../../../../automation/adapters/aws/awsFailureRules";
import { translateAwsError } from "../../../../automation/adapters/aws/awsFailures";

/** Errors in the words of AWS, the SDK, its credential providers and Node. */
const role = "arn:aws:sts::123456789012:assumed-role/ci/run-17";
const table: {
  name: string;
  text: string;
  code: AwsFailureCode;
  status?: number;
  node?: string;
  message: string;
  next?: string;
}[] = [
  {
    name: "AccessDeniedException",
    text:
      `User: ${role} is not authorized to perform: ecs:DescribeServices on resource: ` +
      "arn:aws:ecs:eu-central-1:123456789012:service/prod/users-green because no identity-based " +
      "policy allows the ecs:DescribeServices action",
    status: 400,
    code: "access-denied",
    message:
      `IAM does not allow \`${role}\` \`ecs:DescribeServices\` on ` +
      "`arn:aws:ecs:eu-central-1:123456789012:service/prod/users-green` because no identity-based " +
      "policy allows the ecs:DescribeServices action.",
    next:
      "Allow `ecs:DescribeServices` on `arn:aws:ecs:eu-central-1:123456789012:service/prod/users-green` " +
      `in the policy of \`${role}\` and run the command again.`,
  },
  {
    name: "AccessDenied",
    text:
      `User: ${role} is not authorized to perform: elasticloadbalancing:DescribeTargetHealth ` +
      "because no identity-based policy allows the elasticloadbalancing:DescribeTargetHealth action",
    status: 403,
    code: "access-denied",
    message:
      `IAM does not allow \`${role}\` \`elasticloadbalancing:DescribeTargetHealth\` because no ` +
      "identity-based policy allows the elasticloadbalancing:DescribeTargetHealth action.",
    next:
      "Allow `elasticloadbalancing:DescribeTargetHealth` on `*` in the policy of " +
      `\`${role}\` and run the command again.`,
  },
  {
    name: "AccessDeniedException",
    text:
      `User: ${role} is not authorized to perform: ecs:ListTasks on resource: * ` +
      "with an explicit deny in a service control policy",
    status: 400,
    code: "access-denied",
    message: `IAM does not allow \`${role}\` \`ecs:ListTasks\` on \`*\` with an explicit deny in a service control policy.`,
    next: "Remove the explicit deny of `ecs:ListTasks` on `*` and run the command again.",
  },
  {
    name: "AccessDenied",
    text: "Not authorized to perform sts:AssumeRoleWithWebIdentity",
    status: 403,
    code: "access-denied",
    message: "IAM does not allow the caller `sts:AssumeRoleWithWebIdentity`.",
    next: "Allow `sts:AssumeRoleWithWebIdentity` on `*` in the policy of the caller and run the command again.",
  },
  {
    name: "AccessDeniedException",
    text: "Access denied.",
    status: 400,
    code: "access-denied",
    message: "AWS denied access: Access denied.",
  },
  {
    name: "ExpiredTokenException",
    text: "The security token included in the request is expired",
    status: 400,
    code: "credentials-expired",
    message:
      "The AWS credentials have expired: The security token included in the request is expired.",
    next:
      "Renew them (`aws sso login`; in CI, start the job again with a role session that outlasts a " +
      "release) and run the command again.",
  },
  {
    name: "ExpiredToken",
    text: "The security token included in the request is expired",
    status: 403,
    code: "credentials-expired",
    message:
      "The AWS credentials have expired: The security token included in the request is expired.",
  },
  {
    name: "CredentialsProviderError",
    text: "The SSO session associated with this profile has expired. To refresh this SSO session run 'aws sso login' with the corresponding profile.",
    code: "credentials-expired",
    message:
      "The AWS credentials have expired: The SSO session associated with this profile has expired. " +
      "To refresh this SSO session run 'aws sso login' with the corresponding profile.",
  },
  {
    name: "CredentialsProviderError",
    text: "Could not load credentials from any providers",
    code: "credentials-missing",
    message: "No AWS credentials were found: Could not load credentials from any providers.",
  },
  {
    name: "UnrecognizedClientException",
    text: "The security token included in the request is invalid.",
    status: 400,
    code: "credentials-invalid",
    message:
      "AWS rejected the credentials: UnrecognizedClientException: " +
      "The security token included in the request is invalid.",
  },
  {
    name: "InvalidSignatureException",
    text: "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method.",
    status: 400,
    code: "credentials-invalid",
    message:
      "AWS rejected the credentials: InvalidSignatureException: The request signature we " +
      "calculated does not match the signature you provided. Check your AWS Secret Access Key and " +
      "signing method.",
  },
  {
    name: "InvalidSignatureException",
    text: "Signature expired: 20250131T120000Z is now earlier than 20250131T121000Z (20250131T121500Z - 5 min.)",
    status: 400,
    code: "clock-wrong",
    message:
      "This machine's clock differs from AWS's: Signature expired: 20250131T120000Z is " +
      "now earlier than 20250131T121000Z (20250131T121500Z - 5 min.).",
    next: "Set the clock (NTP) and run the command again.",
  },
  {
    name: "Error",
    text: "Region is missing",
    code: "region-missing",
    message: "No AWS region is configured.",
  },
  {
    name: "ThrottlingException",
    text: "Rate exceeded",
    status: 400,
    code: "throttled",
    message:
      "AWS throttled the account's requests, even after retries: ThrottlingException: Rate exceeded.",
  },
  {
    name: "Throttling",
    text: "Rate exceeded",
    status: 400,
    code: "throttled",
    message: "AWS throttled the account's requests, even after retries: Throttling: Rate exceeded.",
  },
  {
    name: "ClusterNotFoundException",
    text: "Cluster not found.",
    status: 400,
    code: "cluster-missing",
    message: "The ECS cluster does not exist in this region and account.",
  },
  {
    name: "TimeoutError",
    text: "Connection timed out after 3000 ms",
    code: "timed-out",
    message: "AWS did not respond in time, even after retries: Connection timed out after 3000 ms.",
  },
  {
    name: "Error",
    node: "ENOTFOUND",
    text: "getaddrinfo ENOTFOUND ecs.eu-cental-1.amazonaws.com",
    code: "unreachable",
    message:
      "The AWS endpoint can't be reached: getaddrinfo ENOTFOUND ecs.eu-cental-1.amazonaws.com.",
    next:
      "Check the spelling of the region, `AWS_ENDPOINT_URL` and the network (DNS, proxy), " +
      "then run the command again.",
  },
  {
    name: "AggregateError",
    node: "ECONNREFUSED",
    text: "",
    code: "unreachable",
    message: "The AWS endpoint can't be reached: ECONNREFUSED.",
  },
  {
    name: "ServerException",
    text: "Service Unavailable. Please try again later.",
    status: 503,
    code: "unavailable",
    message:
      "AWS failed to respond, even after retries: ServerException: Service Unavailable. Please try " +
      "again later.",
  },
  {
    name: "Error",
    node: "EPROTO",
    text: "write EPROTO 80CB:error:0A00010B:SSL routines:ssl3_get_record:wrong version number\n",
    code: "unreachable",
    message:
      "The AWS endpoint can't be reached: write EPROTO 80CB:error:0A00010B:SSL routines:ssl3_get_record:wrong version number.",
  },
  {
    name: "Error",
    node: "HPE_INVALID_CONSTANT",
    text: "Parse Error: Expected HTTP/",
    code: "unreachable",
    message: "The AWS endpoint can't be reached: Parse Error: Expected HTTP/.",
  },
  {
    name: "Error",
    node: "SELF_SIGNED_CERT_IN_CHAIN",
    text: "self-signed certificate in certificate chain",
    code: "unreachable",
    message: "The AWS endpoint can't be reached: self-signed certificate in certificate chain.",
    next: "Check the proxy, and set `NODE_EXTRA_CA_CERTS` to its certificate authority, then run the command again.",
  },
  {
    name: "TargetGroupNotFoundException",
    text: "One or more target groups not found",
    status: 400,
    code: "refused-by-aws",
    message:
      "AWS refused the request: TargetGroupNotFoundException: One or more target groups not found.",
  },
];

describe("failures of AWS", () => {
  for (const { name, text, status, node, code, message, next } of table) {
    it(`${name}${node ? ` ${node}` : ""}: ${text.slice(0, 60)} is ${code}`, () => {
      const foreign = Object.assign(new Error(text), {
        name,
        ...(node === undefined ? {} : { code: node }),
        ...(status === undefined
          ? {}
          : { $fault: "client", $metadata: { httpStatusCode: status, attempts: 1 } }),
      });
      const translated = translateAwsError(foreign);
      expect(translated).to.include({ code, message });
      if (next !== undefined) expect(translated?.next).to.equal(next);
      expect(translated?.next).to.match(/^[A-Z].*\.$/);
    });
  }

  it("are distinguished from bugs", () => {
    const $metadata = { attempts: 1 };
    expect(translateAwsError(Object.assign(new TypeError("x is not a function"), { $metadata }))) //
      .to.equal(null);
    const ofFiles = Object.assign(new Error("no such file"), { code: "ENOENT" });
    expect(translateAwsError(ofFiles)).to.equal(null);
    const ofNode = Object.assign(new TypeError("bad"), { code: "ERR_INVALID_ARG_TYPE" });
    expect(translateAwsError(ofNode)).to.equal(null);
    expect(translateAwsError("text")).to.equal(null);
  });
});
