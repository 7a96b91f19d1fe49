import { deniedIn } from "./accessDenied";

export type AwsFailureCode =
  | "throttled"
  | "credentials-expired"
  | "credentials-invalid"
  | "credentials-missing"
  | "clock-wrong"
  | "region-missing"
  | "access-denied"
  | "unreachable"
  | "timed-out"
  | "unavailable"
  | "not-from-aws"
  | "cluster-missing"
  | "repository-missing"
  | "refused-by-aws";

/** The fields that distinguish errors of the SDK, Node and the credential providers. */
export interface ForeignError {
  /** Error code of the AWS service, or the class of the SDK's own error. */
  name: string;
  /** Error code of Node's network layer. */
  code: string;
  text: string;
  /** Whether an AWS service sent it. */
  fromService: boolean;
  httpStatus: number;
  /** The host that the request was sent to; empty if unknown. */
  host: string;
}

interface Rule {
  code: AwsFailureCode;
  applies(error: ForeignError): boolean;
  message(error: ForeignError): string;
  next(error: ForeignError): string;
}

const again = "run the command again";

/** The first rule that applies is used, so the specific ones come first. */
export const awsFailureRules: Rule[] = [
  {
    code: "not-from-aws",
    applies: ({ name }) => name === "ForeignAnswer",
    message: ({ text }) => `The answer was not from AWS: ${sentence(text)}`,
    next: () =>
      `Check the proxy or gateway between this machine and AWS (\`HTTPS_PROXY\`, a login page), then ${again}.`,
  },
  {
    code: "clock-wrong",
    applies: ({ name, text }) =>
      name === "RequestTimeTooSkewed" || /^Signature (expired|not yet current)/.test(text),
    message: ({ text }) => `This machine's clock differs from AWS's: ${sentence(text)}`,
    next: () => `Set the clock (NTP) and ${again}.`,
  },
  {
    code: "region-missing",
    applies: ({ text }) => text === "Region is missing",
    message: () => "No AWS region is configured.",
    next: () => `Set \`aws:region\` in the stack's settings file and ${again}.`,
  },
  {
    code: "credentials-expired",
    applies: ({ name, text }) =>
      /^(ExpiredToken(Exception)?|TokenRefreshRequired|RequestExpired)$/.test(name) ||
      (isCredentials(name) && /expired|reauthenticate|re-authenticate/i.test(text)),
    message: ({ text }) => `The AWS credentials have expired: ${sentence(text)}`,
    next: () =>
      `Renew them (\`aws sso login\`; in CI, start the job again with a role session that outlasts ` +
      `a release) and ${again}.`,
  },
  {
    code: "credentials-missing",
    applies: ({ name, text }) => isCredentials(name) || text === "Credential is missing",
    message: ({ text }) => `No AWS credentials were found: ${sentence(text)}`,
    next: () =>
      `Set \`AWS_PROFILE\`, or \`AWS_ACCESS_KEY_ID\` and \`AWS_SECRET_ACCESS_KEY\`, or give the job ` +
      `a role and ${again}.`,
  },
  {
    code: "credentials-invalid",
    applies: ({ name }) =>
      /^(UnrecognizedClient(Exception)?|InvalidClientTokenId|InvalidSignature(Exception)?|SignatureDoesNotMatch|AuthFailure|InvalidIdentityToken(Exception)?|IncompleteSignature(Exception)?|MissingAuthenticationToken(Exception)?)$/.test(
        name,
      ),
    message: ({ name, text }) => `AWS rejected the credentials: ${name}: ${sentence(text)}`,
    next: () =>
      `Check which credentials are used (\`aws sts get-caller-identity\`) and that the region is ` +
      `enabled for the account, then ${again}.`,
  },
  {
    code: "access-denied",
    applies: ({ name }) =>
      /^(AccessDenied(Exception)?|UnauthorizedOperation|AuthorizationError(Exception)?|NotAuthorized)$/.test(
        name,
      ),
    message: ({ text }) => deniedIn(text).message,
    next: ({ text }) => `${deniedIn(text).next} and ${again}.`,
  },
  {
    code: "throttled",
    applies: ({ name, httpStatus }) =>
      httpStatus === 429 ||
      /Throttl|^(TooManyRequestsException|RequestLimitExceeded|SlowDown|PriorRequestNotComplete)$/.test(
        name,
      ),
    message: ({ name, text }) =>
      `AWS throttled the account's requests, even after retries: ${name}: ${sentence(text)}`,
    next: () => `Wait a minute, or find what else calls the API so often, then ${again}.`,
  },
  {
    code: "cluster-missing",
    applies: ({ name }) => name === "ClusterNotFoundException",
    message: () => `The ECS cluster does not exist in this region and account.`,
    next: () =>
      `Check the region and account (\`aws sts get-caller-identity\`); if the cluster was deleted, ` +
      `\`pulumi refresh\` and \`bluegreen up --stack <stack>\` create it again.`,
  },
  {
    code: "repository-missing",
    applies: ({ name }) => name === "RepositoryNotFoundException",
    message: ({ text }) => `The ECR repository does not exist: ${sentence(text)}`,
    next: () =>
      `Check the region and account; \`bluegreen up --stack <stack>\` creates the repository. Then push the image.`,
  },
  {
    code: "timed-out",
    // The SDK also calls a connection that was reset a timeout.
    applies: ({ name, code }) =>
      (/^(TimeoutError|RequestTimeout(Exception)?)$/.test(name) && !isNetwork(code)) ||
      code === "ETIMEDOUT",
    message: ({ text, host }) =>
      `AWS${host && ` (${host})`} did not respond in time, even after retries: ${sentence(text)}`,
    next: () => `Check the network (proxy, VPC endpoint) and ${again}.`,
  },
  {
    code: "unreachable",
    applies: ({ code }) => isNetwork(code),
    message: ({ text, host }) =>
      `The AWS endpoint${host && ` ${host}`} can't be reached: ${sentence(text)}`,
    next: ({ code }) =>
      isCertificate(code)
        ? `Check the proxy, and set \`NODE_EXTRA_CA_CERTS\` to its certificate authority, then ${again}.`
        : `Check the spelling of the region, \`AWS_ENDPOINT_URL\` and the network (DNS, proxy), ` +
          `then ${again}.`,
  },
  {
    code: "unavailable",
    applies: ({ httpStatus }) => httpStatus >= 500,
    message: ({ name, text, host, httpStatus }) =>
      `AWS failed to respond, even after retries: ${host && `${host} answered ${httpStatus}: `}${name}: ${sentence(text)}`,
    next: () => `Check https://health.aws.amazon.com and ${again}.`,
  },
  {
    // The SDK could not parse the response: it was truncated, or did not come from AWS.
    code: "not-from-aws",
    applies: ({ fromService, httpStatus }) => !fromService && httpStatus > 0,
    message: ({ text, host, httpStatus }) =>
      `${host || "AWS"} answered ${httpStatus} with something unreadable: ${sentence(text.split("\n")[0]!)}`,
    next: () =>
      `Check the proxy or gateway between this machine and AWS (\`HTTPS_PROXY\`), then ${again}.`,
  },
  {
    code: "refused-by-aws",
    applies: ({ fromService }) => fromService,
    message: ({ name, text }) => `AWS refused the request: ${name}: ${sentence(text)}`,
    next: () => `Check the region and account and ${again}.`,
  },
];

function isCredentials(name: string): boolean {
  return name === "CredentialsProviderError" || name === "TokenProviderError";
}

/**
 * Codes of Node's sockets, DNS, HTTP parser and TLS. Errors about files, such as the credentials
 * file, have other codes.
 */
function isNetwork(code: string): boolean {
  return (
    /^E(CONN(REFUSED|RESET|ABORTED)|(HOST|NET)(UNREACH|DOWN)|NETRESET|PIPE|ADDRNOTAVAIL|PROTO)$/.test(
      code,
    ) ||
    /^E(AI_\w+|NOTFOUND|NODATA|SERVFAIL|REFUSED|BADRESP|TIMEOUT)$/.test(code) ||
    /^(HPE|ERR_TLS|ERR_SSL|UND_ERR)_\w+$/.test(code) ||
    isCertificate(code)
  );
}

function isCertificate(code: string): boolean {
  return /CERT|^UNABLE_TO_|^HOSTNAME_MISMATCH$/.test(code);
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
