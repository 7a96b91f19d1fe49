import { deniedIn } from "../aws/accessDenied";

/** What mends a resource's failure, going by the AWS provider's words; undefined when they do not tell. */
export function nextOf(failure: string): string | undefined {
  return hints.find(({ pattern }) => pattern.test(failure))?.hint(failure);
}

const hints: { pattern: RegExp; hint: (failure: string) => string }[] = [
  {
    pattern: /not authorized to perform/i,
    hint: (failure) =>
      `${deniedIn(withoutEncoded(failure)).next} (\`bluegreen policy --stack <stack>\` prints what a role needs)`,
  },
  {
    pattern: /\bExpiredToken(Exception)?\b|security token included in the request is expired/,
    hint: () =>
      "Renew the AWS credentials; in CI give the role's session more time than a release takes",
  },
  {
    pattern:
      /No valid credential sources found|InvalidClientTokenId|unable to validate AWS credentials/i,
    hint: () =>
      "Give AWS credentials that are valid here: `aws sts get-caller-identity` must answer",
  },
  {
    // Made by an `up` that was killed before it could note it, or by hand.
    pattern: /AlreadyExists|already exists/,
    hint: (failure) => {
      const { name, type } = /^(?<name>\S+) \((?<type>[^)]+)\)/.exec(failure)?.groups ?? {};
      const target = name && type ? `${type} ${name} <id>` : "<type> <name> <id>";
      return `Take it over with \`pulumi import ${target}\`, or delete it if nothing uses it`;
    },
  },
];

/** EC2 adds a long blob that only `aws sts decode-authorization-message` can read. */
function withoutEncoded(failure: string): string {
  return failure.replace(/ Encoded authorization failure message: \S+/, "");
}
