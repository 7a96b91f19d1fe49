import { deniedIn } from "../aws/accessDenied";

/** What to do about a resource's failure, derived from the AWS provider's message; undefined if unknown. */
export function nextOf(failure: string): string | undefined {
  return hints.find(({ pattern }) => pattern.test(failure))?.hint(failure);
}

const hints: { pattern: RegExp; hint: (failure: string) => string }[] = [
  {
    pattern: /currently marked for protection|because it is protected/,
    hint: (failure) => {
      const { urn, stack } =
        /"?(?<urn>urn:pulumi:(?<stack>[^:]+)::[^"\s]+)/.exec(failure)?.groups ?? {};
      const which = urn && stack ? `'${urn}' --stack ${stack}` : "<urn>";
      return (
        "Pulumi protects it because it serves: undo the change that would replace or delete it; if it no longer " +
        `serves, because what it needs was deleted by hand: \`pulumi state unprotect ${which}\``
      );
    },
  },
  {
    pattern: /not authorized to perform/i,
    hint: (failure) =>
      `${deniedIn(withoutEncoded(failure)).next} (\`bluegreen policy --stack <stack>\` prints what a role needs)`,
  },
  {
    pattern: /\bExpiredToken(Exception)?\b|security token included in the request is expired/,
    hint: () => "Renew the AWS credentials; in CI, give the role a session longer than a release",
  },
  {
    pattern:
      /No valid credential sources found|InvalidClientTokenId|unable to validate AWS credentials/i,
    hint: () => "Provide valid AWS credentials: `aws sts get-caller-identity` has to succeed",
  },
  {
    // Created by an `up` that was killed before it could record it, or by hand.
    pattern: /AlreadyExists|already exists/,
    hint: (failure) => {
      const { name, type } = /^(?<name>\S+) \((?<type>[^)]+)\)/.exec(failure)?.groups ?? {};
      const target = name && type ? `${type} ${name} <id>` : "<type> <name> <id>";
      return `Adopt it with \`pulumi import ${target}\`, or delete it if nothing uses it`;
    },
  },
];

/** EC2 appends a long blob that only `aws sts decode-authorization-message` can decode. */
function withoutEncoded(failure: string): string {
  return failure.replace(/ Encoded authorization failure message: \S+/, "");
}
