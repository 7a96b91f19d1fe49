import { DeployError, refused } from "../../world/errors";

/** A failure that the engine's own words tell, before any resource was touched or beside all of them. */
export interface FailureRule {
  /** Matched against the CLI's errors and those of the engine's own parts, never a provider's words. */
  pattern: RegExp;
  translate: (found: RegExpExecArray, stack: string) => DeployError;
}

/** Texts of Pulumi 3.259; tests/automation/adapters/pulumi/engineTexts has each as the engine said it. */
export const failureRules: readonly FailureRule[] = [
  {
    pattern: /the stack is currently locked by[^]*?(?:created by (?<holder>.+)|$)/,
    translate: ({ groups }, stack) => held(stack, groups?.["holder"]?.trim() ?? "holder unknown"),
  },
  {
    pattern: /\[409\] Conflict/,
    translate: (_, stack) => held(stack, "Pulumi Cloud says that an update is in progress"),
  },
  {
    pattern: /no stack named .* found/,
    translate: (_, stack) => unknownStack(stack),
  },
  {
    pattern: /incorrect passphrase/,
    translate: (_, stack) =>
      refused(
        `the passphrase does not open the secrets of stack ${stack}`,
        "set `PULUMI_CONFIG_PASSPHRASE` or `PULUMI_CONFIG_PASSPHRASE_FILE` to the one it was made with",
      ),
  },
  {
    pattern: /passphrase must be set/,
    translate: (_, stack) =>
      refused(
        `stack ${stack} keeps its secrets under a passphrase, and none is set`,
        "set `PULUMI_CONFIG_PASSPHRASE` or `PULUMI_CONFIG_PASSPHRASE_FILE`",
      ),
  },
  {
    pattern: /PULUMI_ACCESS_TOKEN must be set for login|invalid access token|\[401\] Unauthorized/,
    translate: () =>
      refused(
        "nobody is logged in to Pulumi Cloud",
        "set `PULUMI_ACCESS_TOKEN` or run `pulumi login`; for state in a bucket, `PULUMI_BACKEND_URL=s3://<bucket>`",
      ),
  },
  {
    pattern:
      /Could not automatically download and install \w+ plugin '(?<plugin>[^']+)' at version (?<version>\S+?),.*?`(?<command>pulumi plugin install [^`]+)`/,
    translate: ({ groups }) =>
      refused(
        `Pulumi's plugin ${groups!["plugin"]} ${groups!["version"]} is not installed and can't be downloaded`,
        `check the network (proxy, access to get.pulumi.com), or install it by hand: \`${groups!["command"]}\``,
      ),
  },
  {
    // The engine goes on while it can't write; what it did then is known to nobody.
    pattern: /failed to save snapshot: .*/,
    translate: ({ 0: text }, stack) =>
      new DeployError(
        "stoppedMidway",
        `Pulumi could not record what it did: ${text}`,
        `make the backend writable again (its credentials may have expired), then \`bluegreen resume --stack ${stack}\``,
      ),
  },
  {
    pattern:
      /unable to (?:open|check|read) (?:state directory|if bucket|bucket).*|read "\.pulumi\/meta\.yaml": .*|performing HTTP request: .*/,
    translate: ({ 0: text }) =>
      refused(
        `Pulumi's backend can't be reached: ${text}`,
        "check `PULUMI_BACKEND_URL` (or `backend.url` in Pulumi.yaml), its credentials and the network",
      ),
  },
];

function held(stack: string, holder: string): DeployError {
  return new DeployError(
    "held",
    `stack ${stack} is locked by another update: ${holder}`,
    `wait for it to end, or free it when its holder is gone: bluegreen unlock --stack ${stack}`,
  );
}

export function unknownStack(stack: string): DeployError {
  return refused(
    `there is no stack ${stack} in this backend`,
    `create it with \`bluegreen up --stack ${stack}\`, or name an existing one (\`pulumi stack ls\`)`,
  );
}
